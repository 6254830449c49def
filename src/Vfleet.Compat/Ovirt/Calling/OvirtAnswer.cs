using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>What a request is answered with.</summary>
internal abstract record OvirtAnswer
{
    private OvirtAnswer()
    {
    }

    /// <summary>The status code.</summary>
    public int Status { get; init; } = 200;

    /// <summary>After how many seconds it is worth trying again; null when nobody knows.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Where what was made stands, an absolute path; null for none.</summary>
    public string? Location { get; init; }

    /// <summary>A document.</summary>
    /// <param name="Root">Its root.</param>
    public sealed record Document(Element Root) : OvirtAnswer;

    /// <summary>A document that has been written before.</summary>
    /// <param name="Bytes">It, in the spelling that was asked for.</param>
    public sealed record Written(ReadOnlyMemory<byte> Bytes) : OvirtAnswer
    {
        /// <summary>How it is compressed, as <c>Content-Encoding</c> names it; null when it is not.</summary>
        public string? Coding { get; init; }
    }

    /// <summary>Nothing but the status code.</summary>
    public sealed record Empty : OvirtAnswer;

    /// <summary>A fault: a reason that says what kind it is and a detail for people. In an answer to an action it stands in an <c>action</c>.</summary>
    /// <param name="Reason">As oVirt says it, mostly <c>Operation Failed</c>.</param>
    /// <param name="Detail">What is wrong and what to do.</param>
    public sealed record Fault(string Reason, string Detail) : OvirtAnswer
    {
        /// <summary>What the rules found, for the elements that oVirt does not have; empty when no rule did.</summary>
        public ImmutableArray<Problem> Problems { get; init; } = [];

        /// <summary>Whether nothing at all was done, so that it may be tried once more when another engine has changed something.</summary>
        public bool IsUntouched { get; init; }
    }

    /// <summary>A document.</summary>
    /// <param name="root">Its root.</param>
    /// <returns>The answer.</returns>
    public static OvirtAnswer Of(Element root) => new Document(root);

    /// <summary>What was made.</summary>
    /// <param name="root">It.</param>
    /// <returns>The answer, with 201 and its address.</returns>
    public static OvirtAnswer Made(Element root) => new Document(root) { Status = 201, Location = root.Href };

    /// <summary>An action that is done.</summary>
    /// <returns>The answer.</returns>
    public static OvirtAnswer Complete() => new Document(new Element("action").Add("status", "complete"));

    /// <summary>There is none such: oVirt says that with an empty body.</summary>
    /// <returns>The answer.</returns>
    public static OvirtAnswer NotFound() => new Empty { Status = 404 };

    /// <summary>A fault.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">The detail.</param>
    /// <returns>The answer.</returns>
    public static OvirtAnswer Refuse(int status, string reason, string detail) => new Fault(reason, detail) { Status = status };
}
