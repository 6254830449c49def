using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Host.Forwarding;

/// <summary>What became of making a PF's forwarding entries what they should be.</summary>
public abstract record ForwardingOutcome
{
    private ForwardingOutcome()
    {
    }

    /// <summary>Nothing was touched, for all of these reasons.</summary>
    /// <param name="Problems">At least one.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : ForwardingOutcome;

    /// <summary>Every entry that fits was there already, and none too many.</summary>
    /// <param name="Because">In what state it is.</param>
    /// <param name="Unfit">Addresses that do not fit on the card.</param>
    public sealed record Nothing(string Because, ImmutableArray<Problem> Unfit) : ForwardingOutcome;

    /// <summary>The entries were written and read back.</summary>
    /// <param name="Changes">What was changed.</param>
    /// <param name="Unfit">Addresses that do not fit on the card.</param>
    public sealed record Done(ForwardingChanges Changes, ImmutableArray<Problem> Unfit) : ForwardingOutcome;

    /// <summary>Some entries could not be written. The others stand: each is of use alone, and another try goes on from there.</summary>
    /// <param name="Changes">What was changed.</param>
    /// <param name="Problems">Why not all; at least one.</param>
    public sealed record Failed(ForwardingChanges Changes, ImmutableArray<Problem> Problems) : ForwardingOutcome;
}

/// <summary>Entries that were really changed.</summary>
/// <param name="Added">Those that are there now.</param>
/// <param name="Removed">Those that are gone now.</param>
public sealed record ForwardingChanges(ImmutableArray<MacAddress> Added, ImmutableArray<MacAddress> Removed)
{
    /// <summary>No change.</summary>
    public static ForwardingChanges None { get; } = new([], []);
}
