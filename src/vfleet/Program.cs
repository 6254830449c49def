using Vfleet.Cli.Running;

return await Application.RunAsync(args, ProcessSurroundings.Create(new LocalHosts()), CancellationToken.None);
