using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a cluster must be. Every member gives every problem at once; none when the change may be made.</summary>
public static class ClusterRule
{
    /// <summary>The least overcommitment in percent: each is given once.</summary>
    public const int LeastOvercommit = 100;

    /// <summary>The most overcommitment in percent.</summary>
    public const int MostOvercommit = 10_000;

    /// <summary>Checks a new one.</summary>
    /// <param name="cluster">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Add(Cluster cluster, IFleetView view) =>
    [
        .. NameRule.Check(cluster.Name),
        .. NameRule.CheckFree(FleetNames.Of(cluster), cluster.Id, view),
        .. NameRule.CheckDescription(cluster.Description),
        .. ReferenceRule.DataCenter(cluster.DataCenterId, view),
        .. NameRule.CheckChoice<PlacementPolicy>(cluster.Policy, "policy", "policy"),
        .. NameRule.CheckChoice<PlacementPolicy>(cluster.PfPolicy, "policy", "pfPolicy"),
        .. NameRule.CheckNumber(
            cluster.CpuOvercommitPercent, LeastOvercommit, MostOvercommit, "the overcommitment of CPUs in percent", "cpuOvercommitPercent"),
        .. NameRule.CheckNumber(
            cluster.MemoryOvercommitPercent, LeastOvercommit, MostOvercommit, "the overcommitment of memory in percent", "memoryOvercommitPercent"),
    ];

    /// <summary>Checks a change. A cluster cannot go to another data centre: its networks and names would be others.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it shall be.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(Cluster before, Cluster after, IFleetView view) =>
        before.DataCenterId == after.DataCenterId
        ? Add(after, view)
        :
        [
            .. Add(after, view),
            new Problem(
                FleetCode.ClusterFixed,
                $"the cluster {before.Name} cannot go to another data centre",
                "make a cluster in that data centre and move the hosts there",
                "dataCenter"),
        ];

    /// <summary>Checks whether it may go.</summary>
    /// <param name="cluster">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Remove(Cluster cluster, IFleetView view)
    {
        var hosts = view.Hosts.Where(host => host.ClusterId == cluster.Id).Select(host => host.Name).ToList();
        var vms = view.Vms.Where(vm => vm.ClusterId == cluster.Id).Select(vm => vm.Name).ToList();
        var networks = view.Networks
            .Where(network => network.Clusters is { } some && some.Contains(cluster.Id)).Select(network => network.Name).ToList();
        return
        [
            .. Has(FleetCode.ClusterHasHosts, "host", hosts, "move the hosts to another cluster, or remove them"),
            .. Has(FleetCode.ClusterHasVms, "VM", vms, "move the VMs to another cluster, or remove them"),
            .. Has(FleetCode.ClusterHasNetworks, "network", networks, "take the cluster out of the networks' clusters first"),
        ];

        IEnumerable<Problem> Has(ProblemCode code, string one, List<string> users, string remedy) =>
            users.Count == 0 ? [] : [new Problem(code, $"the cluster {cluster.Name} has the {Users.Text(one, users)}", remedy)];
    }
}
