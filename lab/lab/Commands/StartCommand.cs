using System.CommandLine;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab start</c>: power after a cut, with the same disk.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var host = CommonOptions.Host("to switch on");
        var command = new Command("start", "Switch a host on again, with its disk as it was left, and wait for it") { host, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = CommonOptions.FindHost(parsed.GetRequiredValue(name), parsed.GetRequiredValue(host));
            await StepDisplay.RunAsync(async display =>
            {
                display.Report($"Boot of {found.Name}");
                await found.StartAsync(cancellationToken);
                await found.WaitForSshAsync(cancellationToken: cancellationToken);
                return 0;
            });
            Console.WriteLine($"{found.Name} is on");
            return ExitCodes.Done;
        });
        return command;
    }
}
