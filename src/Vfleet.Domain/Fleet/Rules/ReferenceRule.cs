using System.Diagnostics.CodeAnalysis;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>Whether there is what an object names.</summary>
internal static class ReferenceRule
{
    public static IEnumerable<Problem> DataCenter(Guid id, IFleetView view, string path = "dataCenter")
    {
        if (!view.TryGet(id, out DataCenter? _))
        {
            yield return Missing(FleetCode.DataCenterUnknown, "data centre", id, path);
        }
    }

    public static IEnumerable<Problem> Cluster(Guid id, IFleetView view, string path = "cluster")
    {
        if (!view.TryGet(id, out Cluster? _))
        {
            yield return Missing(FleetCode.ClusterUnknown, "cluster", id, path);
        }
    }

    /// <summary>A network that a data centre has.</summary>
    public static IEnumerable<Problem> Network(Guid id, Guid? dataCenter, IFleetView view, string path)
    {
        if (!view.TryGet(id, out Network? network))
        {
            yield return Missing(FleetCode.NetworkUnknown, "network", id, path);
        }
        else if (dataCenter is { } own && network.DataCenterId != own)
        {
            yield return new Problem(
                FleetCode.NetworkOfOtherDataCenter,
                $"the network {network.Name} belongs to another data centre",
                "name a network of the same data centre",
                path);
        }
    }

    /// <summary>The data centre of a cluster.</summary>
    public static Guid? DataCenterOf(Guid cluster, IFleetView view) => view.TryGet(cluster, out Cluster? found) ? found.DataCenterId : null;

    /// <summary>A vNIC profile and its network.</summary>
    public static bool TryProfile(
        Guid? id, IFleetView view, [NotNullWhen(true)] out VnicProfile? profile, [NotNullWhen(true)] out Network? network)
    {
        (profile, network) = (null, null);
        return id is { } some && view.TryGet(some, out profile) && view.TryGet(profile.NetworkId, out network);
    }

    public static Problem Missing(ProblemCode code, string what, Guid id, string path) =>
        new(code, $"there is no {what} {id:D}", $"name a {what} that there is", path);
}
