using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Domain.Placement;

/// <summary>
/// The fleet in memory, so that placing a VM takes microseconds. It is told every change, in any order and as often as one likes, and never
/// asks for anything. It is not safe for several threads at once: whoever has it guards it.
/// </summary>
/// <remarks>
/// The store decides what is true; the picture is only a quick guess of it. A placement is taken in two steps: <see cref="Take"/> holds it
/// tentatively, so that the next request does not get the same; when the store has answered, tell the picture what is true now
/// (<see cref="SetClaim"/>, <see cref="SetUse"/>, <see cref="Set(Vm)"/>), then call <see cref="GiveBack"/>, whether the store accepted it or not.
/// </remarks>
public sealed class FleetPicture
{
    private readonly Dictionary<Guid, Cluster> _clusters = [];
    private readonly Dictionary<Guid, Vm> _vms = [];
    private readonly NetworkIndex _networks = new();
    private readonly HostIndex _hosts = new();
    private readonly AffinityIndex _affinities;
    private readonly DemandMaker _demands;
    private readonly Explainer _explainer;
    private readonly RequestSearch _requests;

    /// <summary>Makes an empty picture.</summary>
    public FleetPicture()
    {
        _affinities = new(_hosts);
        _demands = new(_networks, _affinities, _clusters);
        var fit = new HostFit(_networks);
        var vfs = new VfWords(fit, _vms);
        var filters = new HostFilterWords(vfs, _clusters, _vms);
        _explainer = new(filters, vfs, fit);
        _requests = new(this, _demands, new(_hosts, new(_networks), fit), fit, _hosts, new(_hosts, filters, vfs));
    }

    /// <summary>Adds or changes a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    public void Set(Cluster cluster)
    {
        if (_clusters.GetValueOrDefault(cluster.Id) != cluster)
        {
            _clusters[cluster.Id] = cluster;
            Join(cluster.Id, cluster);
        }
    }

    /// <summary>Removes a cluster.</summary>
    /// <param name="id">Its id.</param>
    public void RemoveCluster(Guid id)
    {
        _clusters.Remove(id);
        Join(id, null);
    }

    /// <summary>Adds or changes a network.</summary>
    /// <param name="network">The network.</param>
    public void Set(Network network) => _networks.Set(network);

    /// <summary>Removes a network.</summary>
    /// <param name="id">Its id.</param>
    public void RemoveNetwork(Guid id) => _networks.RemoveNetwork(id);

    /// <summary>Adds or changes a vNIC profile.</summary>
    /// <param name="profile">The profile.</param>
    public void Set(VnicProfile profile) => _networks.Set(profile);

    /// <summary>Removes a vNIC profile.</summary>
    /// <param name="id">Its id.</param>
    public void RemoveProfile(Guid id) => _networks.RemoveProfile(id);

    /// <summary>Adds or changes a host.</summary>
    /// <param name="host">The host.</param>
    public void Set(FleetHost host)
    {
        var entry = _hosts.Entry(host.Id);
        entry.Cluster = _clusters.GetValueOrDefault(host.ClusterId);
        _hosts.SetHost(entry, host);
        Measure(entry);
    }

    /// <summary>Removes a host with what it reported, what people want of its PFs and what is used of it. Claims and VMs stay until they are removed.</summary>
    /// <param name="id">Its id.</param>
    public void RemoveHost(Guid id)
    {
        if (_hosts.Find(id) is { } entry)
        {
            entry.Forget(_networks);
            _hosts.SetHost(entry, null);
        }
    }

    /// <summary>Adds or changes what a host reported.</summary>
    /// <param name="inventory">What it reported.</param>
    public void Set(HostInventory inventory) => Change(inventory.HostId, entry => entry.SetInventory(inventory, _networks));

    /// <summary>Forgets what a host reported.</summary>
    /// <param name="host">The host.</param>
    public void RemoveInventory(Guid host) => Change(host, entry => entry.SetInventory(null, _networks));

    /// <summary>Adds or changes what people want of a PF.</summary>
    /// <param name="configuration">What they want.</param>
    public void Set(VfsConfiguration configuration) =>
        Change(configuration.HostId, entry => entry.SetConfiguration(configuration.Pf, configuration, _networks));

    /// <summary>Forgets what people want of a PF: it is as a new one.</summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    public void RemoveConfiguration(Guid host, PciAddress pf) => Change(host, entry => entry.SetConfiguration(pf, null, _networks));

    /// <summary>Adds or changes a VM. Only its affinities and its name count; what it uses of its host comes with <see cref="SetUse"/>.</summary>
    /// <param name="vm">The VM.</param>
    public void Set(Vm vm)
    {
        if (_vms.GetValueOrDefault(vm.Id) is { HostId: { } before } old)
        {
            _affinities.Remove(old, before, isTentative: false);
        }

        _vms[vm.Id] = vm;
        if (vm.HostId is { } host)
        {
            _affinities.Add(vm, host, isTentative: false);
        }
    }

    /// <summary>Removes a VM.</summary>
    /// <param name="id">Its id.</param>
    public void RemoveVm(Guid id)
    {
        if (_vms.Remove(id, out var vm) && vm.HostId is { } host)
        {
            _affinities.Remove(vm, host, isTentative: false);
        }
    }

    /// <summary>Says that a VF has a claim. A tentative hold of the same VF for the same vNIC ends.</summary>
    /// <param name="claim">The claim; it replaces another on the VF.</param>
    public void SetClaim(Claim claim) => Change(claim.Vf.HostId, entry => entry.SetClaim(claim));

    /// <summary>Says that a VF has no claim.</summary>
    /// <param name="vf">The VF.</param>
    public void RemoveClaim(VfKey vf) => Change(vf.HostId, entry => entry.RemoveClaim(vf));

    /// <summary>Says how much of a host its VMs use together, as the store has it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="memoryMiB">Memory in MiB.</param>
    /// <param name="cpus">Virtual CPUs.</param>
    public void SetUse(Guid host, long memoryMiB, int cpus) => Change(host, entry => entry.SetUse(memoryMiB, cpus));

    /// <summary>What the VMs of a host may use together.</summary>
    /// <param name="host">The host.</param>
    /// <returns>It; nothing for a host that is not known, has not reported, or has no cluster.</returns>
    public UseLimits UseLimits(Guid host) => _hosts.Find(host)?.Limits ?? default;

    /// <summary>Finds a host for each VM. Nothing is taken: see <see cref="Take"/>.</summary>
    /// <param name="request">The VMs, and which hosts may be taken.</param>
    /// <returns>Hosts for all of them, or why not.</returns>
    public PlacementOutcome Place(PlacementRequest request)
    {
        _hosts.Order(_networks);
        return _requests.Place(request);
    }

    /// <summary>Finds VFs and bridges on a VM's host for some of its vNICs (hot plug), whether they are marked as plugged or not.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="host">Its host.</param>
    /// <param name="nics">The vNICs, by id.</param>
    /// <returns>One placement with those vNICs, or why not.</returns>
    public PlacementOutcome PlaceNics(Vm vm, Guid host, ImmutableArray<Guid> nics)
    {
        _hosts.Order(_networks);
        return _requests.PlaceNics(vm, host, nics);
    }

    /// <summary>Whether a VM could be placed on a host, with the reason for each filter. What the VM has there already counts as free.</summary>
    /// <param name="vm">The VM; it need not be in the picture.</param>
    /// <param name="host">The host.</param>
    /// <returns>What each filter says.</returns>
    public HostVerdict Explain(Vm vm, Guid host)
    {
        _hosts.Order(_networks);
        return _explainer.Explain(_demands.Of(vm), _hosts.Find(host) ?? new HostEntry(host));
    }

    /// <summary>Holds a placement's VFs, memory, CPUs and affinities until <see cref="GiveBack"/>.</summary>
    /// <param name="placement">The placement.</param>
    public void Take(VmPlacement placement) => Hold(placement, (entry, vf) => entry.Take(vf), (entry, use) => entry.Take(use), _affinities.Add);

    /// <summary>Ends what <see cref="Take"/> began. Claims stay, and so does what the store says.</summary>
    /// <param name="placement">The placement.</param>
    public void GiveBack(VmPlacement placement) =>
        Hold(placement, (entry, vf) => entry.GiveBack(vf), (entry, use) => entry.GiveBackUse(use), _affinities.Remove);

    private void Hold(VmPlacement placement, Action<HostEntry, TakenVf> hold, Action<HostEntry, TakenUse> use, Action<Vm, Guid, bool> join)
    {
        var entry = _hosts.Entry(placement.HostId);
        foreach (var nic in placement.Nics)
        {
            if (nic.Vf is { } vf)
            {
                hold(entry, new(vf, placement.Vm.Id, nic.NicId));
            }
        }

        if (!placement.IsHotPlug)
        {
            use(entry, new(placement.Vm.Id, placement.Vm.MemoryMiB, placement.Vm.Cpus));
            join(placement.Vm, placement.HostId, true);
        }

        _hosts.Touch(entry);
    }

    private void Change(Guid host, Action<HostEntry> change)
    {
        var entry = _hosts.Entry(host);
        change(entry);
        _hosts.Touch(entry);
    }

    private void Join(Guid id, Cluster? cluster)
    {
        foreach (var entry in _hosts.Entries.Where(entry => entry.Host?.ClusterId == id))
        {
            entry.Cluster = cluster;
            Measure(entry);
        }
    }

    private void Measure(HostEntry entry)
    {
        entry.Measure();
        _hosts.Touch(entry);
    }
}
