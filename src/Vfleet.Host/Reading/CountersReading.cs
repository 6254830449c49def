using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Host.Reading;

/// <summary>Reads what went through the VFs of a PF.</summary>
internal static class CountersReading
{
    /// <summary>Reads it with one query of the PF's link.</summary>
    /// <param name="route">The kernel.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>The counters of each VF that the kernel tells them of; none when the PF has no netdev (any more).</returns>
    public static ImmutableArray<ObservedCounters> Read(RouteClient route, ObservedPf pf)
    {
        if (pf.NumVfs == 0 || pf.Netdevs is not [{ Index: > 0 and var link }, ..])
        {
            return [];
        }

        try
        {
            return [.. route.GetVfs(link, pf.NumVfs, withCounters: true).Items.Select(vf => Of(pf, vf)).OfType<ObservedCounters>()];
        }
        catch (NetlinkException)
        {
            // The netdev went meanwhile: there is nothing to count.
            return [];
        }
    }

    private static ObservedCounters? Of(ObservedPf pf, VfAttributes vf) => vf.Counters is not { } counted ? null : new ObservedCounters(new VfId(pf.Address, vf.Index))
    {
        RxPackets = counted.RxPackets,
        TxPackets = counted.TxPackets,
        RxBytes = counted.RxBytes,
        TxBytes = counted.TxBytes,
        Broadcast = counted.Broadcast,
        Multicast = counted.Multicast,
        RxDropped = counted.RxDropped,
        TxDropped = counted.TxDropped,
    };
}
