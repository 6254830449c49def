using System.Collections.Immutable;
using Vfleet.Domain.Forwarding;
using Vfleet.Domain.Observed;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.Host.Forwarding;

/// <summary>The forwarding entries of PFs as the kernel and our own files have them. As everywhere, a PF's first netdev stands for it.</summary>
/// <param name="parts">The host.</param>
internal sealed class EntryTable(HostParts parts)
{
    /// <summary>Interface index of the netdev that keeps a PF's entries; null when it has none in this network namespace.</summary>
    public static int? LinkOf(ObservedPf pf) => pf.Netdevs is [{ Index: > 0 and var index }, ..] ? index : null;

    /// <summary>Reads the unicast entries of a PF's own table. Those of its bridge are of no interest here.</summary>
    /// <exception cref="Linux.Netlink.Core.NetlinkException">The netdev is gone, or the kernel refused.</exception>
    public ImmutableSortedSet<MacAddress> Present(ObservedPf pf) => LinkOf(pf) is not { } link
        ? []
        :
        [
            .. parts.Route.GetForwarding(link)
                .Where(entry => entry.Flags.HasFlag(ForwardingFlags.Self) && entry.VlanId is null && entry.Mac.IsUnicast)
                .Select(entry => entry.Mac),
        ];

    /// <summary>Reads the entries of a PF and plans what they should be.</summary>
    /// <exception cref="IOException">The kernel or our own file cannot be read.</exception>
    public PfForwarding Read(ObservedPf pf, ForwardingWish wish)
    {
        // Entries go with the netdev: there is nothing to add to, and nothing left to remove.
        var possible = LinkOf(pf) is null ? ForwardingWish.Nothing("it has no netdev in this network namespace") : wish;
        var entries = ForwardingEntries.Of(pf, Present(pf), parts.State.Read(pf.Address).Forwarded);
        return new PfForwarding(pf, possible, entries, ForwardingPlanner.Plan(possible, entries));
    }
}
