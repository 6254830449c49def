using Vfleet.Domain.Problems;

namespace Vfleet.Link.Connecting;

/// <summary>What an engine answered.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
internal abstract record EngineAnswer<T>
{
    private EngineAnswer()
    {
    }

    /// <summary>What was asked for.</summary>
    /// <param name="Value">It.</param>
    public sealed record Ok(T Value) : EngineAnswer<T>;

    /// <summary>The engine says no.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Problem">Why.</param>
    public sealed record Refused(int Status, Problem Problem) : EngineAnswer<T>;

    /// <summary>No engine answered, or one that is not trusted.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Unreachable(Problem Problem) : EngineAnswer<T>;
}
