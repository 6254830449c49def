using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Host.State;

/// <summary>What we wrote down about one PF and its VFs.</summary>
/// <param name="Pf">Address of the PF.</param>
public sealed record PfState(PciAddress Pf)
{
    /// <summary>Records of VFs that we changed and have not put back, by index.</summary>
    public ImmutableSortedDictionary<int, VfRecord> Vfs { get; init; } = ImmutableSortedDictionary<int, VfRecord>.Empty;

    /// <summary>What the PF is kept as over reboots.</summary>
    public KeptPf Kept { get; init; } = KeptPf.Nothing;

    /// <summary>The card that it is kept of; null while nothing is kept.</summary>
    public CardIdentity? Card { get; init; }

    /// <summary>The change of the whole PF that is going on, or was interrupted; null for none.</summary>
    public UnfinishedChange? Unfinished { get; init; }

    /// <summary>Changes of VFs that are going on, or were interrupted, by index. Giving a VF to a guest and taking it back are in <see cref="Vfs"/>.</summary>
    public ImmutableSortedDictionary<int, UnfinishedChange> UnfinishedVfs { get; init; } = ImmutableSortedDictionary<int, UnfinishedChange>.Empty;

    /// <summary>Forwarding entries of the PF that we added, or were about to add. The kernel may lack some; none of ours is missing here.</summary>
    public ImmutableSortedSet<MacAddress> Forwarded { get; init; } = [];

    /// <summary>Whether there is nothing to remember.</summary>
    public bool IsEmpty => Vfs.IsEmpty && Forwarded.IsEmpty && Kept.IsEmpty && Unfinished is null && UnfinishedVfs.IsEmpty;

    /// <summary>The state with another record of one VF.</summary>
    /// <param name="index">The VF.</param>
    /// <param name="change">From the record that stands (null for none) to the new one (null to forget it).</param>
    /// <returns>The new state.</returns>
    public PfState WithRecord(int index, Func<VfRecord?, VfRecord?> change) =>
        this with { Vfs = change(Vfs.GetValueOrDefault(index)) is { } record ? Vfs.SetItem(index, record) : Vfs.Remove(index) };

    /// <summary>The state once something else is kept, of the card that is there now.</summary>
    /// <param name="kept">What is kept.</param>
    /// <param name="pf">The PF as the host shows it; null when it is not there.</param>
    /// <returns>The new state; this one when nothing changes.</returns>
    public PfState Keeping(KeptPf kept, ObservedPf? pf)
    {
        var card = kept.IsEmpty ? null : pf is null ? Card : CardIdentity.Of(pf, Card);
        return kept == Kept && card == Card ? this : this with { Kept = kept, Card = card };
    }

    /// <summary>The state with another unfinished change.</summary>
    /// <param name="vf">The VF that it is of; null for the whole PF.</param>
    /// <param name="unfinished">The change; null for none.</param>
    /// <returns>The new state.</returns>
    public PfState WithUnfinished(VfId? vf, UnfinishedChange? unfinished) => vf switch
    {
        null => this with { Unfinished = unfinished },
        { Index: var index } when unfinished is null => this with { UnfinishedVfs = UnfinishedVfs.Remove(index) },
        { Index: var index } => this with { UnfinishedVfs = UnfinishedVfs.SetItem(index, unfinished!) },
    };
}

/// <summary>A change that has begun: written down before its first step, gone after its last. What is needed to finish or to undo it after a kill.</summary>
/// <param name="What">The plan's title, for people.</param>
/// <param name="Since">When it began.</param>
/// <param name="Boot">The boot in which it began; null when not known.</param>
public sealed record UnfinishedChange(string What, DateTimeOffset Since, string? Boot)
{
    /// <summary>What is kept of the PF once it is finished; null for a change of a VF that keeps nothing.</summary>
    public KeptPf? Wanted { get; init; }

    /// <summary>What the PF was before; null for a change of a VF.</summary>
    public KeptPf? Before { get; init; }

    /// <summary>Whether it outlives a reboot: a change until the next boot is not finished after it.</summary>
    public bool Keeps { get; init; } = true;

    /// <summary>Settings that are written to the VF; null for none.</summary>
    public VfSettings? Settings { get; init; }

    /// <summary>The driver that the VF shall have in the end, <c>none</c> for none; null to leave it.</summary>
    public string? Driver { get; init; }

    /// <summary>Whether the VF is put back to what it was, or to neutral settings.</summary>
    public bool Resets { get; init; }
}
