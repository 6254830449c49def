using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Forwarding;

/// <summary>A Linux bridge that a PF leads to.</summary>
/// <param name="Name">Its netdev.</param>
/// <param name="Mac">Its own MAC address; null when not known.</param>
public sealed record BridgeAbove(string Name, MacAddress? Mac)
{
    /// <summary>
    /// The bridges above a PF's first netdev: its master, or the master of a bond, team or VLAN device that stands on it, however many of
    /// those lie between.
    /// </summary>
    /// <param name="host">The host, read with the use of its netdevs.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>The bridges in order of name; empty when it leads to none.</returns>
    public static ImmutableArray<BridgeAbove> Of(ObservedHost host, ObservedPf pf)
    {
        if (pf.Netdevs.IsEmpty)
        {
            return [];
        }

        var others = Names(host);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new SortedDictionary<string, BridgeAbove>(StringComparer.Ordinal);
        var waiting = new Queue<ObservedNetdev>([pf.Netdevs[0]]);
        while (waiting.TryDequeue(out var netdev))
        {
            foreach (var use in seen.Add(netdev.Name) ? netdev.Uses : [])
            {
                var above = others.GetValueOrDefault(use.With);
                switch (use.Kind)
                {
                    case NetdevUseKind.BridgePort:
                        found[use.With] = new BridgeAbove(use.With, above?.Mac);
                        break;
                    case NetdevUseKind.BondSlave or NetdevUseKind.OtherMaster or NetdevUseKind.Vlan when above is not null:
                        waiting.Enqueue(above);
                        break;
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>The netdevs of a host that belong to no function, by name.</summary>
    internal static Dictionary<string, ObservedNetdev> Names(ObservedHost host) =>
        host.OtherNetdevs.DistinctBy(netdev => netdev.Name, StringComparer.Ordinal).ToDictionary(netdev => netdev.Name, StringComparer.Ordinal);
}
