using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;

namespace Vfleet.Engine.State;

/// <summary>Finds documents by their names without looking through all.</summary>
public static class NamedIds
{
    /// <summary>The ids of those that have a name: names are unique in their place only, so there can be several.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="state">The fleet.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="text">The name; of a vNIC profile also <c>NETWORK/PROFILE</c>.</param>
    /// <returns>Their ids.</returns>
    public static IEnumerable<string> IdsNamed<T>(this FleetState state, FleetKind<T> kind, string text)
        where T : class
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        IEnumerable<string> names = kind.Word switch
        {
            "cluster" or "network" or "vm" => state.DataCenters.Values.Select(dataCenter => $"{kind.Word}:{dataCenter.Id:D}:{text}"),
            "profile" when slash > 0 => Networks(state, text[..slash]).Select(network => $"profile:{network.Id:D}:{text[(slash + 1)..]}"),
            "profile" => state.Networks.Values.Select(network => $"profile:{network.Id:D}:{text}"),
            "host" => [$"host:{text.ToLowerInvariant()}"],
            _ => [$"{kind.Word}:{text}"],
        };
        return names.Select(state.OwnerOf).OfType<string>().Distinct(StringComparer.Ordinal);
    }

    private static ImmutableArray<Network> Networks(FleetState state, string text) =>
        [.. state.IdsNamed(FleetKinds.Networks, text).Append(text).Select(state.Networks.Find).OfType<Network>()];
}
