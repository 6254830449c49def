using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Network;

/// <summary>Records the frames of one switch port with the image's tcpdump(1). Disposing ends it.</summary>
public sealed class FrameCapture : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);

    private readonly Process _tcpdump;
    private readonly MemoryStream _bytes = new();
    private readonly Task _copying;

    private FrameCapture(Process tcpdump)
    {
        _tcpdump = tcpdump;
        _copying = tcpdump.StandardOutput.BaseStream.CopyToAsync(_bytes);
    }

    /// <summary>Ends the recording.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>All frames since the start, in order, with their VLAN tags.</returns>
    public async Task<ImmutableArray<EthernetFrame>> StopAsync(CancellationToken cancellationToken = default)
    {
        if (!_tcpdump.HasExited)
        {
            // On SIGTERM tcpdump writes out what it still holds; .NET can only send SIGKILL.
            await Command.RunAsync("kill", [_tcpdump.Id.ToString()], cancellationToken: cancellationToken);
        }

        await _copying.WaitAsync(s_deadline, TimeProvider.System, cancellationToken);
        return PcapReader.Read(_bytes.ToArray());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_tcpdump.HasExited)
        {
            _tcpdump.Kill();
            await _tcpdump.WaitForExitAsync();
        }

        _tcpdump.Dispose();
    }

    internal static async Task<FrameCapture> StartAsync(
        string networkNamespace, string port, string imageRoot, CancellationToken cancellationToken)
    {
        // -U writes each frame at once; --immediate-mode hands it over without the kernel's buffering.
        var start = new ProcessStartInfo(
            "ip",
            [
                "netns", "exec", networkNamespace, "chroot", imageRoot,
                "tcpdump", "--immediate-mode", "-U", "-s", "0", "-Z", "root", "-i", port, "-w", "-",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var capture = new FrameCapture(Process.Start(start)!);
        var said = new StringBuilder();
        using var timeout = new CancellationTokenSource(s_deadline, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (await capture._tcpdump.StandardError.ReadLineAsync(either.Token) is { } line)
            {
                said.AppendLine(line);
                if (line.Contains("listening on", StringComparison.Ordinal))
                {
                    return capture;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            said.AppendLine($"(silent for {s_deadline.TotalSeconds:0} s)");
        }

        await capture.DisposeAsync();
        throw new LabException($"switch port {port} cannot be captured: {said.ToString().Trim()}");
    }
}
