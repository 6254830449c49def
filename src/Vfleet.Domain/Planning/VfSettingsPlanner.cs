using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Planning;

/// <summary>Plans writing settings of one VF.</summary>
internal static class VfSettingsPlanner
{
    public static PlanResult Plan(ObservedHost host, HostChange.SetVf change)
    {
        if (!host.TryFindVf(change.Vf, out var vf, out var unknown))
        {
            return new PlanResult.Refused(unknown);
        }

        return Plan(host.Pf(vf.Id.Pf)!, vf, change, MacRule.CheckDuplicate(host, change.Settings.Mac, vf.Id, guest: null));
    }

    /// <summary>Plans it for a VF that was found already.</summary>
    /// <param name="pf">Its PF.</param>
    /// <param name="vf">The VF.</param>
    /// <param name="change">The wish.</param>
    /// <param name="duplicates">Who else has the wanted MAC.</param>
    public static PlanResult Plan(ObservedPf pf, ObservedVf vf, HostChange.SetVf change, ImmutableArray<Problem> duplicates)
    {
        var name = $"{pf.Name}/{vf.Id.Index}";
        var observed = vf.Settings ?? VfSettings.Nothing;
        var problems = VfSettingsRule.Check(WithOtherRate(change.Settings, observed))
            .AddRange(DriverRule.Check(pf, change.Settings))
            .AddRange(duplicates);
        if (change.Settings == VfSettings.Nothing)
        {
            problems = problems.Add(new Problem(
                ProblemCode.OptionsConflict, "no setting was given", "name one, for example --vlan 100 or --trust on"));
        }

        if (vf.Guests.Any(use => use.Live) && change.Settings.Mac is not null && !change.Force)
        {
            problems = problems.Add(new Problem(
                ProblemCode.VfNotFree,
                $"guest {vf.Guests.First(use => use.Live).Name} is running with {name}, and its driver takes a new MAC only after a reload",
                "detach and attach it with the new MAC, or add --force",
                "mac"));
        }

        if (!problems.IsEmpty)
        {
            return new PlanResult.Refused(problems);
        }

        var write = DriverRule.Writable(pf, change.Settings).Without(observed) with { Mac = change.Settings.Mac };
        return write == VfSettings.Nothing
            ? new PlanResult.Nothing($"{name} has {change.Settings} already")
            : new PlanResult.Ready(new Plan(
                $"set {name}: {change.Settings}",
                [new PlanStep.WriteVf(vf.Id, name, write, write, observed) { MarksMac = true }])
            {
                Vf = vf.Id,
                Disturbs = [.. vf.Guests.Where(use => use.Live).Select(use => use.Name)],
                Expected = TimeSpan.FromMilliseconds(5),
            });
    }

    // The kernel takes both rates in one message: one that is left out stays, and the two must still fit.
    private static VfSettings WithOtherRate(VfSettings wish, VfSettings observed) => wish with
    {
        MinRate = wish.MinRate ?? (wish.MaxRate is null ? null : observed.MinRate),
        MaxRate = wish.MaxRate ?? (wish.MinRate is null ? null : observed.MaxRate),
    };
}
