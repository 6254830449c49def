using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Documents;

namespace Vfleet.Engine.Changing;

/// <summary>What became of a change.</summary>
/// <typeparam name="T">What was changed.</typeparam>
public abstract record ChangeResult<T>
    where T : class
{
    private ChangeResult()
    {
    }

    /// <summary>It is done, and durable; or it would be, when it was only tried.</summary>
    /// <param name="Entry">What it is now; for a removal, what it was.</param>
    public sealed record Done(Entry<T> Entry) : ChangeResult<T>
    {
        /// <summary>Whether it had been done before, by a request with the same idempotency key.</summary>
        public bool IsRepeated { get; init; }
    }

    /// <summary>A rule forbids it. Nothing was changed.</summary>
    /// <param name="Problems">Every reason.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : ChangeResult<T>;

    /// <summary>There is none such.</summary>
    /// <param name="Problem">It in words.</param>
    public sealed record NotFound(Problem Problem) : ChangeResult<T>;

    /// <summary>It is not the one that the caller saw.</summary>
    /// <param name="Revision">The revision that it has now.</param>
    public sealed record Stale(long Revision) : ChangeResult<T>;

    /// <summary>The caller may not.</summary>
    /// <param name="Problem">It in words.</param>
    public sealed record Forbidden(Problem Problem) : ChangeResult<T>;
}
