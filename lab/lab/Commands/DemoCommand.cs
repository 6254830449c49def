using System.CommandLine;
using Spectre.Console;
using Vfleet.Lab.Fleet;
using Vfleet.Lab.Program.Demo;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab demo</c>: boots two hosts, starts an engine, and shows on them what a fleet is for.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var program = new Option<FileInfo>("--program") { Description = "The published vfleet program", Required = true }.AcceptExistingOnly();
        var engine = new Option<FileInfo>("--engine") { Description = "The built vfleetd program", Required = true }.AcceptExistingOnly();
        var sources = new Option<DirectoryInfo>("--sources") { Description = "The source tree", Required = true }.AcceptExistingOnly();
        var keep = new Option<bool>("--keep") { Description = "Leave hosts and engine running afterwards" };
        var command = new Command("demo", "Show a fleet of two emulated hosts") { program, engine, sources, keep, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new LabOptions(parsed.GetRequiredValue(name)) { Hosts = 2 };
            var (vfleet, vfleetd) = (parsed.GetRequiredValue(program).FullName, parsed.GetRequiredValue(engine).FullName);
            var folder = Directory.CreateTempSubdirectory("vfleet-demo").FullName;
            AnsiConsole.MarkupLine("[bold yellow]0. Boot two emulated hosts with two SR-IOV NICs each (Intel 82576), and start an engine[/]");
            var lab = await StepDisplay.RunAsync(display => UpCommand.StartAsync(options, display, cancellationToken));
            LabEngine? fleet = null;
            var stays = false;
            try
            {
                fleet = await LabEngine.StartAsync(vfleetd, vfleet, folder, cancellationToken: cancellationToken);
                await new FleetDemo(lab, fleet, parsed.GetRequiredValue(sources).FullName, vfleet).RunAsync(cancellationToken);
                stays = parsed.GetValue(keep);
                Conclude(fleet, lab, vfleet, stays);
            }
            finally
            {
                if (!stays)
                {
                    await EndAsync(fleet, lab, folder);
                }
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void Conclude(LabEngine fleet, RunningLab lab, string vfleet, bool stays)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLine("[bold green]The fleet works on this machine.[/]");
        if (!stays)
        {
            AnsiConsole.MarkupLine("Hosts and engine are switched off now; [aqua]./run --keep[/] leaves them running.");
            return;
        }

        Console.WriteLine($"""

              engine    {fleet.Address}
              user      admin
              password  {fleet.Password}

            Try next:
              export {fleet.Session}
              {vfleet} vm list --fleet
              {vfleet} vf list --host all
              {vfleet} explain red1
              {vfleet} event watch

            End it:
              kill {fleet.ProcessId}; dotnet {Environment.GetCommandLineArgs()[0]} down --name {lab.Name}
            """);
    }

    private static async Task EndAsync(LabEngine? fleet, RunningLab lab, string folder)
    {
        if (fleet is not null)
        {
            await fleet.DisposeAsync();
        }

        await lab.EndAsync(CancellationToken.None);
        Directory.Delete(folder, recursive: true);
    }
}
