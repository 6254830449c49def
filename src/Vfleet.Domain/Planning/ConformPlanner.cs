using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Planning;

/// <summary>Plans making a PF and its VFs what the host's document says: the PF first, then the settings of its VFs, then their drivers.</summary>
internal static class ConformPlanner
{
    public static PlanResult Plan(ObservedHost host, HostChange.ConformPf change)
    {
        if (!host.TryFindPf(change.Pf, out var pf, out var unknown))
        {
            return new PlanResult.Refused(unknown);
        }

        if (change.PlannedOn is { } then && PlanFacts.Differences(then, PlanFacts.Of(host, pf, change.Wish)) is { IsEmpty: false } differences)
        {
            return new PlanResult.Refused(PlanFacts.Stale(pf.Name, differences));
        }

        var parts = new PlanParts();
        if (WholePf(pf, change) is { } whole)
        {
            parts.Add(PfPlanner.Plan(host, whole));
        }

        var expected = ExpectedPf.After(pf, parts.Steps);
        ConformedVfs.Plan(host with { Pfs = host.Pfs.Replace(pf, expected) }, expected, change.Wish, isGoingUp: expected.IsUp && !pf.IsUp, parts);
        return Whole(pf, change.Wish, parts);
    }

    private static HostChange.SetPf? WholePf(ObservedPf pf, HostChange.ConformPf change)
    {
        var wish = change.Wish;
        return wish.Ownership == VfOwnership.External
            || wish is { Vfs: null, Driver: VfDriverChoice.AsConfigured, Up: null, Mtu: null, EswitchMode: null }
                ? null
                : new HostChange.SetPf(new Functions.FunctionSelector.ByAddress(pf.Address))
                {
                    Vfs = wish.Vfs,
                    Driver = wish.Driver,
                    Up = wish.Up,
                    Mtu = wish.Mtu,
                    EswitchMode = wish.EswitchMode,
                    Force = change.Force,
                };
    }

    private static PlanResult Whole(ObservedPf pf, DesiredPf wish, PlanParts parts)
    {
        if (parts.Problems is { IsEmpty: false } problems)
        {
            return new PlanResult.Refused(problems);
        }

        // A MAC that is written before its VF has a driver is the one that the driver finds.
        var steps = parts.Steps.OrderBy(step => step is PlanStep.BindVf ? 2 : step is PlanStep.WriteVf ? 1 : 0).ToImmutableArray();
        var left = parts.LeftAlone;
        if (steps.IsEmpty)
        {
            return new PlanResult.Nothing(
                (wish.Place.Line > 0 ? $"{pf.Name} is what line {wish.Place.Line} says" : $"{pf.Name} is as it is kept") + (left.IsEmpty ? "" : $"; left alone: {string.Join(", ", left)}"));
        }

        return new PlanResult.Ready(new Plan(Title(pf, steps, parts.Title), steps)
        {
            WholePf = pf.Address,
            Disturbs = parts.Disturbs,
            Expected = Duration.Of(steps, pf),
            Notes = [.. parts.Notes, .. left.Select(vf => $"left alone: {vf}")],
        });
    }

    private static string Title(ObservedPf pf, ImmutableArray<PlanStep> steps, string? title)
    {
        var written = steps.OfType<PlanStep.WriteVf>().Count();
        return (title, written) switch
        {
            (null, 0) => $"change drivers of VFs of {pf.Name}",
            (null, _) => $"change settings of {PfPlanner.Count(written)} of {pf.Name}",
            (_, 0) => title,
            _ => $"{title}, settings of {PfPlanner.Count(written)}",
        };
    }
}
