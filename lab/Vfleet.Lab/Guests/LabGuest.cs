using Vfleet.Lab.Hosts;
using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Guests;

/// <summary>
/// A VM (L2) that libvirt runs inside an emulated host: Debian's kernel with a small busybox, which brings up every NIC it is given
/// (see <c>lab/image/guest/init</c>). Disposing destroys and undefines it.
/// </summary>
public sealed class LabGuest : IAsyncDisposable
{
    private static readonly TimeSpan s_readyDeadline = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan s_commandDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(10);

    private LabGuest(LabHost host, string name)
    {
        Host = host;
        Name = name;
    }

    /// <summary>The host it is defined on.</summary>
    public LabHost Host { get; }

    /// <summary>libvirt's name for it.</summary>
    public string Name { get; }

    /// <summary>Defines a guest, without starting it. KVM is used when the host offers it, which it does also under emulation.</summary>
    /// <param name="host">The host; it must take commands.</param>
    /// <param name="options">The guest.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The guest.</returns>
    /// <exception cref="LabException">libvirt refuses the definition.</exception>
    public static async Task<LabGuest> DefineAsync(LabHost host, LabGuestOptions options, CancellationToken cancellationToken = default)
    {
        var kvm = await host.RunAsync("test -e /dev/kvm", cancellationToken: cancellationToken);
        var xml = GuestDomainXml.Write(options, kvm.Succeeded ? "kvm" : "qemu");
        var define = $"printf %s {ShellWord.Quote(xml)} | virsh -q define /dev/stdin";
        (await host.RunAsync(define, cancellationToken: cancellationToken)).OrThrow();
        return new LabGuest(host, options.Name);
    }

    /// <summary>The guest as seen on another host, after it migrated there.</summary>
    /// <param name="host">The host where it now runs.</param>
    /// <returns>The guest there.</returns>
    public LabGuest On(LabHost host) => new(host, Name);

    /// <summary>Starts it and waits for its "GUEST READY".</summary>
    /// <param name="deadline">How long to wait after the start; default eight minutes (an idle machine needs about 20 s).</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is ready.</returns>
    /// <exception cref="LabException">It does not start, or is not ready in time; the message shows the end of its console.</exception>
    public async Task StartAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        (await Host.RunAsync($"virsh -q start {Name}", cancellationToken: cancellationToken)).OrThrow();
        await WaitReadyAsync(deadline, cancellationToken);
    }

    /// <summary>Waits for "GUEST READY" on the console of a guest that was started by other means.</summary>
    /// <param name="deadline">How long; default eight minutes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is ready.</returns>
    /// <exception cref="LabException">It is not ready in time; the message shows the end of its console.</exception>
    public async Task WaitReadyAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        await WaitForConsoleAsync("GUEST READY", deadline, cancellationToken);

    /// <summary>Waits until the console, since the guest's start, shows a text.</summary>
    /// <param name="text">The text, within one line.</param>
    /// <param name="deadline">How long; default eight minutes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it does.</returns>
    /// <exception cref="LabException">It does not in time, or the guest ended; the message shows the end of its console.</exception>
    public async Task WaitForConsoleAsync(string text, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var limit = deadline ?? s_readyDeadline;
        var look = $"end=$((SECONDS + {(int)limit.TotalSeconds})); "
            + $"until grep -qsF -- {ShellWord.Quote(text)} {GuestDomainXml.ConsoleLog(Name)}; do "
            + $"[ $SECONDS -lt $end ] || exit 1; [ \"$(virsh domstate {Name})\" != 'shut off' ] || exit 2; sleep 0.5; done";
        var result = await Host.RunAsync(look, limit + s_margin, cancellationToken);
        if (!result.Succeeded)
        {
            var what = result.ExitCode == 2 ? "ended before it said" : $"did not say within {limit.TotalSeconds:0} s";
            var console = await ConsoleTailAsync(cancellationToken: cancellationToken);
            throw new LabException($"guest {Name} on {Host.Name} {what} '{text}'. {result.Error}Its console ends:\n{console}");
        }
    }

    /// <summary>Runs a shell command as root in the guest, over its second serial port.</summary>
    /// <param name="command">The command, read by busybox's ash.</param>
    /// <param name="deadline">How long it may take; default 30 s.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Exit code and both outputs as one; 124 when the guest gave no answer in time, 125 when it does not run.</returns>
    public async Task<CommandResult> RunAsync(string command, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var limit = deadline ?? s_commandDeadline;
        var run = $"lab-guest-run {Name} {ShellWord.Quote(command)} {(int)Math.Ceiling(limit.TotalSeconds)}";
        var result = await Host.RunAsync(run, limit + s_margin, cancellationToken);
        return result with { Command = $"{Name}: {command}" };
    }

    /// <summary>The last lines of its console since its start.</summary>
    /// <param name="lines">How many at most.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The lines, without terminal control sequences.</returns>
    public async Task<string> ConsoleTailAsync(int lines = 25, CancellationToken cancellationToken = default)
    {
        var result = await Host.RunAsync($"tail -n {lines} {GuestDomainXml.ConsoleLog(Name)}", cancellationToken: cancellationToken);
        return TerminalText.Plain(result.Output + result.Error).Trim();
    }

    /// <summary>Pulls its plug, as <c>virsh destroy</c> does. Nothing happens when it does not run.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it is off.</returns>
    public async Task DestroyAsync(CancellationToken cancellationToken = default) =>
        await Host.RunAsync($"virsh -q destroy {Name}", cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Host.IsOn)
        {
            await Host.RunAsync($"virsh -q destroy {Name}; virsh -q undefine {Name}");
        }
    }
}
