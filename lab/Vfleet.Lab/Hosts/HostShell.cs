using System.Net;
using System.Net.Sockets;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Hosts;

/// <summary>Reaches a host by ssh(1), over one multiplexed connection: a command costs tens of milliseconds instead of a second.</summary>
internal sealed class HostShell
{
    // A busy machine's emulated host needs seconds to greet; one whose network is not up yet does not answer at all.
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly string _keyPath;
    private readonly string _folder;

    public HostShell(string keyPath, string folder)
    {
        _keyPath = keyPath;
        _folder = folder;
    }

    /// <summary>Arguments of ssh(1) that lead to the host, without a command.</summary>
    public IReadOnlyList<string> Arguments(int port) =>
    [
        "-F", "none", "-i", _keyPath, "-p", port.ToString(), "-l", "root",
        "-o", "ControlPath=" + ControlPath, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
        "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=6",
        // Under emulation this is the fastest of OpenSSH's ciphers.
        "-o", "Ciphers=aes128-gcm@openssh.com", "-o", "BatchMode=yes",
        "127.0.0.1",
    ];

    private string ControlPath => Path.Combine(_folder, "ssh.sock");

    /// <summary>Whether an ssh daemon answers on a port of this machine.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_probe, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), either.Token);
            var banner = new byte[4];
            var read = await socket.ReceiveAsync(banner, either.Token);
            return banner.AsSpan(0, read).SequenceEqual("SSH-"u8);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Waits until the host takes commands.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="isAlive">Whether there is still hope when it does not.</param>
    /// <param name="cancellationToken">The deadline.</param>
    /// <returns>Whether it takes commands; <see langword="false"/> when there is no hope.</returns>
    public async Task<bool> WaitAsync(int port, Func<bool> isAlive, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await AnswersAsync(port, cancellationToken) && await ConnectAsync(port, cancellationToken))
            {
                return true;
            }

            if (!isAlive())
            {
                return false;
            }

            await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Runs a command on the host.</summary>
    public Task<CommandResult> RunAsync(
        int port, string command, TimeSpan deadline, string? inputPath, CancellationToken cancellationToken) =>
        Command.RunAsync("ssh", [.. Arguments(port), "--", command], deadline, inputPath: inputPath, cancellationToken: cancellationToken);

    /// <summary>Ends the shared connection, if there is one.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(ControlPath))
        {
            string[] exit = ["-F", "none", "-o", "ControlPath=" + ControlPath, "-O", "exit", "127.0.0.1"];
            await Command.RunAsync("ssh", exit, cancellationToken: cancellationToken);
            File.Delete(ControlPath);
        }
    }

    // The master stays in the background and must not keep our pipes open, hence the shell.
    private async Task<bool> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        await CloseAsync(cancellationToken);
        var result = await Command.RunAsync(
            "sh",
            ["-c", "log=$1; shift; exec ssh -M -N -f \"$@\" > \"$log\" 2>&1", "sh", Path.Combine(_folder, "ssh.log"), .. Arguments(port)],
            TimeSpan.FromSeconds(90),
            cancellationToken: cancellationToken);
        return result.Succeeded;
    }
}
