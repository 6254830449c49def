using System.Collections.Immutable;
using Vfleet.Fault.Tests.Happened;

namespace Vfleet.Fault.Tests.Checking;

/// <summary>What must be true of networks, profiles, removed VMs and allowed networks.</summary>
internal static class ChangeRules
{
    public const string Added = "what was added is there once";
    public const string Removed = "what was removed is gone";
    public const string Changed = "what was changed stays changed";

    public static IEnumerable<Violation> Check(ImmutableArray<Ask> asks, StoredFleet store) => [.. CheckAdded(asks, store), .. CheckRemoved(asks, store), .. CheckAllowed(asks, store)];

    private static IEnumerable<Violation> CheckAdded(ImmutableArray<Ask> asks, StoredFleet store)
    {
        var there = store.Named.GroupBy(one => one.Value, one => one.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var removed = asks.Where(ask => ask.Kind is AskKind.RemoveNetwork or AskKind.RemoveProfile && ask.Outcome != AskOutcome.Refused).SelectMany(ask => ask.Subjects).ToHashSet(StringComparer.Ordinal);
        foreach (var ask in asks.Where(ask => ask.Kind is AskKind.AddNetwork or AskKind.AddProfile))
        {
            var found = there.GetValueOrDefault(ask.Subjects[0]) ?? [];
            if (ask.Outcome == AskOutcome.Acknowledged && found.Count != 1 && !(found.Count == 0 && removed.Contains(ask.Wanted)))
            {
                yield return new Violation(Added, ask.Subjects[0], $"{found.Count} are there: {ask}");
            }
            else if (ask.Outcome == AskOutcome.Refused && found.Count > 0)
            {
                yield return new Violation(PlaceRules.Nothing, ask.Subjects[0], ask.ToString());
            }
        }
    }

    private static IEnumerable<Violation> CheckRemoved(ImmutableArray<Ask> asks, StoredFleet store) => asks
        .Where(ask => ask is { Outcome: AskOutcome.Acknowledged, Kind: AskKind.RemoveNetwork or AskKind.RemoveProfile or AskKind.RemoveVm })
        .Where(ask => store.Named.ContainsKey(ask.Subjects[0]) || store.Vms.ContainsKey(Guid.Parse(ask.Subjects[0])))
        .Select(ask => new Violation(Removed, ask.Subjects[0], ask.ToString()));

    // An attempt that went unanswered may be carried out late, over what was acknowledged after it.
    private static IEnumerable<Violation> CheckAllowed(ImmutableArray<Ask> asks, StoredFleet store) => asks
        .Where(ask => ask.Kind == AskKind.Configure)
        .GroupBy(ask => ask.Subjects[0], StringComparer.Ordinal)
        .Where(ofPf => ofPf.Any(ask => ask.Outcome == AskOutcome.Acknowledged))
        .Select(ofPf => (Pf: ofPf.Key, Last: ofPf.Where(ask => ask.Outcome == AskOutcome.Acknowledged).MaxBy(ask => ask.End)!, Late: ofPf.Where(ask => ask.Unanswered > 0)))
        .Where(one => store.Allowed.GetValueOrDefault(one.Pf, "all") is var now && now != one.Last.Wanted && one.Late.All(late => late.Wanted != now))
        .Select(one => new Violation(Changed, one.Pf, $"it is '{store.Allowed.GetValueOrDefault(one.Pf, "all")}': {one.Last}"));
}
