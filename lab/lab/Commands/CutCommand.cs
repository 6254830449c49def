using System.CommandLine;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab cut</c>: a power cut.</summary>
internal static class CutCommand
{
    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var host = CommonOptions.Host("to cut off");
        var command = new Command("cut", "Cut the power of a host; its disk keeps what was synced") { host, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = CommonOptions.FindHost(parsed.GetRequiredValue(name), parsed.GetRequiredValue(host));
            await found.PowerCutAsync(cancellationToken);
            Console.WriteLine($"{found.Name} is off");
            return ExitCodes.Done;
        });
        return command;
    }
}
