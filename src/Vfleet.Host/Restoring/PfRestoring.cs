using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Host.Recovering;
using Vfleet.Primitives;

namespace Vfleet.Host.Restoring;

/// <summary>What became of restoring one PF.</summary>
/// <param name="Pf">Its address.</param>
/// <param name="Name">What people call it.</param>
public sealed record PfRestoring(PciAddress Pf, string Name)
{
    /// <summary>What had been interrupted, and what became of it.</summary>
    public ImmutableArray<Recovery> Recovered { get; init; } = [];

    /// <summary>What became of making it what it is kept as; null when that was not tried.</summary>
    public ChangeOutcome? Outcome { get; init; }

    /// <summary>Why it was not tried: the card is gone, has moved, is another one.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Things worth knowing: it has another name now.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Everything that is in the way.</summary>
    public IEnumerable<Problem> Problems =>
    [
        .. Recovered.Where(recovery => recovery.Result == RecoveryResult.Left).Select(recovery => recovery.Problem).OfType<Problem>(),
        .. Problem is null ? Array.Empty<Problem>() : [Problem],
        .. Outcome switch
        {
            ChangeOutcome.Refused refused => refused.Problems,
            ChangeOutcome.Failed failed => failed.Left.Insert(0, failed.Problem),
            _ => [],
        },
    ];

    /// <summary>Whether anything was done.</summary>
    public bool IsChanged => Outcome is ChangeOutcome.Done || Recovered.Any(recovery => recovery.Result is RecoveryResult.Finished or RecoveryResult.Undone);
}
