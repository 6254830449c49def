using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>Whether a VM may be migrated while it runs. Whether another host has room and VFs for it, placement says.</summary>
public static class MigrationRule
{
    /// <summary>Checks a VM. vNICs that are not plugged do not count, nor one of a preferred passthrough that got no VF.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="target">The host that it shall go to; null for any.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>Every problem at once; none when it may.</returns>
    public static ImmutableArray<Problem> Check(Vm vm, Guid? target, IFleetView view)
    {
        if (vm.Status != VmStatus.Up || vm.HostId is not { } source)
        {
            return [new Problem(FleetCode.MigrationVmNotRunning, $"the VM {vm.Name} does not run", "start it on the other host", "status")];
        }

        return
        [
            .. vm.Nics.SelectMany((nic, i) => CheckNic(vm, nic, $"nics[{i}]", source, view)),
            .. CheckPinned(vm, source, target),
            .. target is { } host ? CheckTarget(vm, source, host, view) : [],
        ];
    }

    private static IEnumerable<Problem> CheckNic(Vm vm, Vnic nic, string path, Guid source, IFleetView view)
    {
        if (!nic.IsPlugged || nic.Type != VnicType.PciPassthrough)
        {
            yield break;
        }

        if (nic.ProfileId is { } id && view.TryGet(id, out VnicProfile? profile) && !profile.IsMigratable
            && (profile.Passthrough == Passthrough.Required || view.ClaimsOn(source).Any(claim => claim.VmId == vm.Id && claim.NicId == nic.Id)))
        {
            yield return new Problem(
                FleetCode.MigrationNotMigratable,
                $"the vNIC {nic.Name} of {vm.Name} has a VF, and its profile {profile.Name} is not migratable",
                "make the profile migratable, or unplug the vNIC first",
                $"{path}.profile");
        }

        if (nic.Pin is not null)
        {
            yield return new Problem(
                FleetCode.MigrationPinned,
                $"the vNIC {nic.Name} of {vm.Name} is pinned to a PF of its host",
                "unplug the vNIC first, or take the pin away while it is unplugged",
                $"{path}.pin");
        }
    }

    private static IEnumerable<Problem> CheckPinned(Vm vm, Guid source, Guid? target)
    {
        if (!vm.PinnedHosts.IsEmpty && (target is { } host ? !vm.PinnedHosts.Contains(host) : vm.PinnedHosts.All(pinned => pinned == source)))
        {
            yield return new Problem(
                FleetCode.MigrationPinned,
                $"the VM {vm.Name} is pinned to other hosts or to its own",
                "change its pinnedHosts",
                "pinnedHosts");
        }
    }

    private static IEnumerable<Problem> CheckTarget(Vm vm, Guid source, Guid target, IFleetView view)
    {
        if (!view.TryGet(target, out FleetHost? host))
        {
            yield return ReferenceRule.Missing(FleetCode.HostUnknown, "host", target, "host");
            yield break;
        }

        if (target == source)
        {
            yield return new Problem(
                FleetCode.MigrationSameHost,
                $"the VM {vm.Name} is on {host.Name} already",
                "name another host",
                "host");
        }

        if (host.ClusterId != vm.ClusterId)
        {
            yield return new Problem(
                FleetCode.MigrationOtherCluster,
                $"the host {host.Name} belongs to another cluster than {vm.Name}",
                "name a host of the cluster",
                "host");
        }

        if (host.Status != HostStatus.Up)
        {
            yield return new Problem(
                FleetCode.MigrationHostState,
                $"the host {host.Name} takes no VMs now: it is {host.Status.ToString().ToLowerInvariant()}",
                "name a host that is up",
                "host");
        }
    }
}
