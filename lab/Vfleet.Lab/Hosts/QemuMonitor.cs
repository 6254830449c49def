using System.Net.Sockets;
using System.Text.Json;

namespace Vfleet.Lab.Hosts;

/// <summary>Speaks QMP, QEMU's machine protocol (its <c>docs/interop/qmp-spec.rst</c>), one command per connection.</summary>
internal static class QemuMonitor
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    /// <summary>Runs a command that takes no arguments.</summary>
    /// <param name="socketPath">The monitor's Unix socket.</param>
    /// <param name="command">E.g. <c>system_reset</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when QEMU has acknowledged the command.</returns>
    /// <exception cref="LabException">QEMU does not answer in ten seconds, or answers with an error.</exception>
    public static async Task ExecuteAsync(string socketPath, string command, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_deadline, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), either.Token);
            await using var stream = new NetworkStream(socket);
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { AutoFlush = true };
            await reader.ReadLineAsync(either.Token); // the greeting
            foreach (var step in (string[])["qmp_capabilities", command])
            {
                await writer.WriteLineAsync($"{{\"execute\":\"{step}\"}}".AsMemory(), either.Token);
                await AnswerAsync(reader, step, either.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LabException($"QEMU's monitor did not answer '{command}' within {s_deadline.TotalSeconds:0} s", e);
        }
        catch (SocketException e)
        {
            throw new LabException($"QEMU's monitor at {socketPath} cannot be reached: {e.Message}", e);
        }
    }

    // Events may come between a command and its answer.
    private static async Task AnswerAsync(StreamReader reader, string command, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            using var message = JsonDocument.Parse(line);
            if (message.RootElement.TryGetProperty("return", out _))
            {
                return;
            }

            if (message.RootElement.TryGetProperty("error", out var error))
            {
                throw new LabException($"QEMU refused '{command}': {error.GetProperty("desc").GetString()}");
            }
        }

        throw new LabException($"QEMU closed its monitor before it answered '{command}'");
    }
}
