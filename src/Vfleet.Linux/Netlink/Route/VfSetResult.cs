using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>What became of one attribute of one VF.</summary>
/// <param name="Index">VF index, from 0.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Outcome">Whether the kernel did it, and if not, why.</param>
public sealed record VfAttributeOutcome(int Index, VfAttribute Attribute, NetlinkOutcome Outcome);

/// <summary>What became of a set of changes to the VFs of one PF.</summary>
/// <param name="Outcomes">One per VF and attribute, ordered by the changes given and the kernel's order of attributes.</param>
/// <param name="Messages">RTM_SETLINK messages sent.</param>
/// <param name="RoundTrips">Datagrams sent and answered.</param>
public sealed record VfSetResult(ImmutableArray<VfAttributeOutcome> Outcomes, int Messages, int RoundTrips)
{
    /// <summary>Whether every attribute was applied.</summary>
    public bool AllApplied => Outcomes.All(outcome => outcome.Outcome.IsApplied);

    /// <summary>Finds the outcome of one attribute.</summary>
    /// <param name="index">VF index.</param>
    /// <param name="attribute">The attribute.</param>
    /// <returns>The outcome, or null when that attribute was not to be changed.</returns>
    public NetlinkOutcome? Of(int index, VfAttribute attribute) =>
        Outcomes.FirstOrDefault(outcome => outcome.Index == index && outcome.Attribute == attribute)?.Outcome;
}
