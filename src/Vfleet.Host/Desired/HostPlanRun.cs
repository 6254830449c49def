using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Primitives;

namespace Vfleet.Host.Desired;

/// <summary>What became of one PF.</summary>
/// <param name="Pf">Its address.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record PfOutcome(PciAddress Pf, string Name, ChangeOutcome Outcome);

/// <summary>Executes the plan of a host: one worker for each PF, all side by side. What fails on one PF is undone there and stops none of the others.</summary>
public static class HostPlanRun
{
    /// <summary>Executes it. Each PF is locked, read again and planned again before it is touched, as every change is.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="open">Opens the host, once for each worker: the connections of one are not shared.</param>
    /// <param name="progress">Told of each step of every PF; on any thread.</param>
    /// <param name="cancellationToken">Stops every PF before its next step, and undoes what was done on it.</param>
    /// <returns>What became of each PF, in the order of the plan.</returns>
    public static async Task<ImmutableArray<PfOutcome>> ApplyAsync(
        HostPlan plan, Func<IHost> open, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        // Netlink and sysfs block: each worker needs a thread.
        var workers = plan.Pfs.Select(pf => Task.Run(() => ApplyAsync(pf, open, progress, cancellationToken), CancellationToken.None));
        return [.. await Task.WhenAll(workers)];
    }

    private static async Task<PfOutcome> ApplyAsync(PfPlan pf, Func<IHost> open, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        ChangeOutcome outcome = pf.Result switch
        {
            PlanResult.Refused refused => new ChangeOutcome.Refused(refused.Problems),
            PlanResult.Nothing nothing => new ChangeOutcome.Nothing(nothing.Because),
            _ => await ChangeAsync(pf, open, progress, cancellationToken),
        };
        return new PfOutcome(pf.Pf, pf.Name, outcome);
    }

    private static async Task<ChangeOutcome> ChangeAsync(
        PfPlan pf, Func<IHost> open, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await using var host = open();
            return await host.ApplyAsync(pf.Change, progress, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ChangeOutcome.Refused([new Problem(ProblemCode.Cancelled, $"cancelled before {pf.Name} was touched", "start it again when you are ready", pf.Name)]);
        }
        catch (Exception fault)
        {
            // What is thrown here was thrown while reading: steps have outcomes.
            return new ChangeOutcome.Refused([Faults.ToProblem(fault, $"reading the host to change {pf.Name}")]);
        }
    }
}
