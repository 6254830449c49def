using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Desired;

/// <summary>What became of reading the host's document.</summary>
public abstract record HostDocumentReading
{
    private HostDocumentReading()
    {
    }

    /// <summary>It was read.</summary>
    /// <param name="Host">What it says.</param>
    /// <param name="Digest">SHA-256 of its bytes in hexadecimal.</param>
    public sealed record Done(DesiredHost Host, string Digest) : HostDocumentReading;

    /// <summary>It was not.</summary>
    /// <param name="Problems">Every reason; at least one.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : HostDocumentReading
    {
        /// <summary>Which PFs it says are never to be touched, as far as that can be understood.</summary>
        public DesiredHost Untouched { get; init; } = new();
    }
}
