using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Forwarding;

/// <summary>Which addresses the user wants forwarded to a PF.</summary>
/// <param name="Policy">Whether any.</param>
public sealed record ForwardingChoice(ForwardingPolicy Policy)
{
    /// <summary>Addresses that the document names besides those of guests.</summary>
    public ImmutableArray<ForwardedAddress> Named { get; init; } = [];

    /// <summary>Why the policy is <see cref="ForwardingPolicy.None"/>; empty when it is not.</summary>
    public string Because { get; init; } = "";

    /// <summary>What a document says of one PF. A PF that no entry means has the default.</summary>
    /// <param name="desired">The document; an empty one when there is none.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>The choice. Of two entries that mean the PF, the one with its exact address counts, else the first.</returns>
    public static ForwardingChoice Of(DesiredHost desired, ObservedPf pf)
    {
        if (desired.NeverTouch.FirstOrDefault(pattern => pattern.Matches(pf, desired.Networks)) is { } untouched)
        {
            return Nothing($"neverTouch names it ({Line(untouched.Place)})");
        }

        var entries = desired.Pfs.Where(entry => entry.Select.Matches(pf, desired.Networks)).ToList();
        var entry = entries.Find(candidate => candidate.Select.IsExact) ?? entries.FirstOrDefault();
        return entry switch
        {
            null => new ForwardingChoice(ForwardingPolicy.Guests),
            { Ownership: VfOwnership.External } => Nothing($"it belongs to others (ownership: external, {Line(entry.Place)})"),
            { Forward: ForwardingPolicy.None } => Nothing($"the document does not want it (forward: none, {Line(entry.Place)})"),
            _ => new ForwardingChoice(entry.Forward)
            {
                Named = [.. entry.ForwardAddresses.Select(mac => new ForwardedAddress(mac, new AddressOwner(AddressOwnerKind.Document, Line(entry.Place))))],
            },
        };
    }

    private static ForwardingChoice Nothing(string because) => new(ForwardingPolicy.None) { Because = because };

    private static string Line(Place place) => $"{place.Source} line {place.Line}";
}
