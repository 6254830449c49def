using System.Collections.Immutable;
using Vfleet.Fault.Tests.Happened;

namespace Vfleet.Fault.Tests.Checking;

/// <summary>What must be true of places.</summary>
internal static class PlaceRules
{
    public const string Lost = "what was acknowledged is there";
    public const string GivenUp = "what was given up is gone";
    public const string Twice = "no VF has two owners";
    public const string Repeated = "a generation never comes twice";
    public const string Soiled = "no VF is given away before it is clean";
    public const string Nothing = "a refusal leaves nothing";
    public const string Event = "a placement has its event exactly once";
    public const string Open = "every request is answered in the end";

    public static IEnumerable<Violation> Check(ImmutableArray<Ask> asks, ImmutableArray<Soiling> soilings, StoredFleet store, DateTimeOffset now)
    {
        var tenures = Tenure.All(asks, now);
        return
        [
            .. asks.Where(ask => ask.Outcome == AskOutcome.Unknown).Select(ask => new Violation(Open, ask.Subjects[0], ask.ToString())),
            .. CheckLast(tenures, store),
            .. CheckOwners(tenures),
            .. CheckGenerations(tenures),
            .. CheckSoiled(tenures, soilings),
            .. CheckRefused(asks, store),
            .. CheckEvents(asks, store),
        ];
    }

    private static IEnumerable<Violation> CheckLast(ImmutableArray<Tenure> tenures, StoredFleet store)
    {
        var claims = store.Claims.ToLookup(claim => claim.Vm);
        foreach (var tenure in tenures.GroupBy(tenure => tenure.Place.Vm).Select(ofVm => ofVm.Last()))
        {
            var (place, id) = (tenure.Place, tenure.Place.Vm.ToString());
            var vm = store.Vms.GetValueOrDefault(place.Vm);
            var held = claims[place.Vm].Where(claim => claim.IsHeld).ToList();
            if (tenure.IsGivenUp)
            {
                if (vm is { IsPlaced: true } || held.Count > 0)
                {
                    yield return new Violation(GivenUp, id, $"its last place ended {tenure.End:HH:mm:ss.fff}, but it is {vm?.Status} with {held.Count} VFs");
                }
            }
            else if (tenure.End is null)
            {
                var wrong = vm is null ? "it is not there"
                    : !vm.IsPlaced || vm.Host != place.Host ? $"it is {vm.Status} on {vm.Host}"
                    : held.Count != place.Vfs.Length ? $"it has {held.Count} VFs"
                    : place.Vfs.FirstOrDefault(vf => !held.Exists(claim => claim.Vf == vf.Vf && claim.Generation == vf.Generation && claim.Nic == vf.Nic)) is { } gone ? $"{gone} is not its"
                    : tenure.IsConfirmed && held.Exists(claim => claim.Lease is not null) ? "it is confirmed, but its lease runs"
                    : null;
                if (wrong is not null)
                {
                    yield return new Violation(Lost, id, $"{wrong}; acknowledged: {place}");
                }
            }
        }
    }

    private static IEnumerable<Violation> CheckOwners(ImmutableArray<Tenure> tenures) =>
        ByVf(tenures).SelectMany(ofVf => ofVf.OrderBy(one => one.Tenure.Begin).ToList() is var ordered
            ? ordered.Zip(ordered.Skip(1)).Where(pair => pair.First.Tenure.End is not { } end || end > pair.Second.Tenure.Begin)
                .Select(pair => new Violation(Twice, ofVf.Key, $"{pair.First.Tenure.Ask} until {pair.First.Tenure.End:HH:mm:ss.fff}, and {pair.Second.Tenure.Ask}"))
            : []);

    private static IEnumerable<Violation> CheckGenerations(ImmutableArray<Tenure> tenures) => ByVf(tenures).SelectMany(ofVf =>
        ofVf.OrderBy(one => one.Held.Generation).ToList() is var ordered
            ? ordered.Zip(ordered.Skip(1))
                .Where(pair => pair.First.Held.Generation == pair.Second.Held.Generation || pair.Second.Tenure.Ask.End < pair.First.Tenure.Ask.Begin)
                .Select(pair => new Violation(Repeated, ofVf.Key, $"{pair.First.Tenure.Ask}, and {pair.Second.Tenure.Ask}"))
            : []);

    private static IEnumerable<Violation> CheckSoiled(ImmutableArray<Tenure> tenures, ImmutableArray<Soiling> soilings)
    {
        var byVf = soilings.ToLookup(soiling => soiling.Vf, StringComparer.Ordinal);
        return ByVf(tenures).SelectMany(ofVf => ofVf.SelectMany(one => byVf[ofVf.Key]
            .Where(soiling => soiling.Generation < one.Held.Generation && soiling.From < one.Tenure.Ask.Begin && (soiling.Until is not { } until || until > one.Tenure.Ask.End))
            .Select(soiling => new Violation(Soiled, ofVf.Key, $"{one.Tenure.Ask}, while generation {soiling.Generation} was on it {soiling.From:HH:mm:ss.fff}-{soiling.Until:HH:mm:ss.fff}"))));
    }

    private static IEnumerable<Violation> CheckRefused(ImmutableArray<Ask> asks, StoredFleet store)
    {
        var placements = asks.Where(ask => ask.Kind == AskKind.Place).ToList();
        var acknowledged = placements.Where(ask => ask.Outcome == AskOutcome.Acknowledged).SelectMany(ask => ask.Subjects).ToHashSet(StringComparer.Ordinal);
        return placements.Where(ask => ask.Outcome == AskOutcome.Refused)
            .SelectMany(ask => ask.Subjects.Where(vm => !acknowledged.Contains(vm) && store.Vms.ContainsKey(Guid.Parse(vm))).Select(vm => new Violation(Nothing, vm, ask.ToString())));
    }

    private static IEnumerable<Violation> CheckEvents(ImmutableArray<Ask> asks, StoredFleet store)
    {
        var told = store.Events.Where(one => one.Code == "vm.placed").GroupBy(one => one.Subject, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var asked = asks.Where(ask => ask is { Kind: AskKind.Place, Outcome: AskOutcome.Acknowledged })
            .SelectMany(ask => ask.Subjects).GroupBy(vm => $"vm/{vm}", StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return asked.Keys.Union(told.Keys, StringComparer.Ordinal)
            .Where(subject => asked.GetValueOrDefault(subject) != told.GetValueOrDefault(subject))
            .Select(subject => new Violation(Event, subject[3..], $"{asked.GetValueOrDefault(subject)} placements are acknowledged, {told.GetValueOrDefault(subject)} are told of"));
    }

    private static IEnumerable<IGrouping<string, (Tenure Tenure, HeldVf Held)>> ByVf(ImmutableArray<Tenure> tenures) =>
        tenures.SelectMany(tenure => tenure.Place.Vfs.Select(held => (Tenure: tenure, Held: held))).GroupBy(one => one.Held.Vf, StringComparer.Ordinal);
}
