using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Planning;

/// <summary>The steps that leave nothing of a guest on a VF.</summary>
internal static class VfRestore
{
    /// <summary>Back to what was saved; without a record, to <paramref name="unknownPast"/>.</summary>
    public static ImmutableArray<PlanStep> Steps(ObservedVf vf, string name, VfSettings unknownPast)
    {
        if (vf.Record is not { } record)
        {
            var required = new VfSettings { Vlan = unknownPast.Vlan };
            return [new PlanStep.WriteVf(vf.Id, name, unknownPast, required, vf.Settings ?? VfSettings.Nothing) { IsRestore = true }];
        }

        var steps = ImmutableArray.CreateBuilder<PlanStep>();

        // Only what was changed, by us or later by others, must work: a driver that cannot set the link state never had it changed.
        var observed = vf.Settings ?? VfSettings.Nothing;
        var changed = record.Original.Without(record.Applied).Or(record.Original.Without(observed.Or(record.Original)));
        steps.Add(new PlanStep.WriteVf(vf.Id, name, record.Original, changed, observed.Or(record.Applied)) { IsRestore = true });
        if (vf.Driver != record.OriginalDriver || vf.DriverOverride != record.OriginalOverride)
        {
            steps.Add(new PlanStep.BindVf(
                vf.Id, name, vf.Address, vf.Driver, record.OriginalDriver, vf.DriverOverride, record.OriginalOverride));
        }

        steps.Add(new PlanStep.ForgetVf(vf.Id, name));
        return steps.DrainToImmutable();
    }
}
