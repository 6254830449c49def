using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;
using Vfleet.Host.Desired;

namespace Vfleet.Cli.Running;

/// <summary>The host's document for commands that heed it and work without: a host need not have one.</summary>
internal static class OptionalDocument
{
    /// <summary>Reads it.</summary>
    /// <param name="invocation">The command.</param>
    /// <param name="named">Path of the document, which must be there then; null for the usual one.</param>
    /// <returns>What it says, an empty one when there is none, or every problem.</returns>
    public static (DesiredHost Desired, ImmutableArray<Problem> Problems) Read(Invocation invocation, string? named) =>
        HostDocumentFile.Read(named ?? invocation.Rooted(HostDocumentFile.DefaultPath)) switch
        {
            HostDocumentReading.Done done => (done.Host, []),
            HostDocumentReading.Refused refused when named is null && refused.Problems.All(problem => problem.Code == ProblemCode.FileUnknown) =>
                (new DesiredHost(), []),
            HostDocumentReading.Refused refused => (new DesiredHost(), refused.Problems),
            var reading => throw new InvalidOperationException($"unknown result of reading {reading}"),
        };
}
