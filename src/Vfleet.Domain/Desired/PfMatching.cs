using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Desired;

/// <summary>Which entry of the document means which PF of a host.</summary>
/// <param name="Matches">PFs with their entry, in the order of the host.</param>
/// <param name="LeftAlone">PFs without an entry.</param>
/// <param name="Problems">What makes it ambiguous or forbidden; nothing may be changed then.</param>
/// <param name="Warnings">Entries that mean nothing here.</param>
public sealed record PfMatching(
    ImmutableArray<(ObservedPf Pf, DesiredPf Entry)> Matches,
    ImmutableArray<LeftAlone> LeftAlone,
    ImmutableArray<Problem> Problems,
    ImmutableArray<Problem> Warnings)
{
    /// <summary>Matches them. An entry by exact address wins over entries by pattern; among those, two that mean one PF are a problem.</summary>
    /// <param name="desired">The document.</param>
    /// <param name="host">The host.</param>
    /// <returns>The matching.</returns>
    public static PfMatching Of(DesiredHost desired, ObservedHost host)
    {
        var matches = ImmutableArray.CreateBuilder<(ObservedPf, DesiredPf)>();
        var left = ImmutableArray.CreateBuilder<LeftAlone>();
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var meant = new HashSet<DesiredPf>(ReferenceEqualityComparer.Instance);
        foreach (var pf in host.Pfs)
        {
            var all = desired.Pfs.Where(entry => entry.Select.Matches(pf, desired.Networks)).ToList();
            meant.UnionWith(all);
            var exact = all.Where(entry => entry.Select.IsExact).ToList();
            var entries = exact.Count > 0 ? exact : all;
            var untouched = desired.NeverTouch.FirstOrDefault(pattern => pattern.Matches(pf, desired.Networks));
            if (entries.Count == 0)
            {
                left.Add(new LeftAlone(pf.Address, pf.Name, untouched is null ? "no entry means it" : $"neverTouch names it ({untouched})"));
                continue;
            }

            if (untouched is not null)
            {
                problems.Add(At(
                    entries[0].Select.Place,
                    ProblemCode.EntriesConflict,
                    $"this means {pf.Name} ({pf.Address}), which neverTouch names in line {untouched.Place.Line} ({untouched})",
                    "narrow the entry, or take the PF out of neverTouch"));
            }

            problems.AddRange(entries.Skip(1).Select(entry => At(
                entry.Select.Place,
                ProblemCode.EntriesConflict,
                $"this means {pf.Name} ({pf.Address}), and so does the entry in line {entries[0].Place.Line}",
                exact.Count > 0 ? "keep one of the two" : $"narrow one of them, or give {pf.Name} an entry of its own with address: {pf.Address}")));
            matches.Add((pf, entries[0]));
        }

        var warnings = ImmutableArray.CreateBuilder<Problem>();
        foreach (var entry in desired.Pfs.Where(entry => !meant.Contains(entry)))
        {
            (entry.Required ? problems : warnings).Add(NoPf(entry, host));
        }

        var found = matches.DrainToImmutable();
        problems.AddRange(MacsOfSeveral(found));
        return new PfMatching(found, left.DrainToImmutable(), problems.DrainToImmutable(), warnings.DrainToImmutable());
    }

    private static Problem NoPf(DesiredPf entry, ObservedHost host) => At(
        entry.Select.Place,
        ProblemCode.PfUnknown,
        $"this host has no PF with {entry.Select}",
        host.Pfs.IsEmpty
            ? "check SR-IOV in the firmware set-up and that the card's driver is loaded"
            : $"'vfleet pf list' shows the PFs: {string.Join(", ", host.Pfs.Select(pf => pf.Name))}");

    // One entry that means two PFs gives a VF of each the same MAC.
    private static IEnumerable<Problem> MacsOfSeveral(ImmutableArray<(ObservedPf Pf, DesiredPf Entry)> matches) => matches
        .GroupBy(match => match.Entry, match => match.Pf.Name, ReferenceEqualityComparer.Instance)
        .Where(group => group.Count() > 1)
        .SelectMany(group => ((DesiredPf)group.Key!).Settings
            .Where(vfs => vfs.Settings.Mac is { IsZero: false } || vfs.Settings.NodeGuid > 0 || vfs.Settings.PortGuid > 0)
            .Select(vfs => At(
                vfs.Place,
                ProblemCode.MacDuplicate,
                $"the entry means {string.Join(" and ", group)}, whose VFs would get the same address",
                "give each PF an entry of its own")));

    private static Problem At(Place place, ProblemCode code, string what, string remedy) => new(code, $"{place}: {what}", remedy, place.Path);
}

/// <summary>A PF that is left as it is.</summary>
/// <param name="Pf">Its address.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Why">Why.</param>
public sealed record LeftAlone(Vfleet.Primitives.PciAddress Pf, string Name, string Why);
