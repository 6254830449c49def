using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a network must be. Every member gives every problem at once; none when the change may be made.</summary>
public static class NetworkRule
{
    /// <summary>The least MTU: what every IPv4 network must carry (RFC 791); the kernel's <c>ETH_MIN_MTU</c>.</summary>
    public const int LeastMtu = 68;

    /// <summary>The largest MTU: the kernel's <c>ETH_MAX_MTU</c>.</summary>
    public const int MostMtu = 65535;

    /// <summary>Checks a new one.</summary>
    /// <param name="network">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Add(Network network, IFleetView view) =>
    [
        .. NameRule.Check(network.Name, longest: NameRule.LongestOfNetwork).Select(problem => problem with { Code = FleetCode.NetworkNameInvalid }),
        .. NameRule.CheckFree(FleetNames.Of(network), network.Id, view),
        .. NameRule.CheckDescription(network.Description),
        .. ReferenceRule.DataCenter(network.DataCenterId, view),
        .. CheckVlan(network.Vlan),
        .. NameRule.CheckNumber(network.Mtu, LeastMtu, MostMtu, "an MTU", "mtu"),
        .. LabelRule.Check(network.Labels, FleetCode.NetworkLabelGivenTwice),
        .. NameRule.CheckPhysicalNetwork(network.PhysicalNetwork, "physicalNetwork"),
        .. CheckClusters(network, view),
    ];

    /// <summary>Checks a change: also that what uses the network may go on using it.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it shall be.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(Network before, Network after, IFleetView view)
    {
        var problems = Add(after, view).ToBuilder();
        if (before.DataCenterId != after.DataCenterId)
        {
            problems.Add(new Problem(
                FleetCode.DataCenterFixed,
                $"the network {before.Name} cannot go to another data centre",
                "make a network there",
                "dataCenter"));
        }

        problems.AddRange(NetworkUse.CheckChange(before, after, view));
        return problems.DrainToImmutable();
    }

    /// <summary>Checks whether it may go: nothing may use it.</summary>
    /// <param name="network">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Remove(Network network, IFleetView view)
    {
        var users = NetworkUse.UsersOf(network, view).ToList();
        return users.Count == 0 ? [] :
        [
            new Problem(
                users.Count == 1 ? FleetCode.NetworkInOneUse : FleetCode.NetworkInManyUses,
                $"the network {network.Name} is used by {Users.Text(users)}",
                "remove the vNIC profiles, and take the network out of the hosts' bridges and VFs configurations"),
        ];
    }

    private static IEnumerable<Problem> CheckVlan(int? vlan)
    {
        if (vlan is < 1 or > VlanTag.MaxId)
        {
            yield return new Problem(
                FleetCode.NetworkVlanOutOfRange,
                vlan == 4095 ? "VLAN 4095 is reserved by IEEE 802.1Q" : $"VLAN {vlan} does not exist",
                $"give a VLAN id from 1 to {VlanTag.MaxId}, or leave it out for an untagged network",
                "vlan");
        }
    }

    private static IEnumerable<Problem> CheckClusters(Network network, IFleetView view)
    {
        var clusters = network.Clusters ?? [];
        for (var i = 0; i < clusters.Length; i++)
        {
            var path = $"clusters[{i}]";
            if (!view.TryGet(clusters[i], out Cluster? cluster))
            {
                yield return ReferenceRule.Missing(FleetCode.ClusterUnknown, "cluster", clusters[i], path);
            }
            else if (cluster.DataCenterId != network.DataCenterId)
            {
                yield return new Problem(
                    FleetCode.NetworkOfOtherDataCenter,
                    $"the cluster {cluster.Name} belongs to another data centre than the network {network.Name}",
                    "name clusters of the network's data centre",
                    path);
            }
        }
    }
}
