using Vfleet.Lab.Program;

return await LabCommandLine.RunAsync(args);
