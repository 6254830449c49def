using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a vNIC profile must be. Every member gives every problem at once; none when the change may be made.</summary>
/// <remarks>The rules are oVirt's (VnicProfileValidator); <see cref="Passthrough.Preferred"/> counts as passthrough.</remarks>
public static class VnicProfileRule
{
    /// <summary>Checks a new one.</summary>
    /// <param name="profile">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Add(VnicProfile profile, IFleetView view)
    {
        var hasNetwork = view.TryGet(profile.NetworkId, out Network? network);
        return
        [
            .. NameRule.Check(profile.Name, longest: NameRule.LongestOfNetwork),
            .. NameRule.CheckFree(FleetNames.Of(profile), profile.Id, view),
            .. NameRule.CheckDescription(profile.Description),
            .. ReferenceRule.Network(profile.NetworkId, null, view, "network"),
            .. hasNetwork ? CheckNetwork(profile, network!) : [],
            .. CheckNames(profile),
            .. ProfileSettingsRule.Check(profile, network),
            .. CheckFailover(profile, view),
        ];
    }

    /// <summary>Checks a change.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it shall be.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(VnicProfile before, VnicProfile after, IFleetView view)
    {
        var problems = Add(after, view).ToBuilder();
        if (before.NetworkId != after.NetworkId)
        {
            problems.Add(new Problem(
                FleetCode.ProfileNetworkFixed,
                $"the vNIC profile {before.Name} cannot go to another network",
                "make a vNIC profile there",
                "network"));
        }

        if (before != after)
        {
            problems.AddRange(CheckIsNoFailover(before, "changed", view));
        }

        string[] fixedWhileUsed =
        [
            .. before.PortMirroring == after.PortMirroring ? Array.Empty<string>() : ["portMirroring"],
            .. before.HasVfs() == after.HasVfs() ? Array.Empty<string>() : ["passthrough"],
            .. before.FailoverId == after.FailoverId ? Array.Empty<string>() : ["failover"],
        ];
        if (fixedWhileUsed.Length > 0)
        {
            problems.AddRange(fixedWhileUsed.SelectMany(path => CheckUnused(before, $"its {path} cannot change", path, view)));
        }

        return problems.DrainToImmutable();
    }

    /// <summary>Checks whether it may go: no VM has a vNIC of it, and it is no failover.</summary>
    /// <param name="profile">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Remove(VnicProfile profile, IFleetView view) =>
    [
        .. CheckUnused(profile, "it cannot be removed", "", view),
        .. CheckIsNoFailover(profile, "removed", view),
    ];

    private static IEnumerable<Problem> CheckNetwork(VnicProfile profile, Network network)
    {
        if (!network.IsVmNetwork)
        {
            yield return new Problem(
                FleetCode.ProfileNeedsVmNetwork,
                $"VMs may not use the network {network.Name}",
                "make it a VM network, or name another",
                "network");
        }

        if (profile.PortMirroring && network.IsExternal)
        {
            yield return new Problem(
                FleetCode.ExternalNotMirrored,
                $"the network {network.Name} is another system's and cannot be mirrored",
                "turn it off",
                "portMirroring");
        }

        if (profile.HasVfs() && network.IsPortIsolated)
        {
            yield return new Problem(
                FleetCode.PassthroughNotIsolated,
                $"the network {network.Name} keeps its ports apart, which VFs cannot",
                "name a network without port isolation, or set passthrough to disabled",
                "passthrough");
        }
    }

    private static IEnumerable<Problem> CheckNames(VnicProfile profile) =>
    [
        .. profile.Qos is { } qos ? NameRule.Check(qos, "qos") : [],
        .. profile.NetworkFilter is { } filter ? NameRule.Check(filter, "networkFilter") : [],
    ];

    private static IEnumerable<Problem> CheckFailover(VnicProfile profile, IFleetView view)
    {
        if (profile.FailoverId is not { } id)
        {
            yield break;
        }

        if (id == profile.Id)
        {
            yield return new Problem(
                FleetCode.FailoverSelf, "a vNIC profile cannot be its own failover", "name a profile without passthrough", "failover");
        }
        else if (!ReferenceRule.TryProfile(id, view, out var failover, out var network))
        {
            yield return ReferenceRule.Missing(FleetCode.FailoverInvalid, "vNIC profile", id, "failover");
        }
        else
        {
            if (failover.HasVfs())
            {
                yield return new Problem(
                    FleetCode.FailoverInvalid,
                    $"the failover {failover.Name} has passthrough itself",
                    "name a profile without passthrough",
                    "failover");
            }

            if (network.IsExternal)
            {
                yield return new Problem(
                    FleetCode.FailoverExternal,
                    $"the failover {failover.Name} has the network {network.Name}, which is another system's",
                    "name a profile of a network that is not external",
                    "failover");
            }
        }

        if (!profile.HasVfs() || !profile.IsMigratable)
        {
            yield return new Problem(
                FleetCode.FailoverNeedsMigratable,
                "only a migratable vNIC profile with passthrough has a failover",
                "set passthrough and migratable, or leave the failover out",
                "failover");
        }
    }

    private static IEnumerable<Problem> CheckIsNoFailover(VnicProfile profile, string what, IFleetView view)
    {
        if (ProfileUse.WithFailover(profile.Id, view).Select(other => other.Name).ToList() is { Count: > 0 } others)
        {
            yield return new Problem(
                FleetCode.FailoverFixed,
                $"the vNIC profile {profile.Name} cannot be {what}: it is the failover of the {Users.Text("vNIC profile", others)}",
                "name another failover there first");
        }
    }

    private static IEnumerable<Problem> CheckUnused(VnicProfile profile, string what, string path, IFleetView view)
    {
        if (view.VmsWith(profile).Select(vm => vm.Name).ToList() is { Count: > 0 } vms)
        {
            yield return new Problem(
                vms.Count == 1 ? FleetCode.ProfileInOneUse : FleetCode.ProfileInManyUses,
                $"the vNIC profile {profile.Name} is used by the {Users.Text("VM", vms)}: {what}",
                "give the vNICs of these VMs another profile first",
                path);
        }
    }
}
