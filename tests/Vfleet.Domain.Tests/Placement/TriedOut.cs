using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;

namespace Vfleet.Domain.Tests.Placement;

/// <summary>What may be placed where, found by trying every VF for every vNIC: straight from the words of the fleet.</summary>
internal sealed class TriedOut(DrawnFleet fleet)
{
    /// <summary>Whether a VM could be placed on a host.</summary>
    public bool CanBe(Vm vm, Guid hostId) => PassesFilters([vm], hostId) && CanServe(vm, hostId, [.. Asking(vm)]);

    /// <summary>Whether VMs without affinities could be placed together, on any hosts.</summary>
    public bool CanBe(IReadOnlyList<Vm> vms) => Ways(vms.Count).Any(way => vms.Zip(way).GroupBy(one => one.Second, one => one.First)
        .All(here => PassesFilters([.. here], here.Key) && Serve(here.Key, [.. here.SelectMany(vm => Asking(vm).Select(nic => (vm, nic)))], [])));

    /// <summary>Whether a host's free VFs, or its bridges, serve some vNICs together.</summary>
    public bool CanServe(Vm vm, Guid hostId, IReadOnlyCollection<Vnic> nics) => Serve(hostId, [.. nics.Select(nic => (vm, nic))], []);

    /// <summary>Whether what a VM got is what it may have.</summary>
    public bool IsRight(VmPlacement placement)
    {
        var vm = placement.Vm;
        var given = placement.Nics.Where(nic => nic.Vf is not null).Select(nic => (Vm: vm, Nic: vm.Nics.First(one => one.Id == nic.NicId), Vf: nic.Vf!.Value)).ToList();
        return PassesFilters([vm], placement.HostId)
            && placement.Nics.Select(nic => nic.NicId).SequenceEqual(vm.Nics.Where(nic => nic is { IsPlugged: true, ProfileId: not null }).Select(nic => nic.Id))
            && given.TrueForAll(one => MayHave(vm, one.Nic, one.Vf) && given.TrueForAll(other => other == one || AreFriends(one, other)))
            && placement.Nics.All(nic => nic.Vf is not null || (Profile(vm.Nics.First(one => one.Id == nic.NicId))!.Passthrough != Passthrough.Required && nic.Bridge is not null));
    }

    private bool PassesFilters(List<Vm> vms, Guid hostId)
    {
        if (!fleet.Hosts.TryGetValue(hostId, out var host) || !fleet.Inventories.TryGetValue(hostId, out var inventory) || host.Status != HostStatus.Up
            || !fleet.Clusters.TryGetValue(host.ClusterId, out var cluster))
        {
            return false;
        }

        var (memory, cpus) = fleet.Uses.GetValueOrDefault(hostId);
        memory += fleet.Taken.Where(taken => taken.HostId == hostId).Sum(taken => taken.Vm.MemoryMiB);
        cpus += fleet.Taken.Where(taken => taken.HostId == hostId).Sum(taken => taken.Vm.Cpus);
        return (inventory.MemoryMiB * cluster.MemoryOvercommitPercent / 100) - host.ReservedMemoryMiB - memory >= vms.Sum(vm => vm.MemoryMiB)
            && (inventory.Cpus * cluster.CpuOvercommitPercent / 100) - cpus >= vms.Sum(vm => vm.Cpus)
            && vms.TrueForAll(vm => PassesOwn(vm, host, cluster));
    }

    private bool PassesOwn(Vm vm, FleetHost host, Cluster cluster)
    {
        var hostId = host.Id;
        var plugged = vm.Nics.Where(nic => nic is { IsPlugged: true, ProfileId: not null }).ToList();
        var profiles = plugged.ConvertAll(Profile);
        return host.ClusterId == vm.ClusterId && (vm.PinnedHosts.IsEmpty || vm.PinnedHosts.Contains(hostId))
            && plugged.TrueForAll(nic => nic.Pin is null || Profile(nic) is null or { Passthrough: Passthrough.Disabled } || nic.Pin.HostId == hostId)
            && profiles.TrueForAll(profile => profile is not null && HasNetwork(profile, cluster))
            && profiles.TrueForAll(profile => profile!.Passthrough != Passthrough.Disabled || HasBridge(host, profile))
            && profiles.TrueForAll(profile => profile!.Passthrough == Passthrough.Disabled || profile.FailoverId is not { } twin
                || (fleet.Profiles.TryGetValue(twin, out var other) && HasNetwork(other, cluster) && HasBridge(host, other)))
            && vm.Affinity.All(affinity => Allows(vm, affinity, hostId));
    }

    private bool Allows(Vm vm, Affinity affinity, Guid host)
    {
        var others = fleet.Vms.Values.Where(one => one.HostId is not null).Select(one => (Vm: one, Host: one.HostId!.Value))
            .Concat(fleet.Taken.Select(taken => (taken.Vm, Host: taken.HostId)))
            .Where(one => one.Vm.Id != vm.Id && one.Vm.ClusterId == vm.ClusterId && one.Vm.Affinity.Any(other => other.Group == affinity.Group)).ToList();
        var here = others.Where(one => one.Host == host).ToList();
        return affinity switch
        {
            { IsHard: true, Kind: AffinityKind.Together } => others.Count == 0 || here.Count > 0,
            { IsHard: true, Kind: AffinityKind.Apart } => here.Count == 0,
            _ => !here.Any(one => one.Vm.Affinity.Any(other => other.Group == affinity.Group && other is { IsHard: true, Kind: AffinityKind.Apart })),
        };
    }

    private bool Serve(Guid hostId, List<(Vm Vm, Vnic Nic)> nics, List<(Vm Vm, Vnic Nic, VfKey Vf)> given)
    {
        if (nics is not [var (vm, nic), ..])
        {
            return true;
        }

        var rest = nics.GetRange(1, nics.Count - 1);
        var profile = Profile(nic)!;
        if (profile.Passthrough == Passthrough.Preferred && HasBridge(fleet.Hosts[hostId], profile) && Serve(hostId, rest, given))
        {
            return true;
        }

        return fleet.Inventories[hostId].Pfs.SelectMany(pf => Enumerable.Range(0, pf.NumVfs).Select(index => new VfKey(hostId, pf.Address, index)))
            .Where(vf => MayHave(vm, nic, vf) && given.TrueForAll(other => AreFriends((vm, nic, vf), other)))
            .Any(vf => Serve(hostId, rest, [.. given, (vm, nic, vf)]));
    }

    private IEnumerable<Guid[]> Ways(int vms) => vms == 0 ? [[]] : from way in Ways(vms - 1) from host in fleet.Hosts.Keys select (Guid[])[.. way, host];

    private static bool AreFriends((Vm Vm, Vnic Nic, VfKey Vf) one, (Vm Vm, Vnic Nic, VfKey Vf) other) => one.Vf != other.Vf
        && (one.Vm != other.Vm || one.Nic.Separate is null || one.Nic.Separate != other.Nic.Separate || one.Vf.Pf != other.Vf.Pf);

    private bool MayHave(Vm vm, Vnic nic, VfKey vf)
    {
        var pf = fleet.Inventories[vf.HostId].Pf(vf.Pf)!;
        var configuration = fleet.Configurations.GetValueOrDefault((vf.HostId, vf.Pf)) ?? new VfsConfiguration(vf.HostId, vf.Pf);
        var (profile, reported) = (Profile(nic)!, pf.Vfs.FirstOrDefault(one => one.Index == vf.Index));
        var network = fleet.Networks[profile.NetworkId];
        var isFree = configuration.IsUsed && (!fleet.Claims.TryGetValue(vf, out var claim) || claim.VmId == vm.Id)
            && fleet.Taken.All(taken => taken.Nics.All(one => one.Vf != vf)) && reported is null or { Holds: [], IsUnclean: false };
        return isFree && vf.Index < pf.NumVfs && configuration.Allows(network)
            && (network.PhysicalNetwork is null || network.PhysicalNetwork == configuration.PhysicalNetwork)
            && Has(pf, configuration, profile.Requires) && Has(pf, configuration, nic.Requires)
            && (nic.Pin is not { } pin || (pin.HostId == vf.HostId && pin.Pf == vf.Pf && (pin.Index ?? vf.Index) == vf.Index));
    }

    private static bool Has(InventoryPf pf, VfsConfiguration configuration, FunctionTags tags) =>
        (tags.VendorDevice is null || tags.VendorDevice.Equals(pf.VfVendorDevice, StringComparison.OrdinalIgnoreCase))
        && (tags.Model is null || pf.Model.Contains(tags.Model, StringComparison.OrdinalIgnoreCase))
        && (tags.Trusted is null || tags.Trusted == (configuration.Trusted ?? pf.CanTrust ?? false))
        && (tags.LiveMigratable is null || tags.LiveMigratable == pf.IsLiveMigratable)
        && (tags.PhysicalNetwork is null || tags.PhysicalNetwork == configuration.PhysicalNetwork);

    private IEnumerable<Vnic> Asking(Vm vm) => vm.Nics.Where(nic => nic is { IsPlugged: true, ProfileId: not null } && Profile(nic) is { Passthrough: not Passthrough.Disabled });

    private VnicProfile? Profile(Vnic nic) => fleet.Profiles.GetValueOrDefault(nic.ProfileId!.Value);

    private bool HasNetwork(VnicProfile profile, Cluster cluster) =>
        fleet.Networks.TryGetValue(profile.NetworkId, out var network) && network.IsVmNetwork && network.IsIn(cluster);

    private static bool HasBridge(FleetHost host, VnicProfile profile) => host.Bridges.Any(bridge => bridge.NetworkId == profile.NetworkId);
}
