using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a data centre must be. Every member gives every problem at once; none when the change may be made.</summary>
public static class DataCenterRule
{
    /// <summary>Checks a new one.</summary>
    /// <param name="dataCenter">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Add(DataCenter dataCenter, IFleetView view) =>
    [
        .. NameRule.Check(dataCenter.Name),
        .. NameRule.CheckFree(FleetNames.Of(dataCenter), dataCenter.Id, view),
        .. NameRule.CheckDescription(dataCenter.Description),
    ];

    /// <summary>Checks a change.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it shall be.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(DataCenter before, DataCenter after, IFleetView view) =>
        before == after ? [] : Add(after, view);

    /// <summary>Checks whether it may go.</summary>
    /// <param name="dataCenter">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Remove(DataCenter dataCenter, IFleetView view)
    {
        var clusters = view.Clusters.Where(cluster => cluster.DataCenterId == dataCenter.Id).Select(cluster => cluster.Name).ToList();
        var networks = view.Networks.Where(network => network.DataCenterId == dataCenter.Id).Select(network => network.Name).ToList();
        var pools = view.MacPools.Where(pool => pool.DataCenterId == dataCenter.Id).Select(pool => pool.Name).ToList();
        return
        [
            .. Has(FleetCode.DataCenterHasClusters, "cluster", clusters),
            .. Has(FleetCode.DataCenterHasNetworks, "network", networks),
            .. Has(FleetCode.DataCenterHasMacPool, "MAC pool", pools),
        ];

        IEnumerable<Problem> Has(ProblemCode code, string one, List<string> users) => users.Count == 0 ? [] :
        [
            new Problem(code, $"the data centre {dataCenter.Name} has the {Users.Text(one, users)}", $"remove the {one}s first"),
        ];
    }
}
