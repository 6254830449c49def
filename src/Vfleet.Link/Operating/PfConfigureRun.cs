using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Link.Desiring;

namespace Vfleet.Link.Operating;

/// <summary>Changes the number of VFs of a PF: the way of <c>vfleet pf set PF --vfs N</c>, plan first.</summary>
/// <param name="open">Opens the host.</param>
/// <param name="document">What the host's own document says.</param>
/// <param name="note">Told how far it is; whether that must outlive the agent.</param>
/// <param name="times">How long to wait for others.</param>
/// <param name="time">The clock.</param>
internal sealed class PfConfigureRun(Func<IHost> open, Func<DesiredHost> document, Action<OperationReport, bool> note, LinkTimes times, TimeProvider time)
{
    /// <summary>Carries it out.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Stops it before its next step; what was done is undone.</param>
    /// <returns>What became of it. What fails is no exception.</returns>
    public async Task<OperationReport> RunAsync(HostOperation operation, CancellationToken cancellationToken)
    {
        if (operation is not { Kind: HostOperation.ConfigurePf, Pf: { } address, Vfs: { } vfs })
        {
            return OperationRun.Unknown(operation);
        }

        await using var host = open();
        var observed = await host.ObserveAsync(ObserveScope.Functions, cancellationToken);
        if (observed.Pf(address) is { } pf && FleetWishes.Conflict(document(), pf, vfs) is { } conflict)
        {
            return OperationRun.Failed(operation, null, [conflict]);
        }

        var change = new HostChange.SetPf(new FunctionSelector.ByAddress(address)) { Vfs = vfs };
        PlanResource? shown = null;
        switch (await host.PlanAsync(change, cancellationToken))
        {
            case PlanResult.Refused refused:
                return OperationRun.Failed(operation, null, refused.Problems);
            case PlanResult.Nothing nothing when operation.DryRun:
                return OperationRun.Done(operation, new PlanResource([], [], [nothing.Because], 0));
            case PlanResult.Ready { Plan: var plan } when operation.DryRun:
                return OperationRun.Done(operation, Shown(plan));
            case PlanResult.Ready { Plan: var plan }:
                shown = Shown(plan);
                note(new OperationReport(operation.Id, OperationState.Running, plan.Title, shown, null), true);
                break;
        }

        return Told(operation, await ApplyAsync(host, operation, change, shown, cancellationToken));
    }

    // Somebody on the host is faster, or restores it: their work ends.
    private async Task<ChangeOutcome> ApplyAsync(
        IHost host, HostOperation operation, HostChange change, PlanResource? shown, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var outcome = await host.ApplyAsync(change, new Steps(step => Tell(operation, shown, step)), cancellationToken);
            if (outcome is not ChangeOutcome.Refused { Problems: [{ Code: var code }] } || code != ProblemCode.Locked || time.GetElapsedTime(began) > times.LongestLocked)
            {
                return outcome;
            }

            await Task.Delay(times.Locked, time, cancellationToken);
        }
    }

    private void Tell(HostOperation operation, PlanResource? shown, StepProgress step)
    {
        if (step.State is StepState.Started or StepState.Undoing)
        {
            var what = step.State == StepState.Undoing ? "undoing" : $"step {step.Number} of {step.Total}";
            note(new OperationReport(operation.Id, OperationState.Running, $"{what}: {step.Step.Description}", shown, null), false);
        }
    }

    private static OperationReport Told(HostOperation operation, ChangeOutcome outcome) => outcome switch
    {
        ChangeOutcome.Refused refused => OperationRun.Failed(operation, null, refused.Problems),
        ChangeOutcome.Nothing nothing => OperationRun.Done(operation, new PlanResource([], [], [nothing.Because], 0)),
        ChangeOutcome.Done done => OperationRun.Done(operation, Shown(done.Plan) with { Notes = [.. done.Notes], Seconds = done.Elapsed.TotalSeconds }),
        ChangeOutcome.Failed failed => OperationRun.Failed(operation, Shown(failed.Plan), failed.Left.Insert(0, failed.Problem)),
        _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
    };

    private static PlanResource Shown(Plan plan) =>
        new([.. plan.Steps.Select(step => step.Description)], [.. plan.Disturbs], [.. plan.Notes], plan.Expected.TotalSeconds);

    private sealed class Steps(Action<StepProgress> tell) : IProgress<StepProgress>
    {
        public void Report(StepProgress value) => tell(value);
    }
}
