using System.Collections.Immutable;
using Vfleet.Domain.Forwarding;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Forwarding;

/// <summary>The forwarding entries of a host's PFs, as read at one moment.</summary>
/// <param name="Host">The host.</param>
/// <param name="Pfs">Its PFs in order of address, without those that could not be read.</param>
/// <param name="Problems">What could not be read; the rest is still true.</param>
public sealed record ForwardingReading(ObservedHost Host, ImmutableArray<PfForwarding> Pfs, ImmutableArray<Problem> Problems);

/// <summary>The forwarding entries of one PF.</summary>
/// <param name="Pf">The PF.</param>
/// <param name="Wish">The addresses that are wanted.</param>
/// <param name="Entries">What it has.</param>
/// <param name="Plan">What makes one the other.</param>
public sealed record PfForwarding(ObservedPf Pf, ForwardingWish Wish, ForwardingEntries Entries, ForwardingPlan Plan)
{
    /// <summary>Addresses that do not fit on the card, as problems.</summary>
    public ImmutableArray<Problem> Unfit => [.. Plan.Unfit.Select(unfit => ForwardingProblems.Full(Pf, unfit.Why))];
}
