using Vfleet.Cli.Output;
using Vfleet.Host.Desired;

namespace Vfleet.Cli.Running;

/// <summary>Executes the plan of a host, with progress, and undoes what is not done when the caller changes their mind.</summary>
internal static class HostApply
{
    /// <summary>Runs it.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="planning">The plan.</param>
    /// <param name="cancellationToken">Ends it, as a signal does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Invocation invocation, HostPlanning planning, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(invocation.Error, invocation.Around.Time, silent: invocation.IsJson);
        using var interruption = new Interruption(invocation.Around.Signals, progress, cancellationToken);
        var outcomes = await HostPlanRun.ApplyAsync(planning.Plan, invocation.Open, progress, interruption.Token);
        progress.Dispose();
        return new HostPlanReport(invocation).Tell(planning, outcomes, interruption.Signal);
    }
}
