using System.Collections.Immutable;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;
using Vfleet.Domain.Problems;
using Vfleet.Server.Json;

namespace Vfleet.Server.Answering;

/// <summary>What a request is answered.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>A document.</summary>
    /// <param name="Content">It in UTF-8.</param>
    public sealed record Document(ReadOnlyMemory<byte> Content) : Answer
    {
        /// <summary>The status code.</summary>
        public int Status { get; init; } = 200;

        /// <summary>The revision for the ETag; null for none.</summary>
        public long? Revision { get; init; }

        /// <summary>Where what was made lies.</summary>
        public string? Location { get; init; }

        /// <summary>Its media type.</summary>
        public string MediaType { get; init; } = "application/json";
    }

    /// <summary>Nothing: it is done.</summary>
    public sealed record Nothing : Answer;

    /// <summary>Events, as they happen.</summary>
    /// <param name="SendAsync">Sends them until the caller goes or the engine stops.</param>
    public sealed record Events(Func<HttpContext, CancellationToken, Task> SendAsync) : Answer;

    /// <summary>No.</summary>
    /// <param name="Problems">Why; at least one.</param>
    public sealed record No(ImmutableArray<Problem> Problems) : Answer
    {
        /// <summary>After how many seconds it is worth trying again; null when nobody knows.</summary>
        public int? RetryAfter { get; init; }

        /// <summary>The status code: that of the gravest kind is the first problem's.</summary>
        public int Status => ProblemStatus.Of(Problems[0].Code);

        /// <summary>It as it is written.</summary>
        /// <returns>The details.</returns>
        public ProblemDetails Details()
        {
            var first = Problems[0];
            return new ProblemDetails(
                $"urn:vfleet:problem:{first.Code.Name}",
                ProblemStatus.Title(first.Code.Kind),
                Status,
                first.Message,
                first.Code.Name,
                [.. Problems.Select(problem => new ProblemResource(problem.Code.Name, problem.Message, problem.Remedy, problem.Path))]);
        }
    }

    /// <summary>A value as JSON.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="value">It.</param>
    /// <param name="revision">The revision for the ETag; null for none.</param>
    /// <returns>The answer.</returns>
    public static Document Of<T>(T value, long? revision = null) => new(Wire.Write(value)) { Revision = revision };

    /// <summary>No, for one reason.</summary>
    /// <param name="problem">The reason.</param>
    /// <returns>The answer.</returns>
    public static No Refuse(Problem problem) => Refuse([problem]);

    /// <summary>No.</summary>
    /// <param name="problems">Why.</param>
    /// <returns>The answer.</returns>
    public static No Refuse(ImmutableArray<Problem> problems) => new(problems) { RetryAfter = problems[0].Code.Kind == ProblemKind.Busy ? 1 : null };
}
