using Vfleet.Domain.Problems;

namespace Vfleet.Host.State;

/// <summary>A state file cannot be read, understood or written.</summary>
/// <param name="problem">Which, why, and what to do.</param>
public sealed class StateException(Problem problem) : IOException(problem.Message)
{
    /// <summary>Which file, why, and what to do.</summary>
    public Problem Problem { get; } = problem;
}
