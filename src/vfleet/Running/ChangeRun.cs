using System.Collections.Immutable;
using Vfleet.Cli.Output;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host;

namespace Vfleet.Cli.Running;

/// <summary>Plans or makes a change, with progress, and undoes it when the caller changes their mind.</summary>
internal static class ChangeRun
{
    /// <summary>Runs it.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="change">The wish; null when too little of it could be read to plan anything.</param>
    /// <param name="dryRun">Whether only to plan.</param>
    /// <param name="cancellationToken">Ends it, as a signal does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Invocation invocation, HostChange? change, bool dryRun, CancellationToken cancellationToken)
    {
        var problems = invocation.Values.Problems.AddRange(Forbidden(invocation, dryRun));
        if (change is null)
        {
            return invocation.Refuse(problems);
        }

        await using var host = invocation.Open();
        if (!problems.IsEmpty)
        {
            var unread = !invocation.Values.Problems.IsEmpty;
            return invocation.Refuse([.. problems, .. AlsoPlanned(await PlanAsync(invocation, host, change, cancellationToken), unread).Except(problems)]);
        }

        var report = new ChangeReport(invocation);
        return dryRun ? report.Tell(await PlanAsync(invocation, host, change, cancellationToken)) : await ApplyAsync(invocation, host, change, report, cancellationToken);
    }

    private static async Task<PlanResult> PlanAsync(Invocation invocation, IHost host, HostChange change, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(invocation.Error, invocation.Around.Time, invocation.IsJson);
        return await host.PlanAsync(change, cancellationToken);
    }

    /// <summary>Why the caller may not change this host.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="dryRun">Whether only to plan, which everybody may.</param>
    /// <returns>The reasons; empty when they may.</returns>
    public static ImmutableArray<Problem> Forbidden(Invocation invocation, bool dryRun)
    {
        if (dryRun)
        {
            return [];
        }

        if (invocation.IsRecorded)
        {
            return
            [
                new Problem(
                    ProblemCode.RecordedHost,
                    "a recorded host (--root) cannot be changed",
                    "add --dry-run to see the plan, or leave --root out",
                    "root"),
            ];
        }

        return invocation.Around.MayChange()
            ? []
            : [new Problem(ProblemCode.NoPermission, "changing a host takes root", invocation.AsRoot)];
    }

    // What the planner finds is told too, so that everything can be mended in one go. Settings that could not be read are missing in
    // the wish: that they are missing is no news.
    private static IEnumerable<Problem> AlsoPlanned(PlanResult plan, bool unread) =>
        plan is PlanResult.Refused refused
            ? refused.Problems.Where(problem => !(unread && problem.Code == ProblemCode.OptionsConflict && problem.Path.Length == 0))
            : [];

    private static async Task<int> ApplyAsync(
        Invocation invocation, IHost host, HostChange change, ChangeReport report, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(invocation.Error, invocation.Around.Time, silent: invocation.IsJson);
        using var interruption = new Interruption(invocation.Around.Signals, progress, cancellationToken);
        try
        {
            var outcome = await host.ApplyAsync(change, progress, interruption.Token);
            progress.Dispose();
            return report.Tell(outcome, interruption.Signal);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            progress.Dispose();
            return report.TellInterrupted(interruption.Signal);
        }
    }
}
