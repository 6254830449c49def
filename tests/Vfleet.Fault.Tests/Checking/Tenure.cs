using System.Collections.Immutable;
using Vfleet.Fault.Tests.Happened;

namespace Vfleet.Fault.Tests.Checking;

/// <summary>The time in which a VM surely has a place: from its acknowledgement until somebody begins to give it up, or its lease ends.</summary>
/// <param name="Ask">The placement.</param>
/// <param name="Place">The place.</param>
/// <param name="End">Until when; null when it still has it.</param>
/// <param name="IsConfirmed">Whether the lease, if it had one, was taken away for sure.</param>
/// <param name="IsGivenUp">Whether it was given up for sure: acknowledged, or its lease ended.</param>
public sealed record Tenure(Ask Ask, Place Place, DateTimeOffset? End, bool IsConfirmed, bool IsGivenUp)
{
    /// <summary>Since when.</summary>
    public DateTimeOffset Begin => Ask.End;

    /// <summary>All of them, in the order in which they were asked for.</summary>
    public static ImmutableArray<Tenure> All(IEnumerable<Ask> asks, DateTimeOffset now)
    {
        var byVm = asks.SelectMany(ask => ask.Subjects.Select(subject => (subject, ask))).ToLookup(pair => pair.subject, pair => pair.ask, StringComparer.Ordinal);
        return
        [
            .. byVm.SelectMany(vm => vm.Where(ask => ask is { Kind: AskKind.Place, Outcome: AskOutcome.Acknowledged })
                    .SelectMany(ask => ask.Places.Where(place => place.Vm.ToString() == vm.Key && place.Vfs.Length > 0).Select(place => Of(ask, place, vm, now))))
                .OrderBy(tenure => tenure.Ask.Begin),
        ];
    }

    private static Tenure Of(Ask ask, Place place, IEnumerable<Ask> ofVm, DateTimeOffset now)
    {
        var next = ofVm.Where(other => other.Kind == AskKind.Place && other.Begin > ask.Begin && other.Outcome == AskOutcome.Acknowledged)
            .Select(other => (DateTimeOffset?)other.Begin).Min() ?? DateTimeOffset.MaxValue;
        var after = ofVm.Where(other => other.Begin > ask.Begin && other.Begin < next).ToList();
        var isConfirmed = after.Exists(other => other is { Kind: AskKind.Confirm, Outcome: AskOutcome.Acknowledged });
        var leaseEnds = place.Lease is { } lease && !isConfirmed && lease <= now ? lease : (DateTimeOffset?)null;
        var released = after.Where(other => other.Kind is AskKind.Release or AskKind.RemoveVm).ToList();
        var begun = released.Count == 0 ? null : released.Min(other => (DateTimeOffset?)other.Begin);
        return new Tenure(
            ask,
            place,
            begun is null || leaseEnds < begun ? leaseEnds : begun,
            isConfirmed,
            leaseEnds is not null || released.Exists(other => other.Outcome == AskOutcome.Acknowledged));
    }
}
