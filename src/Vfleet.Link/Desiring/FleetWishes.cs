using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Link.Desiring;

/// <summary>What the fleet decides about PFs, brought together with what the host's own document says of them.</summary>
/// <param name="Document">Both together.</param>
/// <param name="Conflicts">Where the fleet wants something else than the host's own document; that wins.</param>
internal sealed record FleetWishes(DesiredHost Document, ImmutableArray<Problem> Conflicts)
{
    private const string Fleet = "the fleet";

    /// <summary>Brings them together.</summary>
    /// <param name="document">The host's document; an empty one when there is none.</param>
    /// <param name="pfs">What the fleet decides.</param>
    /// <param name="host">The host.</param>
    /// <returns>Both together: the document wins for a PF whose number of VFs it says, and what it never touches nobody does.</returns>
    public static FleetWishes Of(DesiredHost document, IEnumerable<Api.Agents.DesiredPf> pfs, ObservedHost host)
    {
        var entries = document.Pfs.ToBuilder();
        var conflicts = ImmutableArray.CreateBuilder<Problem>();
        foreach (var wish in pfs)
        {
            if (host.Pf(wish.Address) is not { } pf)
            {
                conflicts.Add(new Problem(
                    ProblemCode.PfUnknown, $"this host has no PF at {wish.Address}", "'vfleet pf list' shows its PFs; a card may be gone or have moved", $"{wish.Address}"));
            }
            else if (Conflict(document, pf, wish.Vfs) is { } conflict)
            {
                conflicts.Add(conflict);
            }
            else if (EntryOf(document, pf)?.Vfs is null)
            {
                var place = new Place(Fleet, 0, 0, pf.Address.ToString());
                entries.Add((EntryOf(document, pf) ?? new DesiredPf(new PfPattern.ByAddress(place, pf.Address), place)) with
                {
                    Select = new PfPattern.ByAddress(place, pf.Address),
                    Place = place,
                    Vfs = wish.Vfs,
                    Required = false,
                });
                RemoveExact(entries, pf);
            }
        }

        return new FleetWishes(document with { Pfs = entries.DrainToImmutable() }, conflicts.DrainToImmutable());
    }

    /// <summary>Why the host's own document keeps the fleet from a number of VFs.</summary>
    /// <param name="document">The document.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="vfs">How many VFs the fleet wants.</param>
    /// <returns>Why; null when it does not.</returns>
    public static Problem? Conflict(DesiredHost document, ObservedPf pf, int vfs)
    {
        if (document.NeverTouch.FirstOrDefault(pattern => pattern.Matches(pf, document.Networks)) is { } never)
        {
            return Refuse(pf, $"the fleet wants {vfs} VFs of {pf.Name}, which neverTouch of the host's document names ({never.Place})", "take the PF out of neverTouch on the host, or out of the fleet's configuration");
        }

        return EntryOf(document, pf) switch
        {
            { Ownership: VfOwnership.External } own => Refuse(
                pf, $"the fleet wants {vfs} VFs of {pf.Name}, whose VFs others make (ownership: external, {own.Place})", "change the entry on the host, or the fleet's configuration"),
            { Vfs: { } number } own when number != vfs => Refuse(
                pf, $"the fleet wants {vfs} VFs of {pf.Name}, and the host's document {number} ({own.Place}), which wins", "take 'vfs' out of the entry on the host, or give both the same number"),
            _ => null,
        };
    }

    /// <summary>Why the host's own document keeps the fleet from giving VFs of a PF to guests.</summary>
    /// <param name="document">The document.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>Why; null when it does not.</returns>
    public static Problem? Forbidden(DesiredHost document, ObservedPf pf) =>
        document.NeverTouch.FirstOrDefault(pattern => pattern.Matches(pf, document.Networks)) is { } never
            ? Refuse(pf, $"the fleet wants a VF of {pf.Name}, which neverTouch of the host's document names ({never.Place})", "take the PF out of neverTouch on the host, or out of the networks of the fleet")
            : null;

    private static DesiredPf? EntryOf(DesiredHost document, ObservedPf pf)
    {
        var all = document.Pfs.Where(entry => entry.Select.Matches(pf, document.Networks)).ToList();
        return all.Find(entry => entry.Select.IsExact) ?? all.FirstOrDefault();
    }

    // The new entry has what the exact one of the document says; two exact ones would contradict each other.
    private static void RemoveExact(ImmutableArray<DesiredPf>.Builder entries, ObservedPf pf)
    {
        for (var index = entries.Count - 2; index >= 0; index--)
        {
            if (entries[index].Select is PfPattern.ByAddress { Address: var address } && address == pf.Address)
            {
                entries.RemoveAt(index);
            }
        }
    }

    private static Problem Refuse(ObservedPf pf, string what, string remedy) => new(ProblemCode.EntriesConflict, what, remedy, pf.Address.ToString());
}
