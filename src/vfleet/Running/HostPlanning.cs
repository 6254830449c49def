using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Host.Desired;

namespace Vfleet.Cli.Running;

/// <summary>What a host's document takes on this host now.</summary>
/// <param name="Document">Path of the document.</param>
/// <param name="Digest">Digest of its content.</param>
/// <param name="Observed">The host.</param>
/// <param name="Plan">The plan.</param>
internal sealed record HostPlanning(string Document, string Digest, ObservedHost Observed, HostPlan Plan)
{
    // Everything but names, as every plan of a change.
    private const ObserveScope Scope = ObserveScope.All & ~ObserveScope.Names;

    /// <summary>Reads document and host, and plans.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="document">Path of the document; null for the usual one.</param>
    /// <param name="force">Whether to go on on PFs that carry the default route or the caller's connection.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The planning, or every problem.</returns>
    public static async Task<(HostPlanning? Planning, ImmutableArray<Problem> Problems)> MakeAsync(
        Invocation invocation, string? document, bool force, CancellationToken cancellationToken)
    {
        var path = document ?? invocation.Rooted(HostDocumentFile.DefaultPath);
        switch (HostDocumentFile.Read(path))
        {
            case HostDocumentReading.Refused refused:
                return (null, refused.Problems);
            case HostDocumentReading.Done read:
                var observed = await invocation.ObserveAsync(Scope, cancellationToken);
                return DesiredPlanner.Plan(read.Host, observed, force) switch
                {
                    HostPlanResult.Refused refused => (null, refused.Problems),
                    HostPlanResult.Planned planned => (new HostPlanning(path, read.Digest, observed, planned.Plan), []),
                    var result => throw new InvalidOperationException($"unknown result of planning {result}"),
                };
            case var reading:
                throw new InvalidOperationException($"unknown result of reading {reading}");
        }
    }
}
