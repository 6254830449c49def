using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Forwarding;

/// <summary>Plans a PF's forwarding entries. Pure: the same wish and entries give the same plan, and carrying it out leaves nothing to do.</summary>
public static class ForwardingPlanner
{
    /// <summary>Plans them.</summary>
    /// <param name="wish">The addresses that are wanted.</param>
    /// <param name="entries">What the PF has.</param>
    /// <returns>
    /// The plan. It removes only entries that we added ourselves, and none while some guests are not known. It adds no more than the card
    /// holds; the rest is told as unfit.
    /// </returns>
    public static ForwardingPlan Plan(ForwardingWish wish, ForwardingEntries entries)
    {
        var wanted = wish.Addresses.Select(address => address.Mac).ToHashSet();
        ImmutableArray<MacAddress> unwanted = [.. entries.Ours.Where(mac => !wanted.Contains(mac))];
        ImmutableArray<MacAddress> remove = wish.IsComplete ? unwanted : [.. unwanted.Where(mac => wish.LeftOut.Any(left => left.Address.Mac == mac))];
        var inUse = entries.Reserved + entries.Present.Count - remove.Length;
        var missing = wish.Addresses.Where(address => !entries.Present.Contains(address.Mac)).ToImmutableArray();
        var room = entries.Limit is { } limit ? Math.Clamp(limit - inUse, 0, missing.Length) : missing.Length;
        return new ForwardingPlan
        {
            Add = missing[..room],
            Remove = remove,
            Forget = [.. entries.Recorded.Except(entries.Present).Where(mac => !wanted.Contains(mac))],
            Unfit = [.. missing[room..].Select(address => new LeftOutAddress(address, Full(address, entries.Limit!.Value, inUse + room)))],
        };
    }

    private static string Full(ForwardedAddress address, int limit, int inUse) =>
        $"the NIC holds {limit} addresses, {inUse} are in use; {address.Mac} {address.Owner} does not fit";
}
