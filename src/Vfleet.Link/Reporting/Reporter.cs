using System.Collections.Immutable;
using Vfleet.Api;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Link.Connecting;

namespace Vfleet.Link.Reporting;

/// <summary>What is told beside the sections.</summary>
/// <param name="Generation">The generation that is carried out, or that failed.</param>
/// <param name="Problems">What keeps the host from it.</param>
/// <param name="Operations">How operations are.</param>
internal sealed record ReportState(long Generation, ImmutableArray<ProblemResource> Problems, ImmutableArray<OperationReport> Operations)
{
    /// <summary>What went through VFs that guests have.</summary>
    public ImmutableArray<VfTraffic> Traffic { get; init; } = [];
}

/// <summary>Tells the engine what the host is: everything first, then what has changed. One at a time.</summary>
internal sealed class Reporter
{
    private ReportSections? _known;

    /// <summary>Tells it.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="sections">What the host is.</param>
    /// <param name="state">What else there is to tell.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The engine's answer: when it did not have what the changes were of, the answer to the whole.</returns>
    public async Task<EngineAnswer<ReportAnswer>> SendAsync(
        EngineClient client, ReportSections sections, ReportState state, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(client, sections, _known, state, cancellationToken);
        if (answer is EngineAnswer<ReportAnswer>.Ok { Value.Full: true })
        {
            answer = await SendAsync(client, sections, null, state, cancellationToken);
        }

        // What became of a report without an answer nobody knows: the engine says so when it lacks the base.
        _known = answer is EngineAnswer<ReportAnswer>.Ok { Value.Full: false } ? sections : _known;
        return answer;
    }

    private static Task<EngineAnswer<ReportAnswer>> SendAsync(
        EngineClient client, ReportSections sections, ReportSections? known, ReportState state, CancellationToken cancellationToken)
    {
        var report = new HostReport
        {
            Hash = sections.Hash,
            Base = known?.Hash,
            Sections = known is null ? sections.All() : sections.Since(known),
            Generation = state.Generation,
            Problems = state.Problems,
            Operations = state.Operations,
            Traffic = state.Traffic.IsEmpty ? null : state.Traffic,
        };
        return client.PostAsync(Routes.AgentReport, report, ApiJson.Default.HostReport, ApiJson.Default.ReportAnswer, cancellationToken);
    }
}
