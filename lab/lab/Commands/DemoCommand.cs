using System.CommandLine;
using Spectre.Console;
using Vfleet.Lab.Program.Demo;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab demo</c>: boots one host and shows the main job on it, step by step.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var program = new Option<FileInfo>("--program") { Description = "The published vfleet program", Required = true }.AcceptExistingOnly();
        var keep = new Option<bool>("--keep") { Description = "Leave the host running afterwards" };
        var command = new Command("demo", "Show Vfleet's main job on an emulated host") { program, keep, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new LabOptions(parsed.GetRequiredValue(name));
            AnsiConsole.MarkupLine("[bold yellow]0. Boot an emulated host with two SR-IOV NICs (Intel 82576)[/]");
            var lab = await StepDisplay.RunAsync(display => UpCommand.StartAsync(options, display, cancellationToken));
            try
            {
                await new MainJob(lab, parsed.GetRequiredValue(program).FullName).RunAsync(cancellationToken);
                AnsiConsole.WriteLine();
                AnsiConsole.MarkupLine("[bold green]The main job works on this machine.[/]");
            }
            finally
            {
                if (!parsed.GetValue(keep))
                {
                    await lab.EndAsync(CancellationToken.None);
                }
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
