using Vfleet.Domain.Availability;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Writes down, durably and before anything is touched, what a VF was; and forgets it at the end.</summary>
internal static class RecordSteps
{
    public static StepResult Save(PlanStep.SaveVf step, StepContext context)
    {
        VfRecord? earlier = null;
        var (driver, over) = Before(step, context);
        var record = new VfRecord(VfPhase.Attaching, context.Parts.Time.GetUtcNow())
        {
            Original = step.Original,
            OriginalDriver = driver,
            OriginalOverride = over,
            Applied = step.Applied,
            Boot = context.Parts.BootId,
            Owner = step.Owner,
        };
        context.Parts.State.Update(step.Vf, old =>
        {
            earlier = old;
            return record;
        });
        context.Undo.Push($"note about {step.VfName} taken back", () =>
        {
            context.Parts.State.Update(step.Vf, _ => earlier);
            return Task.FromResult<Vfleet.Domain.Problems.Problem?>(null);
        });
        return StepResult.Ok;
    }

    public static StepResult Mark(PlanStep.MarkVf step, StepContext context)
    {
        VfRecord? earlier = null;
        context.Parts.State.Update(step.Vf, old =>
        {
            earlier = old;
            return old is null ? null : old with { Phase = step.Phase, Owner = step.Owner };
        });
        context.Undo.Push($"note about {step.VfName} taken back", () =>
        {
            context.Parts.State.Update(step.Vf, _ => earlier);
            return Task.FromResult<Vfleet.Domain.Problems.Problem?>(null);
        });
        return StepResult.Ok;
    }

    public static StepResult Forget(PlanStep.ForgetVf step, StepContext context)
    {
        context.Parts.State.Update(step.Vf, _ => null);
        return StepResult.Ok;
    }

    // What a former user left on vfio is nothing to go back to where the PF is kept with VFs on the host's driver.
    private static (string? Driver, string? Override) Before(PlanStep.SaveVf step, StepContext context) =>
        context.Observed.Vf(step.Vf) is { Record: null } vf
        && LeftoverRule.IsOffHost(vf, context.Parts.State.Read(step.Vf.Pf).Kept)
        && context.Observed.Pf(step.Vf.Pf)?.Facts.VfDriver is { } driver
            ? (driver, null)
            : (step.OriginalDriver, step.OriginalOverride);
}
