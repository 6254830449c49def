using System.CommandLine;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab reset</c>: the reset button.</summary>
internal static class ResetCommand
{
    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var host = CommonOptions.Host("to reset");
        var command = new Command("reset", "Press a host's reset button and wait until it takes commands again") { host, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = CommonOptions.FindHost(parsed.GetRequiredValue(name), parsed.GetRequiredValue(host));
            await StepDisplay.RunAsync(async display =>
            {
                display.Report($"Boot of {found.Name}");
                await found.ResetAsync(cancellationToken);
                await found.WaitForSshAsync(cancellationToken: cancellationToken);
                return 0;
            });
            Console.WriteLine($"{found.Name} was reset");
            return ExitCodes.Done;
        });
        return command;
    }
}
