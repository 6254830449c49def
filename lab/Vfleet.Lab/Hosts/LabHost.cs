using System.Collections.Immutable;
using Vfleet.Lab.Network;
using Vfleet.Lab.Processes;
using Vfleet.Lab.Variants;

namespace Vfleet.Lab.Hosts;

/// <summary>One emulated host: a QEMU with SR-IOV NICs, reached by ssh.</summary>
public sealed class LabHost
{
    private static readonly TimeSpan s_bootDeadline = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan s_commandDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_killDeadline = TimeSpan.FromSeconds(20);

    private readonly RunningLab _lab;
    private readonly HostShell _shell;

    internal LabHost(RunningLab lab, LabHostState state)
    {
        _lab = lab;
        State = state;
        Variant = lab.Variant;
        Console = new HostConsole(Folder);
        _shell = new HostShell(lab.KeyPath, Folder);
        Pfs = [.. QemuCommandLine.Pfs(Variant, lab.Name, state.Index, lab.PfsPerHost)];
    }

    /// <summary>Its host name, e.g. <c>h1</c>.</summary>
    public string Name => State.Name;

    /// <summary>1 for the first host of a lab.</summary>
    public int Index => State.Index;

    /// <summary>What kind of host it is.</summary>
    public LabVariant Variant { get; }

    /// <summary>Its PFs.</summary>
    public ImmutableArray<LabPf> Pfs { get; }

    /// <summary>Its IPv4 address on the host-to-host network (interface <c>fabric0</c>, /24).</summary>
    public string FabricAddress => $"172.31.0.{State.Index}";

    /// <summary>TCP port on 127.0.0.1 that leads to its sshd.</summary>
    public int SshPort => State.SshPort;

    /// <summary>Its serial console.</summary>
    public HostConsole Console { get; }

    /// <summary>Whether its QEMU runs.</summary>
    public bool IsOn => State.Qemu is { IsAlive: true };

    /// <summary>Whether its kernel panicked, or its QEMU ended though nobody cut the power.</summary>
    public bool HasCrashed => Console.ShowsPanic || State.Qemu is { IsAlive: false };

    /// <summary>Arguments of ssh(1) that lead to it, without a command.</summary>
    public IReadOnlyList<string> SshArguments => _shell.Arguments(SshPort);

    internal LabHostState State { get; private set; }

    internal string Folder => Path.Combine(LabPaths.StateOf(_lab.Name), State.Name);

    private string DiskPath => Path.Combine(LabPaths.Disks(_lab.Name), $"{Name}.qcow2");

    private string MonitorPath => Path.Combine(Folder, "qmp.sock");

    /// <summary>
    /// Switches the power on, with the disk as it was left; the first time, or after <c>down</c>, with a fresh one. Does not wait for the
    /// boot.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when QEMU runs and its NICs are plugged in.</returns>
    /// <exception cref="LabException">It is on already, or QEMU does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsOn)
        {
            throw new LabException($"host {Name} is on already");
        }

        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(LabPaths.Disks(_lab.Name));
        if (!File.Exists(DiskPath))
        {
            string[] create =
                ["create", "-q", "-f", "qcow2", "-F", "raw", "-b", $"{QemuChroot.Image}/host.ext4", $"{QemuChroot.Disks}/{Name}.qcow2"];
            (await QemuChroot.RunAsync(_lab.Image, _lab.Name, "qemu-img", create, cancellationToken)).OrThrow();
        }

        Update(State with { SshPort = FreePort.Find(), Qemu = null });
        var machine = new QemuMachine(_lab.Name, Name, Index, Variant, Pfs, SshPort, FabricAddress, _lab.PublicKey, _lab.Accelerator);
        var line = QemuCommandLine.Build(machine);
        Console.Begin("with its power");
        var result = await QemuChroot.RunAsync(_lab.Image, _lab.Name, "qemu-system-x86_64", line, cancellationToken);
        if (!result.Succeeded)
        {
            throw new LabException($"QEMU of host {Name} did not start:\n{(result.Error + result.Output + QemuLog()).Trim()}");
        }

        var pid = int.Parse((await File.ReadAllTextAsync(Path.Combine(Folder, "qemu.pid"), cancellationToken)).Trim());
        Update(State with { Qemu = ProcessIdentity.Of(pid) ?? throw Died() });
        foreach (var pf in Pfs)
        {
            await _lab.Switch.PlugAsync(pf.Port, LabSwitch.SwitchBridge, cancellationToken);
        }

        await _lab.Switch.PlugAsync(QemuCommandLine.FabricPort(_lab.Name, Index), LabSwitch.FabricBridge, cancellationToken);
    }

    /// <summary>Waits until the host takes commands. One that stands still while it boots is switched off and on, once.</summary>
    /// <param name="deadline">How long; default eight minutes (a boot takes about 20 s on an idle machine).</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it does.</returns>
    /// <exception cref="LabException">It does not in time, or its QEMU ended; the message shows the end of the console.</exception>
    public async Task WaitForSshAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var limit = deadline ?? s_bootDeadline;
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var isUp = await IsUpAsync(either.Token);
            if (!isUp && IsOn && Console.ShowsStandstill)
            {
                await PowerCutAsync(cancellationToken);
                await StartAsync(cancellationToken);
                isUp = await IsUpAsync(either.Token);
            }

            if (!isUp)
            {
                throw IsOn ? new LabException($"the kernel of host {Name} {(Console.ShowsPanic ? "panicked" : "stands still")}. Its console ends:\n{Console.Tail(40)}") : Died();
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LabException(
                $"host {Name} takes no command {limit.TotalSeconds:0} s after its start. Its console ends:\n{Console.Tail()}", e);
        }
    }

    /// <summary>Runs a shell command as root.</summary>
    /// <param name="command">The command, read by the host's bash.</param>
    /// <param name="deadline">How long it may take; default five minutes.</param>
    /// <param name="cancellationToken">Ends the waiting and the connection.</param>
    /// <returns>Exit code and outputs; 255 also means that ssh lost the host.</returns>
    /// <exception cref="LabException">The deadline passed.</exception>
    public Task<CommandResult> RunAsync(string command, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        _shell.RunAsync(SshPort, command, deadline ?? s_commandDeadline, inputPath: null, cancellationToken);

    /// <summary>Copies a file into the host, whole or not at all.</summary>
    /// <param name="localPath">File of this machine.</param>
    /// <param name="remotePath">Path in the host; its folder is made. An existing file is replaced, also while it runs.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <returns>A task that ends when it is there, with the permissions it has here.</returns>
    /// <exception cref="LabException">It cannot be copied.</exception>
    public async Task CopyInAsync(string localPath, string remotePath, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(localPath))
        {
            throw new LabException($"there is no file {localPath} to copy");
        }

        var mode = Convert.ToString((int)File.GetUnixFileMode(localPath), toBase: 8);
        var target = ShellWord.Quote(remotePath);
        var command = $"mkdir -p \"$(dirname -- {target})\" && cat > {target}.part "
            + $"&& chmod {mode} {target}.part && mv -T -- {target}.part {target}";
        (await _shell.RunAsync(SshPort, command, s_commandDeadline, localPath, cancellationToken)).OrThrow();
    }

    /// <summary>Copies a file out of the host.</summary>
    /// <param name="remotePath">File in the host.</param>
    /// <param name="localPath">Path on this machine; an existing file is replaced.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <returns>A task that ends when it is there.</returns>
    /// <exception cref="LabException">It cannot be copied.</exception>
    public async Task CopyOutAsync(string remotePath, string localPath, CancellationToken cancellationToken = default)
    {
        string[] copy = [.. SshArguments, "--", $"cat -- {ShellWord.Quote(remotePath)}"];
        string[] intoFile = ["-c", "out=$1; shift; exec ssh \"$@\" > \"$out\"", "sh", localPath, .. copy];
        (await Command.RunAsync("sh", intoFile, s_commandDeadline, cancellationToken: cancellationToken)).OrThrow();
    }

    /// <summary>Cuts the power: SIGKILL to its QEMU. What the host had not synced to its disk is lost.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is off.</returns>
    public async Task PowerCutAsync(CancellationToken cancellationToken = default)
    {
        if (State.Qemu is { } qemu)
        {
            await qemu.KillAsync(s_killDeadline, cancellationToken);
            await _shell.CloseAsync(cancellationToken);
            Update(State with { Qemu = null });
        }
    }

    /// <summary>Cuts the power and boots again.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when the host takes commands.</returns>
    /// <exception cref="LabException">It takes none in time, or its QEMU did not start or ended.</exception>
    public async Task PowerCycleAsync(CancellationToken cancellationToken = default)
    {
        await PowerCutAsync(cancellationToken);
        await StartAsync(cancellationToken);
        await WaitForSshAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Presses the reset button: the host boots anew, as after a crash.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when QEMU has begun; <see cref="WaitForSshAsync"/> waits for the boot.</returns>
    public async Task ResetAsync(CancellationToken cancellationToken = default)
    {
        Console.Begin("with a reset");
        await QemuMonitor.ExecuteAsync(MonitorPath, "system_reset", cancellationToken);
        await _shell.CloseAsync(cancellationToken);
    }

    /// <summary>Presses the power button: the host shuts down in order.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when the button is pressed.</returns>
    public Task PressPowerButtonAsync(CancellationToken cancellationToken = default) =>
        QemuMonitor.ExecuteAsync(MonitorPath, "system_powerdown", cancellationToken);

    private Task<bool> IsUpAsync(CancellationToken cancellationToken) =>
        _shell.WaitAsync(SshPort, () => IsOn && !Console.ShowsPanic && !Console.ShowsStandstill, cancellationToken);

    private void Update(LabHostState state)
    {
        State = state;
        _lab.Save();
    }

    // QEMU's own messages go there, those of a failed start too.
    private string QemuLog()
    {
        var path = Path.Combine(Folder, "qemu.log");
        return File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeLast(20)) : "";
    }

    private LabException Died() => new(
        $"QEMU of host {Name} ended by itself. Its log ends:\n{QemuLog()}\nIts console ends:\n{Console.Tail()}");
}
