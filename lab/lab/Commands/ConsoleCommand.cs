using System.CommandLine;
using System.Diagnostics;
using System.Net.Sockets;
using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Program.Commands;

/// <summary><c>lab console</c>: types on a host's serial console, also when its network is dead.</summary>
internal static class ConsoleCommand
{
    // Ctrl-], as in telnet and virsh.
    private const byte Detach = 0x1d;

    public static Command Create()
    {
        var name = CommonOptions.Lab();
        var host = CommonOptions.Host("whose console to open");
        var log = new Option<bool>("--log") { Description = "Only print what the console showed so far" };
        var command = new Command("console", "Open a host's serial console (a root shell; Ctrl-] leaves it)") { host, log, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = CommonOptions.FindHost(parsed.GetRequiredValue(name), parsed.GetRequiredValue(host));
            if (parsed.GetValue(log))
            {
                await using var file = new FileStream(found.Console.LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                await using var output = Console.OpenStandardOutput();
                await file.CopyToAsync(output, cancellationToken);
                return ExitCodes.Done;
            }

            await Console.Error.WriteLineAsync($"Console of {found.Name}; Ctrl-] leaves it, Enter shows the prompt.");
            await RelayAsync(found.Console, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task RelayAsync(HostConsole console, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(console.SocketPath), cancellationToken);
        }
        catch (SocketException e)
        {
            throw new LabException($"the console cannot be reached ({e.Message}); is the host on? Its log is {console.LogPath}", e);
        }

        await using var stream = new NetworkStream(socket);
        var terminal = Console.IsInputRedirected ? null : await SttyAsync(["-g"]);
        if (terminal is not null)
        {
            await SttyAsync(["raw", "-echo"]);
        }

        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await using var output = Console.OpenStandardOutput();
            var fromHost = stream.CopyToAsync(output, ended.Token);
            await Task.WhenAny(fromHost, TypeAsync(stream, ended.Token));
            await ended.CancelAsync();
        }
        finally
        {
            if (terminal is not null)
            {
                await SttyAsync([terminal.Trim()]);
                await Console.Error.WriteLineAsync();
            }
        }
    }

    // Reading a terminal cannot be cancelled; the thread it blocks ends with the program.
    private static Task TypeAsync(NetworkStream stream, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await using var input = Console.OpenStandardInput();
            var buffer = new byte[256];
            int read;
            while ((read = await input.ReadAsync(buffer, cancellationToken)) > 0)
            {
                var leave = buffer.AsSpan(0, read).IndexOf(Detach);
                await stream.WriteAsync(buffer.AsMemory(0, leave < 0 ? read : leave), cancellationToken);
                if (leave >= 0)
                {
                    return;
                }
            }
        },
        cancellationToken);

    private static async Task<string> SttyAsync(string[] arguments)
    {
        using var stty = Process.Start(new ProcessStartInfo("stty", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await stty.StandardOutput.ReadToEndAsync();
        await stty.WaitForExitAsync();
        return output;
    }
}
