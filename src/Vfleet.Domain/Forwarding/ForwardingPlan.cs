using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Forwarding;

/// <summary>What makes a PF's entries what they shall be. Removing comes first, for it makes room.</summary>
public sealed record ForwardingPlan
{
    /// <summary>Entries to add, in the order in which they get room.</summary>
    public ImmutableArray<ForwardedAddress> Add { get; init; } = [];

    /// <summary>Entries to remove, all of them our own, in order of address.</summary>
    public ImmutableArray<MacAddress> Remove { get; init; } = [];

    /// <summary>Notes of ours about entries that the kernel no longer has and nobody wants.</summary>
    public ImmutableArray<MacAddress> Forget { get; init; } = [];

    /// <summary>Addresses that do not fit on the card.</summary>
    public ImmutableArray<LeftOutAddress> Unfit { get; init; } = [];

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Add.IsEmpty && Remove.IsEmpty && Forget.IsEmpty;
}
