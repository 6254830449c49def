using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Forwarding;

/// <summary>The entries that a PF has, and what is known of them.</summary>
public sealed record ForwardingEntries
{
    /// <summary>The unicast entries in the PF's own table (NTF_SELF), whoever made them.</summary>
    public ImmutableSortedSet<MacAddress> Present { get; init; } = [];

    /// <summary>Those that we wrote down as added by us. The kernel may have lost some, for example when the driver was loaded anew.</summary>
    public ImmutableSortedSet<MacAddress> Recorded { get; init; } = [];

    /// <summary>How many unicast addresses the NIC holds for the PF and its VFs together; null when only trying tells.</summary>
    public int? Limit { get; init; }

    /// <summary>
    /// How many of those the PF and its VFs need for themselves: one each. Drivers of cards with one table keep these back also for VFs
    /// without an address (igb_available_rars in drivers/net/ethernet/intel/igb/igb_main.c).
    /// </summary>
    public int Reserved { get; init; }

    /// <summary>Entries that somebody else made; they are never removed.</summary>
    public ImmutableSortedSet<MacAddress> Foreign => Present.Except(Recorded);

    /// <summary>Our entries that the kernel has.</summary>
    public ImmutableSortedSet<MacAddress> Ours => Present.Intersect(Recorded);

    /// <summary>The entries of a PF with the limit of its card.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="present">What its table has.</param>
    /// <param name="recorded">What we wrote down.</param>
    /// <returns>The entries.</returns>
    public static ForwardingEntries Of(ObservedPf pf, IEnumerable<MacAddress> present, IEnumerable<MacAddress> recorded) => new()
    {
        Present = [.. present],
        Recorded = [.. recorded],
        Limit = pf.Facts.MacFilters,
        Reserved = 1 + pf.NumVfs,
    };
}
