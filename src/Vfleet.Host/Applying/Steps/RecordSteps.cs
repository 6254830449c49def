using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Writes down, durably and before anything is touched, what a VF was; and forgets it at the end.</summary>
internal static class RecordSteps
{
    public static StepResult Save(PlanStep.SaveVf step, StepContext context)
    {
        VfRecord? earlier = null;
        var record = new VfRecord(VfPhase.Attaching, context.Parts.Time.GetUtcNow())
        {
            Original = step.Original,
            OriginalDriver = step.OriginalDriver,
            OriginalOverride = step.OriginalOverride,
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
}
