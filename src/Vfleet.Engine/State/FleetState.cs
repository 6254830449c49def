using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Primitives;
using Vfleet.Storage;

namespace Vfleet.Engine.State;

/// <summary>The fleet as this engine knows it. Reading takes no lock; only <see cref="Apply(StoredChanges)"/> and its like write, one at a time.</summary>
public sealed class FleetState : IFleetView
{
    private readonly Dictionary<string, DocumentSet> _sets;
    private readonly ConcurrentDictionary<Guid, ImmutableSortedDictionary<string, VfsConfiguration>> _configurations = new();
    private readonly ConcurrentDictionary<Guid, ImmutableHashSet<Guid>> _vmsOn = new();
    private readonly ConcurrentDictionary<Guid, StoredUse> _uses = new();
    private readonly NameBook _names;
    private readonly IStateWatcher _watcher;
    private bool _isLoaded;

    internal FleetState(IStateWatcher watcher)
    {
        _watcher = watcher;
        _names = new NameBook(this);
        DataCenters = new(FleetKinds.DataCenters, null, Named(FleetKinds.DataCenters));
        Clusters = new(FleetKinds.Clusters, watcher.Changing, Named(FleetKinds.Clusters));
        Networks = new(FleetKinds.Networks, watcher.Changing, Named(FleetKinds.Networks));
        Profiles = new(FleetKinds.Profiles, watcher.Changing, Named(FleetKinds.Profiles));
        MacPools = new(FleetKinds.MacPools, null, Named(FleetKinds.MacPools));
        Hosts = new(FleetKinds.Hosts, watcher.Changing, Named(FleetKinds.Hosts));
        Inventories = new(FleetKinds.Inventories, watcher.Changing);
        Configurations = new(FleetKinds.Configurations, watcher.Changing, ConfigurationChanged);
        Vms = new(FleetKinds.Vms, watcher.Changing, Named(FleetKinds.Vms, VmChanged));
        Operations = new(FleetKinds.Operations);
        Users = new(FleetKinds.Users, null, Named(FleetKinds.Users));
        Tokens = new(FleetKinds.Tokens, null, watcher.Changed);
        Enrolments = new(FleetKinds.Enrolments);
        Desired = new(FleetKinds.Desired, null, watcher.Changed);
        Contacts = new(FleetKinds.Contacts);
        Engines = new(FleetKinds.Engines);
        Requests = new(FleetKinds.Requests);
        Keepsakes = new(FleetKinds.Keepsakes);
        _sets = new DocumentSet[]
        {
            DataCenters, Clusters, Networks, Profiles, MacPools, Hosts, Inventories, Configurations, Vms, Operations, Users, Tokens, Enrolments, Desired,
            Contacts, Engines, Requests, Keepsakes,
        }.ToDictionary(set => set.Word, StringComparer.Ordinal);
    }

    /// <summary>Data centres.</summary>
    public DocumentSet<DataCenter> DataCenters { get; }

    /// <summary>Clusters.</summary>
    public DocumentSet<Cluster> Clusters { get; }

    /// <summary>Networks.</summary>
    public DocumentSet<Network> Networks { get; }

    /// <summary>vNIC profiles.</summary>
    public DocumentSet<VnicProfile> Profiles { get; }

    /// <summary>MAC pools.</summary>
    public DocumentSet<MacPool> MacPools { get; }

    /// <summary>Hosts.</summary>
    public DocumentSet<FleetHost> Hosts { get; }

    /// <summary>What hosts reported.</summary>
    public DocumentSet<HostInventory> Inventories { get; }

    /// <summary>What people want of PFs' VFs.</summary>
    public DocumentSet<VfsConfiguration> Configurations { get; }

    /// <summary>VMs.</summary>
    public DocumentSet<Vm> Vms { get; }

    /// <summary>Long work.</summary>
    public DocumentSet<FleetOperation> Operations { get; }

    /// <summary>Users.</summary>
    public DocumentSet<User> Users { get; }

    /// <summary>API tokens.</summary>
    public DocumentSet<ApiToken> Tokens { get; }

    /// <summary>Tokens with which hosts join.</summary>
    public DocumentSet<Enrolment> Enrolments { get; }

    /// <summary>Generations of what is desired of hosts.</summary>
    public DocumentSet<DesiredMark> Desired { get; }

    /// <summary>Which engines hosts talk to.</summary>
    public DocumentSet<HostContact> Contacts { get; }

    /// <summary>Engines that live.</summary>
    public DocumentSet<EngineSign> Engines { get; }

    /// <summary>Requests that were done.</summary>
    public DocumentSet<DoneRequest> Requests { get; }

    /// <summary>What parts outside of the fleet's model keep.</summary>
    public DocumentSet<Keepsake> Keepsakes { get; }

    /// <summary>Claims.</summary>
    public ClaimBook Claims { get; } = new();

    /// <summary>The commit up to which everything is known.</summary>
    public long Revision { get; private set; }

    IReadOnlyCollection<DataCenter> IFleetView.DataCenters => DataCenters.Values;

    IReadOnlyCollection<Cluster> IFleetView.Clusters => Clusters.Values;

    IReadOnlyCollection<Network> IFleetView.Networks => Networks.Values;

    IReadOnlyCollection<VnicProfile> IFleetView.Profiles => Profiles.Values;

    IReadOnlyCollection<FleetHost> IFleetView.Hosts => Hosts.Values;

    IReadOnlyCollection<Vm> IFleetView.Vms => Vms.Values;

    IReadOnlyCollection<MacPool> IFleetView.MacPools => MacPools.Values;

    /// <summary>The documents of a kind.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <returns>Them.</returns>
    public DocumentSet<T> Of<T>(FleetKind<T> kind)
        where T : class => (DocumentSet<T>)_sets[kind.Word];

    /// <summary>The revision of a document.</summary>
    /// <param name="key">Which.</param>
    /// <param name="isFrozen">Whether it is frozen.</param>
    /// <returns>The revision; 0 when there is none.</returns>
    public long RevisionOf(DocumentKey key, out bool isFrozen)
    {
        isFrozen = false;
        return _sets.TryGetValue(key.Kind, out var set) ? set.RevisionOf(key.Id, out isFrozen) : 0;
    }

    /// <summary>The VMs that are placed on a host.</summary>
    /// <param name="host">The host.</param>
    /// <returns>Their ids.</returns>
    public ImmutableHashSet<Guid> VmsOn(Guid host) => _vmsOn.TryGetValue(host, out var vms) ? vms : [];

    /// <summary>What VMs have of a host.</summary>
    /// <param name="host">The host.</param>
    /// <returns>It.</returns>
    public StoredUse UseOf(Guid host) => _uses.TryGetValue(host, out var use) ? use : new StoredUse(host, 0, 0, 0);

    /// <inheritdoc/>
    public bool TryGet(Guid id, [NotNullWhen(true)] out DataCenter? found) => (found = DataCenters.Find(FleetKinds.Text(id))) is not null;

    /// <inheritdoc/>
    public bool TryGet(Guid id, [NotNullWhen(true)] out Cluster? found) => (found = Clusters.Find(FleetKinds.Text(id))) is not null;

    /// <inheritdoc/>
    public bool TryGet(Guid id, [NotNullWhen(true)] out Network? found) => (found = Networks.Find(FleetKinds.Text(id))) is not null;

    /// <inheritdoc/>
    public bool TryGet(Guid id, [NotNullWhen(true)] out VnicProfile? found) => (found = Profiles.Find(FleetKinds.Text(id))) is not null;

    /// <inheritdoc/>
    public bool TryGet(Guid id, [NotNullWhen(true)] out FleetHost? found) => (found = Hosts.Find(FleetKinds.Text(id))) is not null;

    /// <inheritdoc/>
    public bool TryGet(Guid id, [NotNullWhen(true)] out Vm? found) => (found = Vms.Find(FleetKinds.Text(id))) is not null;

    /// <summary>What people want of a PF's VFs.</summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>It; of revision 0 when nobody has said anything.</returns>
    public Entry<VfsConfiguration> ConfigurationOf(Guid host, PciAddress pf) =>
        Configurations.TryGet(FleetKinds.IdOf(host, pf), out var entry) ? entry : new Entry<VfsConfiguration>(new VfsConfiguration(host, pf), 0, false);

    /// <inheritdoc/>
    public HostInventory? InventoryOf(Guid host) => Inventories.Find(FleetKinds.Text(host));

    /// <inheritdoc/>
    public IReadOnlyCollection<VfsConfiguration> ConfigurationsOf(Guid host) =>
        _configurations.TryGetValue(host, out var configurations) ? [.. configurations.Values] : [];

    /// <inheritdoc/>
    public IReadOnlyCollection<Claim> ClaimsOn(Guid host) => Claims.OnHost(host);

    /// <inheritdoc/>
    public IEnumerable<Vm> VmsWith(VnicProfile profile) => Vms.Values.Where(vm => vm.Nics.Any(nic => nic.ProfileId == profile.Id));

    /// <inheritdoc/>
    public bool IsNameTaken(string key, Guid exceptOwner) => _names.OwnerOf(key) is { } owner && owner != FleetKinds.Text(exceptOwner);

    /// <summary>Who has a name.</summary>
    /// <param name="key">The name, as <c>host:h1</c>.</param>
    /// <returns>The id; null when nobody has it.</returns>
    public string? OwnerOf(string key) => _names.OwnerOf(key);

    internal void Apply(StoredChanges changes)
    {
        // Claims first: who looks at a VM and then at its claims sees claims that are as new as the VM, or newer, and then its commit comes too late.
        foreach (var claim in changes.Claims)
        {
            Apply(claim);
        }

        // What is desired last: who hears of a generation is told all that belongs to it, at once and never again.
        foreach (var document in changes.Documents.OrderBy(document => document.Kind == FleetKinds.Desired.Word))
        {
            // A kind that a later version of the program made is left alone.
            if (_sets.TryGetValue(document.Kind, out var set))
            {
                set.Apply(document);
            }
        }

        foreach (var use in changes.Uses)
        {
            Apply(use);
        }
    }

    internal void Apply(StoredClaim claim)
    {
        if (Claims.Apply(claim))
        {
            _watcher.Changed(claim);
        }
    }

    internal void Apply(StoredUse use)
    {
        if (UseOf(use.HostId).Revision <= use.Revision)
        {
            _uses[use.HostId] = use;
            _watcher.Changed(use);
        }
    }

    internal void Reached(long revision) => Revision = Math.Max(Revision, revision);

    /// <summary>Everything that there was has been read: what stands on several documents can be made.</summary>
    internal void Loaded()
    {
        _isLoaded = true;
        _names.Add(FleetKinds.DataCenters, DataCenters.Values);
        _names.Add(FleetKinds.Clusters, Clusters.Values);
        _names.Add(FleetKinds.Networks, Networks.Values);
        _names.Add(FleetKinds.Profiles, Profiles.Values);
        _names.Add(FleetKinds.MacPools, MacPools.Values);
        _names.Add(FleetKinds.Hosts, Hosts.Values);
        _names.Add(FleetKinds.Vms, Vms.Values);
        _names.Add(FleetKinds.Users, Users.Values);
    }

    private Action<T?, T?> Named<T>(FleetKind<T> kind, Action<T?, T?>? next = null)
        where T : class => (before, after) =>
        {
            if (_isLoaded)
            {
                _names.Change(kind, before, after);
            }

            next?.Invoke(before, after);
        };

    private void ConfigurationChanged(VfsConfiguration? before, VfsConfiguration? after)
    {
        var host = (after ?? before!).HostId;
        var known = _configurations.TryGetValue(host, out var configurations) ? configurations : ImmutableSortedDictionary.Create<string, VfsConfiguration>(StringComparer.Ordinal);
        var pf = (after ?? before!).Pf.ToString();
        _configurations[host] = after is null ? known.Remove(pf) : known.SetItem(pf, after);
    }

    private void VmChanged(Vm? before, Vm? after)
    {
        if (before?.HostId != after?.HostId)
        {
            if (before?.HostId is { } old)
            {
                _vmsOn[old] = VmsOn(old).Remove(before.Id);
            }

            if (after?.HostId is { } host)
            {
                _vmsOn[host] = VmsOn(host).Add(after.Id);
            }
        }
    }
}
