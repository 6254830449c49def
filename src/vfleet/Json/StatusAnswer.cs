using Vfleet.Host.Agent;

namespace Vfleet.Cli.Json;

/// <summary>The answer of <c>vfleet status</c>.</summary>
/// <param name="Running">Whether the agent runs.</param>
/// <param name="Pid">Its process id; null when it has not run since the host was booted.</param>
/// <param name="Started">When it began.</param>
/// <param name="Changed">When anything of this last changed.</param>
/// <param name="Drift">What it does about drift: <c>report</c> or <c>mend</c>.</param>
/// <param name="Problems">Why the host's document cannot be followed.</param>
/// <param name="Pfs">The PFs that it looks after.</param>
internal sealed record StatusAnswer(
    bool Running, int? Pid, DateTimeOffset? Started, DateTimeOffset? Changed, string? Drift, string[] Problems, StatusPfView[] Pfs)
{
    public static StatusAnswer From(AgentReport? report, bool isRunning) => new(
        isRunning,
        report?.Pid,
        report?.Started,
        report?.Changed,
        report?.Drift,
        [.. report?.DocumentProblems ?? []],
        [.. (report?.Pfs ?? []).Select(pf => new StatusPfView(pf.Name, pf.Pf, pf.State.ToString().ToLowerInvariant(), pf.Detail, pf.Remedy))]);
}

/// <summary>What the agent knows of one PF.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Address">Its PCI address.</param>
/// <param name="State"><c>right</c>, <c>drifted</c>, <c>pending</c>, <c>restoring</c>, <c>changing</c>, <c>gone</c> or <c>leftalone</c>.</param>
/// <param name="Detail">One line for people.</param>
/// <param name="Remedy">What to do; empty when there is nothing to do.</param>
internal sealed record StatusPfView(string Name, string Address, string State, string Detail, string Remedy);
