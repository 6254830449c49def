using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>Who uses a network, and which changes of it they allow.</summary>
internal static class NetworkUse
{
    /// <summary>What uses it, in words.</summary>
    public static IEnumerable<string> UsersOf(Network network, IFleetView view)
    {
        foreach (var profile in ProfilesOf(network, view))
        {
            yield return $"the vNIC profile {profile.Name}";
        }

        foreach (var host in view.Hosts)
        {
            if (host.Bridges.Any(bridge => bridge.NetworkId == network.Id))
            {
                yield return $"a bridge of the host {host.Name}";
            }

            foreach (var configuration in view.ConfigurationsOf(host.Id).Where(configuration => configuration.Networks.Contains(network.Id)))
            {
                yield return $"the VFs configuration of {host.Name}/{configuration.Pf}";
            }
        }
    }

    /// <summary>What the network's vNIC profiles, and VMs with them, do not allow.</summary>
    public static IEnumerable<Problem> CheckChange(Network before, Network after, IFleetView view)
    {
        if (before with { Name = "", Description = "" } == after with { Name = "", Description = "" })
        {
            return [];
        }

        var profiles = ProfilesOf(after, view).ToList();
        return
        [
            .. Refuse(
                !after.IsVmNetwork && before.IsVmNetwork, profiles, FleetCode.ProfileNeedsVmNetwork, "vmNetwork", "remove the vNIC profiles first"),
            .. Refuse(
                after.IsPortIsolated && !before.IsPortIsolated, profiles.Where(profile => profile.HasVfs()),
                FleetCode.PassthroughNotIsolated,
                "portIsolation",
                "VFs cannot keep ports apart: leave port isolation off, or remove these profiles"),
            .. Refuse(
                after.IsExternal && !before.IsExternal, profiles.Where(profile => profile.PortMirroring),
                FleetCode.ExternalNotMirrored, "external", "turn port mirroring off in these profiles first"),
            .. Refuse(
                after.IsExternal && !before.IsExternal, profiles.Where(profile => ProfileUse.WithFailover(profile.Id, view).Any()),
                FleetCode.FailoverExternal, "external", "name another failover in the profiles that have these as theirs"),
            .. Refuse(
                after.Vlan is null && before.Vlan is not null, profiles.Where(profile => profile.VlanQos != 0),
                FleetCode.NetworkNeedsVlan, "vlan", "set the VLAN priority of these profiles to 0 first"),
            .. CheckClusters(before, after, profiles, view),
        ];
    }

    private static IEnumerable<VnicProfile> ProfilesOf(Network network, IFleetView view) =>
        view.Profiles.Where(profile => profile.NetworkId == network.Id);

    private static IEnumerable<Problem> Refuse(bool isAsked, IEnumerable<VnicProfile> profiles, ProblemCode code, string path, string remedy)
    {
        if (isAsked && profiles.Select(profile => profile.Name).ToList() is { Count: > 0 } names)
        {
            yield return new Problem(code, $"this cannot change while there is the {Users.Text("vNIC profile", names)}", remedy, path);
        }
    }

    private static IEnumerable<Problem> CheckClusters(Network before, Network after, List<VnicProfile> profiles, IFleetView view)
    {
        if (after.Clusters is not { } some || (before.Clusters is { } old && old.All(some.Contains)))
        {
            yield break;
        }

        var vms = profiles
            .SelectMany(profile => view.VmsWith(profile).Concat(ProfileUse.WithFailover(profile.Id, view).SelectMany(view.VmsWith)))
            .Where(vm => !some.Contains(vm.ClusterId))
            .DistinctBy(vm => vm.Id)
            .Select(vm => vm.Name)
            .ToList();
        if (vms.Count > 0)
        {
            yield return new Problem(
                FleetCode.NetworkUsedInCluster,
                $"the network {after.Name} is used by the {Users.Text("VM", vms)} in a cluster that would lose it",
                "give the vNICs of these VMs other profiles first",
                "clusters");
        }
    }
}
