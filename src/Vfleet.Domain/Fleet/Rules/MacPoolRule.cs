using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a MAC pool must be. Every member gives every problem at once; none when the change may be made.</summary>
public static class MacPoolRule
{
    /// <summary>Addresses of the largest pool: what one vendor prefix of three octets has.</summary>
    public const int Most = 1 << 24;

    /// <summary>Checks a new one.</summary>
    /// <param name="pool">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Add(MacPool pool, IFleetView view) =>
    [
        .. NameRule.Check(pool.Name),
        .. NameRule.CheckFree(FleetNames.Of(pool), pool.Id, view),
        .. pool.DataCenterId is { } dataCenter ? ReferenceRule.DataCenter(dataCenter, view) : [],
        .. CheckRange(pool),
        .. CheckOverlap(pool, view),
    ];

    /// <summary>Checks a change. vNICs keep the addresses that they have.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it shall be.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(MacPool before, MacPool after, IFleetView view) =>
        before == after ? [] : Add(after, view);

    /// <summary>The problem that a pool has no address left.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="path">What the address was for, as <c>nics[0].mac</c>.</param>
    /// <returns>It.</returns>
    public static Problem Empty(MacPool pool, string path) => new(
        FleetCode.MacPoolEmpty,
        $"every address of the MAC pool {pool.Name} ({pool.From} to {pool.To}) is taken",
        "make the pool larger, or give a MAC address",
        path);

    private static IEnumerable<Problem> CheckRange(MacPool pool)
    {
        if (pool.To < pool.From)
        {
            yield return new Problem(
                FleetCode.MacPoolRange,
                $"the last address {pool.To} stands before the first, {pool.From}",
                "exchange them",
                "to");
            yield break;
        }

        if (pool.To.Value - pool.From.Value >= Most)
        {
            yield return new Problem(
                FleetCode.MacPoolRange, $"{pool.From} to {pool.To} are too many addresses", $"give a range of at most {Most}", "to");
        }

        if (!pool.From.IsUnicast || !pool.To.IsUnicast || pool.From.Value >> 40 != pool.To.Value >> 40)
        {
            yield return new Problem(
                FleetCode.MacPoolMulticast,
                $"{pool.From} to {pool.To} has addresses that no station may have",
                "give unicast addresses with the same first octet, an even one, for example 52:54:00:00:00:00 to 52:54:00:ff:ff:ff",
                "from");
        }
    }

    private static IEnumerable<Problem> CheckOverlap(MacPool pool, IFleetView view) => view.MacPools
        .Where(other => other.Id != pool.Id && other.From <= pool.To && pool.From <= other.To)
        .Select(other => new Problem(
            FleetCode.MacPoolOverlaps,
            $"the MAC pool {other.Name} has addresses of it already ({other.From} to {other.To})",
            "give a range that no other pool has",
            "from"));
}
