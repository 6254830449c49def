using Vfleet.Api.Resources;

namespace Vfleet.Api.Answers;

/// <summary>How the engine says no (RFC 9457, <c>application/problem+json</c>).</summary>
/// <param name="Type">A URI for the code.</param>
/// <param name="Title">The sort of problem.</param>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Detail">The first problem in a sentence.</param>
/// <param name="Code">The first problem's stable code.</param>
/// <param name="Problems">All of them.</param>
public sealed record ProblemDetails(string Type, string Title, int Status, string Detail, string Code, IReadOnlyList<ProblemResource> Problems)
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";
}
