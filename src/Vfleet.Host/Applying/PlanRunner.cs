using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Applying;

/// <summary>Runs the steps of a plan, each with its undo; when one fails, takes back what was done.</summary>
/// <param name="parts">The host.</param>
/// <param name="observed">The host as it was when the plan was made.</param>
/// <param name="progress">Told of each step.</param>
internal sealed class PlanRunner(HostParts parts, ObservedHost observed, IProgress<StepProgress>? progress)
{
    private readonly UndoStack _undo = new();
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();

    // Once a guest has let go of a VF, going back would mean plugging it in again: from there a change is only finished, never undone.
    private bool _forwardOnly;

    public async Task<ChangeOutcome> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        var began = parts.Time.GetTimestamp();
        for (var i = 0; i < plan.Steps.Length; i++)
        {
            var step = plan.Steps[i];
            void Tell(StepState state, string detail = "") => progress?.Report(new StepProgress(i + 1, plan.Steps.Length, step, state, detail));

            Tell(StepState.Started);
            var result = await RunStepAsync(step, detail => Tell(StepState.Running, detail), cancellationToken);
            if (result is StepResult.Failed failed)
            {
                Tell(StepState.Failed, failed.Problem.Message);
                return await FailAsync(plan, step, failed.Problem, () => Tell(StepState.Undoing));
            }

            Tell(StepState.Done);
            _notes.AddRange(((StepResult.Done)result).Notes);
            _forwardOnly |= step is PlanStep.Unplug or PlanStep.WriteVf { IsRestore: true };
            if (_forwardOnly)
            {
                _undo.Commit();
            }
        }

        _undo.Commit();
        return new ChangeOutcome.Done(plan, plan.Notes.AddRange(_notes), parts.Time.GetElapsedTime(began));
    }

    private async Task<StepResult> RunStepAsync(PlanStep step, Action<string> report, CancellationToken cancellationToken)
    {
        var context = new StepContext(parts, observed, _undo, (_, detail) => report(detail));
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await StepTable.RunAsync(step, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Failed(new Problem(
                ProblemCode.Cancelled, $"cancelled while it was to {step.Description}", "start it again when you are ready"));
        }
        catch (Exception fault)
        {
            return new StepResult.Failed(Faults.ToProblem(fault, step.Description));
        }
    }

    private async Task<ChangeOutcome> FailAsync(Plan plan, PlanStep step, Problem problem, Action undoing)
    {
        if (_forwardOnly)
        {
            var name = plan.Vf is { } vf ? observed.VfName(vf) : plan.Title;
            return new ChangeOutcome.Failed(plan, step, problem, [], [
                new Problem(
                    ProblemCode.NotApplied,
                    $"the guest has let go of {name}, but it is not yet what it was before",
                    $"mend the cause, then finish it: vfleet vf reset {name}",
                    name),
            ]);
        }

        undoing();
        var report = await _undo.RunAsync();
        return new ChangeOutcome.Failed(plan, step, problem, report.Undone, report.Left);
    }
}
