using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a VM and its vNICs may be pinned to.</summary>
internal static class PinRule
{
    /// <summary>The hosts of a VM.</summary>
    public static IEnumerable<Problem> CheckHosts(Vm vm, IFleetView view)
    {
        for (var i = 0; i < vm.PinnedHosts.Length; i++)
        {
            foreach (var problem in CheckHost(vm, vm.PinnedHosts[i], $"pinnedHosts[{i}]", view))
            {
                yield return problem;
            }
        }
    }

    /// <summary>The PF or VF of a vNIC; what the host has is only known when it has reported.</summary>
    public static IEnumerable<Problem> Check(Vm vm, Vnic nic, IFleetView view)
    {
        if (nic.Pin is not { } pin)
        {
            yield break;
        }

        foreach (var problem in CheckHost(vm, pin.HostId, "pin.host", view))
        {
            yield return problem;
        }

        if (!vm.PinnedHosts.IsEmpty && !vm.PinnedHosts.Contains(pin.HostId))
        {
            yield return new Problem(
                FleetCode.PinsContradict,
                $"the vNIC {nic.Name} is pinned to a host that {vm.Name} may not run on",
                "name one of the VM's pinnedHosts, or add this host to them",
                "pin.host");
        }

        var inventory = view.InventoryOf(pin.HostId);
        var pf = inventory?.Pf(pin.Pf);
        if (inventory is not null && pf is null)
        {
            yield return new Problem(FleetCode.PinUnknown, $"the host has no PF {pin.Pf}", "name a PF that the host has", "pin.pf");
        }
        else if (pin.Index is { } index && (index < 0 || index >= (pf?.MaxVfs ?? int.MaxValue)))
        {
            yield return new Problem(
                FleetCode.PinUnknown,
                $"the PF {pin.Pf} can have no VF {index}",
                $"give an index from 0 to {(pf?.MaxVfs ?? int.MaxValue) - 1}",
                "pin.index");
        }
    }

    /// <summary>That all vNICs of a VM can be on one host, each with a VF of its own.</summary>
    public static IEnumerable<Problem> CheckApart(Vnic nic, IReadOnlyCollection<Vnic> others)
    {
        if (nic.Pin is not { } pin || !nic.IsPlugged)
        {
            yield break;
        }

        var pins = others.Where(other => other.IsPlugged && other.Pin is not null).ToList();
        if (pins.FirstOrDefault(other => other.Pin!.HostId != pin.HostId) is { } elsewhere)
        {
            yield return new Problem(
                FleetCode.PinsContradict,
                $"the vNIC {elsewhere.Name} is pinned to another host",
                "pin all vNICs of a VM to one host",
                "pin.host");
        }

        if (pin.Index is not null && pins.FirstOrDefault(other => other.Pin == pin) is { } same)
        {
            yield return new Problem(
                FleetCode.PinsContradict, $"the vNIC {same.Name} is pinned to the same VF", "pin each to a VF of its own", "pin.index");
        }
    }

    private static IEnumerable<Problem> CheckHost(Vm vm, Guid id, string path, IFleetView view)
    {
        if (!view.TryGet(id, out FleetHost? host))
        {
            yield return ReferenceRule.Missing(FleetCode.PinnedHostUnknown, "host", id, path);
        }
        else if (host.ClusterId != vm.ClusterId)
        {
            yield return new Problem(
                FleetCode.PinnedHostInOtherCluster,
                $"the host {host.Name} belongs to another cluster than {vm.Name}",
                "name a host of the VM's cluster",
                path);
        }
    }
}
