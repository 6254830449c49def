using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Locking;
using Vfleet.Host.State;

namespace Vfleet.Host.Applying;

/// <summary>Locks what a change touches, plans it on the host as it is under the lock, and runs the plan.</summary>
/// <param name="parts">The host.</param>
/// <param name="observe">Reads the host.</param>
internal sealed class ChangeApplier(HostParts parts, Func<ObserveScope, CancellationToken, Task<ObservedHost>> observe)
{
    /// <summary>What planning needs to know: everything but names.</summary>
    public const ObserveScope PlanningScope = ObserveScope.All & ~ObserveScope.Names;

    public async Task<ChangeOutcome> ApplyAsync(HostChange change, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        // Functions that others took while we looked; each is looked past once.
        var passedOver = ImmutableHashSet<Domain.Functions.VfId>.Empty;
        while (true)
        {
            var first = Decide(await observe(PlanningScope, cancellationToken), change, passedOver);
            if (first.Outcome is { } settled)
            {
                return Settled(change, first, settled);
            }

            switch (Lock(first.Plan!))
            {
                case LockResult.Busy busy when MayTakeAnother(change, first, busy):
                    passedOver = passedOver.Add(first.Plan!.Vf!.Value);
                    continue;
                case LockResult.Busy busy:
                    return new ChangeOutcome.Refused([busy.Problem]);
                case LockResult.Taken taken:
                    using (taken.Lock)
                    {
                        // The host may have changed before the lock was ours: decide again on what is true now.
                        var second = Decide(await observe(PlanningScope, cancellationToken), change, passedOver);
                        if (second.Outcome is { } outcome)
                        {
                            return Settled(change, second, outcome);
                        }

                        if (second.Plan!.Vf != first.Plan!.Vf || second.Plan.WholePf != first.Plan.WholePf)
                        {
                            continue;
                        }

                        var run = await RunAsync(change, second, progress, cancellationToken);
                        if (run is ChangeOutcome.Failed { Left.IsEmpty: true } failed && TakesAnother(change, second, failed, passedOver.Count))
                        {
                            passedOver = passedOver.Add(second.Plan.Vf!.Value);
                            continue;
                        }

                        return run;
                    }
            }
        }
    }

    /// <summary>Applies a change of one VF, which the caller has locked: one reading of the host does.</summary>
    /// <param name="change">The change; it names that VF and no other.</param>
    /// <param name="host">The host as read under the lock.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Stops it before its next step.</param>
    public async Task<ChangeOutcome> ApplyLockedAsync(
        HostChange change, ObservedHost host, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var decision = Decide(host, change, []);
        return decision.Outcome is { } settled ? Settled(change, decision, settled) : await RunAsync(change, decision, progress, cancellationToken);
    }

    private const int MostTries = 4;

    private ChangeOutcome Settled(HostChange change, Decision decision, ChangeOutcome outcome) =>
        outcome is ChangeOutcome.Nothing ? Keep(change, decision.Host, outcome) : outcome;

    // Written down before the first step and after the last: what a kill leaves between the two can be finished or undone.
    private async Task<ChangeOutcome> RunAsync(HostChange change, Decision decision, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var (host, plan) = (decision.Host, decision.Plan!);
        var journal = new ChangeJournal(parts);
        try
        {
            journal.Begin(change, plan, host);
        }
        catch (StateException fault)
        {
            return new ChangeOutcome.Refused([fault.Problem]);
        }

        var run = await new PlanRunner(parts, host, progress).RunAsync(plan, cancellationToken);
        try
        {
            journal.End(change, plan, run, host);
            return run;
        }
        catch (StateException fault)
        {
            return run is ChangeOutcome.Done done ? done with { Notes = done.Notes.Add(NotNoted(fault)) } : run;
        }
    }

    private ChangeOutcome Keep(HostChange change, ObservedHost host, ChangeOutcome outcome)
    {
        try
        {
            new ChangeJournal(parts).Keep(change, host);
            return outcome;
        }
        catch (StateException fault)
        {
            return new ChangeOutcome.Refused([fault.Problem]);
        }
    }

    private static string NotNoted(StateException fault) =>
        $"done, but it is written down as going on still: {fault.Problem.Message}; {fault.Problem.Remedy}, then the agent or 'vfleet restore' completes that";

    private static Decision Decide(ObservedHost host, HostChange change, ImmutableHashSet<Domain.Functions.VfId> passedOver)
    {
        var seen = passedOver.IsEmpty ? host : Without(host, passedOver);
        return ChangePlanner.Plan(seen, change) switch
        {
            PlanResult.Ready ready => new Decision(host, ready.Plan, null),
            PlanResult.Refused refused => new Decision(host, null, new ChangeOutcome.Refused(refused.Problems)),
            PlanResult.Nothing nothing => new Decision(host, null, new ChangeOutcome.Nothing(nothing.Because)),
            var result => throw new InvalidOperationException($"unknown plan result {result}"),
        };
    }

    private static ObservedHost Without(ObservedHost host, ImmutableHashSet<Domain.Functions.VfId> passedOver) => host with
    {
        Pfs = [.. host.Pfs.Select(pf => pf with { Vfs = [.. pf.Vfs.Where(vf => !passedOver.Contains(vf.Id))] })],
    };

    private LockResult Lock(Plan plan) => plan switch
    {
        { WholePf: { } pf } => parts.Locks.TakePf(pf),
        { Vf: { } vf } => parts.Locks.TakeVf(vf),
        _ => throw new InvalidOperationException($"the plan '{plan.Title}' names nothing to lock"),
    };

    // When the caller named only a PF, another VF does as well.
    private static bool MayTakeAnother(HostChange change, Decision decision, LockResult.Busy busy) =>
        busy.Problem.Code == ProblemCode.Locked && LeavesTheChoice(change, decision);

    // libvirt's own word that somebody has the VF: it is suspect, the next one is tried, a bounded number of times.
    private static bool TakesAnother(HostChange change, Decision decision, ChangeOutcome.Failed failed, int tries) =>
        tries < MostTries && failed.Problem.Code == ProblemCode.VfNotFree && LeavesTheChoice(change, decision);

    private static bool LeavesTheChoice(HostChange change, Decision decision) =>
        change is HostChange.AttachVf attach && decision.Plan?.Vf is { } vf && decision.Host.TryFindPf(attach.Function, out var pf, out _)
        && pf.Address == vf.Pf;

    private sealed record Decision(ObservedHost Host, Plan? Plan, ChangeOutcome? Outcome);
}
