using Vfleet.Host.Agent;
using Vfleet.Link;

namespace Vfleet.Cli.Json;

/// <summary>The answer of <c>vfleet status</c>.</summary>
/// <param name="Running">Whether the agent runs.</param>
/// <param name="Pid">Its process id; null when it has not run since the host was booted.</param>
/// <param name="Started">When it began.</param>
/// <param name="Changed">When anything of this last changed.</param>
/// <param name="Drift">What it does about drift: <c>report</c> or <c>mend</c>.</param>
/// <param name="Problems">Why the host's document cannot be followed.</param>
/// <param name="Pfs">The PFs that it looks after.</param>
/// <param name="Engine">Its link to a fleet; null when the host is in none.</param>
internal sealed record StatusAnswer(
    bool Running, int? Pid, DateTimeOffset? Started, DateTimeOffset? Changed, string? Drift, string[] Problems, StatusPfView[] Pfs, StatusEngineView? Engine)
{
    public static StatusAnswer From(AgentReport? report, bool isRunning, LinkStatus? link) => new(
        isRunning,
        report?.Pid,
        report?.Started,
        report?.Changed,
        report?.Drift,
        [.. report?.DocumentProblems ?? []],
        [.. (report?.Pfs ?? []).Select(pf => new StatusPfView(pf.Name, pf.Pf, pf.State.ToString().ToLowerInvariant(), pf.Detail, pf.Remedy))],
        link is null ? null : StatusEngineView.From(link, isRunning));
}

/// <summary>The link to a fleet.</summary>
/// <param name="Url">The engine that is spoken to, or tried.</param>
/// <param name="HostId">The host's id in the fleet.</param>
/// <param name="HostName">The host's name in the fleet.</param>
/// <param name="Connected">Whether the engine answers.</param>
/// <param name="ConnectedSince">Since when.</param>
/// <param name="LastContact">When it last answered; null when it has not since this host was booted.</param>
/// <param name="Revoked">Whether the fleet has put the host out.</param>
/// <param name="Problem">What is in the way; null for nothing.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="DesiredGeneration">The generation of what is desired.</param>
/// <param name="AppliedGeneration">The generation that is carried out, or that failed.</param>
/// <param name="CertificateEnds">When the host's certificate ends.</param>
internal sealed record StatusEngineView(
    string Url, Guid HostId, string HostName, bool Connected, DateTimeOffset? ConnectedSince, DateTimeOffset? LastContact, bool Revoked, string? Problem,
    string? Remedy, long DesiredGeneration, long AppliedGeneration, DateTimeOffset CertificateEnds)
{
    public static StatusEngineView From(LinkStatus link, bool isRunning) => new(
        link.Engine, link.HostId, link.HostName, isRunning && link.ConnectedSince is not null, isRunning ? link.ConnectedSince : null, link.LastContact,
        link.IsRevoked, link.Problem, link.Remedy, link.DesiredGeneration, link.AppliedGeneration, link.CertificateEnds);
}

/// <summary>What the agent knows of one PF.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Address">Its PCI address.</param>
/// <param name="State"><c>right</c>, <c>drifted</c>, <c>pending</c>, <c>restoring</c>, <c>changing</c>, <c>gone</c> or <c>leftalone</c>.</param>
/// <param name="Detail">One line for people.</param>
/// <param name="Remedy">What to do; empty when there is nothing to do.</param>
internal sealed record StatusPfView(string Name, string Address, string State, string Detail, string Remedy);
