using Vfleet.Server.Commands;

var surroundings = new ServerSurroundings(Console.Out, Console.Error, Environment.GetEnvironmentVariable, TimeProvider.System);
return await new ServerCommands(surroundings).Root.Parse(args).InvokeAsync();
