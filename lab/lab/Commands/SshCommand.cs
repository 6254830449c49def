using System.CommandLine;
using System.Diagnostics;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab ssh</c>: a shell on a host, or one command there.</summary>
internal static class SshCommand
{
    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var words = new Argument<string[]>("HOST [-- COMMAND]")
        {
            Description = "The host (default: h1) and, after --, a command for its shell",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("ssh", "Open a shell on a host, or run one command there") { words, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var lab = CommonOptions.FindLab(parsed.GetRequiredValue(name));
            var given = parsed.GetValue(words) ?? [];
            var named = given.Length > 0 && lab.Hosts.Any(host => string.Equals(host.Name, given[0], StringComparison.Ordinal));
            var host = CommonOptions.FindHost(lab.Name, named ? given[0] : "h1");
            var remote = named ? given[1..] : given;
            if (!host.IsOn)
            {
                throw new LabException($"host {host.Name} is off; 'lab start {host.Name}' switches it on");
            }

            var ssh = new ProcessStartInfo("ssh", [.. host.SshArguments, .. remote.Length > 0 ? ["--", .. remote] : Array.Empty<string>()]);
            using var process = Process.Start(ssh)!;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        });
        return command;
    }
}
