using System.Collections.Immutable;
using Vfleet.Lab.Hosts;
using Vfleet.Lab.Image;
using Vfleet.Lab.Network;
using Vfleet.Lab.Processes;
using Vfleet.Lab.Requirements;
using Vfleet.Lab.Variants;

namespace Vfleet.Lab;

/// <summary>What <see cref="RunningLab.StartAsync"/> makes.</summary>
/// <param name="Name">Name of the lab: 1-7 lower-case letters and digits, a letter first (it becomes part of interface names).</param>
public sealed record LabOptions(string Name)
{
    /// <summary>How many hosts, 1-9.</summary>
    public int Hosts { get; init; } = 1;

    /// <summary>What kind of hosts.</summary>
    public LabVariant Variant { get; init; } = LabVariants.Standard;

    /// <summary>PFs of each host, 1-4, or as many as the variant allows.</summary>
    public int PfsPerHost { get; init; } = 2;

    /// <summary>Whether the hosts' disks outlive the lab and serve the next one of this name.</summary>
    public bool KeepDisks { get; init; }

    /// <summary>Whether the lab belongs to this process: should it die without ending the lab, the next start of any lab ends it.</summary>
    public bool EndsWithProcess { get; init; }
}

/// <summary>Emulated hosts joined by a switch and a host-to-host network. Disposing ends it all.</summary>
public sealed class RunningLab : IAsyncDisposable
{
    private static readonly TimeSpan s_startDeadline = TimeSpan.FromMinutes(2);

    private readonly Lock _saving = new();
    private readonly ProcessIdentity? _owner;
    private bool _ended;

    private RunningLab(LabState state)
    {
        _owner = state.Owner;
        Name = state.Name;
        Image = state.Image;
        PfsPerHost = state.PfsPerHost;
        KeepDisks = state.KeepDisks;
        Variant = LabVariants.Find(state.Variant) ?? throw new LabException($"lab {state.Name} is of an unknown variant, {state.Variant}");
        Switch = new LabSwitch(Name, Image.Root);
        Hosts = [.. state.Hosts.Select(host => new LabHost(this, host))];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What its hosts boot from.</summary>
    public LabImage Image { get; }

    /// <summary>What kind its hosts are.</summary>
    public LabVariant Variant { get; }

    /// <summary>PFs of each host.</summary>
    public int PfsPerHost { get; }

    /// <summary>Whether the hosts' disks outlive it.</summary>
    public bool KeepDisks { get; }

    /// <summary>The switch that all PFs are plugged into.</summary>
    public LabSwitch Switch { get; }

    /// <summary>Its hosts.</summary>
    public ImmutableArray<LabHost> Hosts { get; }

    /// <summary>The first host, for labs of one.</summary>
    public LabHost Host => Hosts[0];

    internal string KeyPath => Path.Combine(LabPaths.StateOf(Name), "id_ed25519");

    internal string PublicKey => File.ReadAllText(KeyPath + ".pub").Trim();

    internal string Accelerator { get; } =
        string.Equals(Environment.GetEnvironmentVariable("VFLEET_LAB_ACCEL"), "kvm", StringComparison.Ordinal) ? "kvm" : "tcg,thread=multi";

    /// <summary>Makes a lab: builds the image if need be, and switches all hosts on. Does not wait for their boot.</summary>
    /// <param name="options">What to make.</param>
    /// <param name="progress">Told each step in a few words.</param>
    /// <param name="cancellationToken">Ends the attempt and what it had made.</param>
    /// <returns>The lab.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="LabException">This machine cannot run the lab, a lab of that name exists, or a part fails.</exception>
    public static async Task<RunningLab> StartAsync(
        LabOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        Check(options);
        LabRequirements.Check().OrThrow();
        var image = await ImageBuilder.EnsureAsync(progress, cancellationToken);
        progress?.Report("Network");
        Directory.CreateDirectory(LabPaths.State);
        var lockPath = Path.Combine(LabPaths.State, "start.lock");
        using var starting = await FileLock.TakeAsync(lockPath, s_startDeadline, onWait: null, cancellationToken);
        if (LabState.Read(options.Name) is not null)
        {
            throw new LabException(
                $"a lab named {options.Name} exists; end it with 'lab down --name {options.Name}', or take another name");
        }

        await EndOrphansAsync(cancellationToken);
        await RemoveLeftoversAsync(options.Name, cancellationToken);
        const UnixFileMode ownerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(LabPaths.StateOf(options.Name), ownerAlone);
        ImmutableArray<LabHostState> hosts =
            [.. Enumerable.Range(1, options.Hosts).Select(index => new LabHostState($"h{index}", index, SshPort: 0, Qemu: null))];
        var owner = options.EndsWithProcess ? ProcessIdentity.Of(Environment.ProcessId) : null;
        var state = new LabState(options.Name, options.Variant.Name, image, options.PfsPerHost, options.KeepDisks, owner, hosts);
        state.Write();
        starting.Dispose();
        var lab = new RunningLab(state);
        try
        {
            string[] newKey = ["-q", "-t", "ed25519", "-N", "", "-C", "vfleet-lab", "-f", lab.KeyPath];
            (await Command.RunAsync("ssh-keygen", newKey, cancellationToken: cancellationToken)).OrThrow();
            await lab.Switch.CreateAsync(cancellationToken);
            foreach (var host in lab.Hosts)
            {
                progress?.Report($"Power of {host.Name}");
                await host.StartAsync(cancellationToken);
            }

            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Finds a lab that runs.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The lab, or <see langword="null"/>.</returns>
    public static RunningLab? Find(string name) => LabState.Read(name) is { } state ? new RunningLab(state) : null;

    /// <summary>Waits until all hosts take commands.</summary>
    /// <param name="deadline">How long; default eight minutes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when they do.</returns>
    /// <exception cref="LabException">One does not; the message shows the end of its console.</exception>
    public Task WaitForSshAsync(TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        Task.WhenAll(Hosts.Select(host => host.WaitForSshAsync(deadline, cancellationToken)));

    /// <summary>Ends the lab: cuts all power, removes the network and, unless they are to be kept, the disks.</summary>
    /// <param name="cancellationToken">Ends the attempt; a later one continues it.</param>
    /// <returns>A task that ends when nothing of it is left.</returns>
    public async Task EndAsync(CancellationToken cancellationToken = default)
    {
        foreach (var host in Hosts)
        {
            await host.PowerCutAsync(cancellationToken);
        }

        _ended = true;
        await RemoveLeftoversAsync(Name, cancellationToken);
        if (!KeepDisks && Directory.Exists(LabPaths.Disks(Name)))
        {
            Directory.Delete(LabPaths.Disks(Name), recursive: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            await EndAsync();
        }
    }

    internal void Save()
    {
        lock (_saving)
        {
            new LabState(Name, Variant.Name, Image, PfsPerHost, KeepDisks, _owner, [.. Hosts.Select(host => host.State)]).Write();
        }
    }

    // Labs of test programs that were killed.
    internal static async Task EndOrphansAsync(CancellationToken cancellationToken)
    {
        foreach (var state in LabState.ReadAll().Where(state => state.Owner is { IsAlive: false }))
        {
            await new RunningLab(state).EndAsync(cancellationToken);
        }
    }

    private static async Task RemoveLeftoversAsync(string name, CancellationToken cancellationToken)
    {
        await LabSwitch.DeleteAsync(name, cancellationToken);
        if (Directory.Exists(LabPaths.StateOf(name)))
        {
            Directory.Delete(LabPaths.StateOf(name), recursive: true);
        }
    }

    private static void Check(LabOptions options)
    {
        if (options.Name is not { Length: >= 1 and <= 7 } || !char.IsAsciiLetterLower(options.Name[0])
            || !options.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
        {
            throw new ArgumentException(
                $"'{options.Name}' cannot name a lab: 1-7 lower-case letters and digits, a letter first", nameof(options));
        }

        if (options.Hosts is < 1 or > 9)
        {
            throw new ArgumentException($"a lab has 1-9 hosts, not {options.Hosts}", nameof(options));
        }

        var most = options.Variant.MostPfs;
        if (options.PfsPerHost < 1 || options.PfsPerHost > most)
        {
            throw new ArgumentException(
                $"a host of variant {options.Variant.Name} has 1-{most} PFs, not {options.PfsPerHost}", nameof(options));
        }
    }
}
