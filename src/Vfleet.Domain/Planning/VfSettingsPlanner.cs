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

        var pf = host.Pf(vf.Id.Pf)!;
        var problems = Check(pf, vf, change, MacRule.CheckDuplicate(host, change.Settings.Mac, vf.Id, guest: null));
        if (!problems.IsEmpty)
        {
            return new PlanResult.Refused(problems);
        }

        var name = host.VfName(vf.Id);
        return Step(pf, vf, change.Settings) is { } step
            ? new PlanResult.Ready(new Plan($"set {name}: {change.Settings}", [step])
            {
                Vf = vf.Id,
                Disturbs = [.. vf.Guests.Where(use => use.Live).Select(use => use.Name)],
                Expected = TimeSpan.FromMilliseconds(5),
            })
            : new PlanResult.Nothing($"{name} has {change.Settings} already");
    }

    /// <summary>Everything that stands against it.</summary>
    /// <param name="pf">The VF's PF.</param>
    /// <param name="vf">The VF.</param>
    /// <param name="change">The wish.</param>
    /// <param name="duplicates">Who else has the wanted MAC.</param>
    public static ImmutableArray<Problem> Check(ObservedPf pf, ObservedVf vf, HostChange.SetVf change, ImmutableArray<Problem> duplicates)
    {
        var problems = VfSettingsRule.Check(WithOtherRate(change.Settings, vf.Settings ?? VfSettings.Nothing))
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
                $"guest {vf.Guests.First(use => use.Live).Name} is running with {pf.Name}/{vf.Id.Index}, and its driver takes a new MAC only after a reload",
                "detach and attach it with the new MAC, or add --force",
                "mac"));
        }

        return problems;
    }

    /// <summary>The step that writes what differs, after <see cref="Check"/>.</summary>
    /// <param name="pf">The VF's PF.</param>
    /// <param name="vf">The VF.</param>
    /// <param name="settings">The settings wanted. A MAC is written even when it reads the same.</param>
    /// <returns>The step; null when there is nothing to write.</returns>
    public static PlanStep.WriteVf? Step(ObservedPf pf, ObservedVf vf, VfSettings settings)
    {
        var observed = vf.Settings ?? VfSettings.Nothing;
        var write = DriverRule.Writable(pf, settings).Without(observed) with { Mac = settings.Mac };
        return write == VfSettings.Nothing
            ? null
            : new PlanStep.WriteVf(vf.Id, $"{pf.Name}/{vf.Id.Index}", write, write, observed) { MarksMac = true };
    }

    // The kernel takes both rates in one message: one that is left out stays, and the two must still fit.
    private static VfSettings WithOtherRate(VfSettings wish, VfSettings observed) => wish with
    {
        MinRate = wish.MinRate ?? (wish.MaxRate is null ? null : observed.MinRate),
        MaxRate = wish.MaxRate ?? (wish.MinRate is null ? null : observed.MaxRate),
    };
}
