using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Applying;

/// <summary>How a step ended. A step that failed has taken back its own part, or left an undo that does.</summary>
internal abstract record StepResult
{
    private StepResult()
    {
    }

    /// <summary>It is done.</summary>
    public static StepResult Ok { get; } = new Done([]);

    /// <summary>It is done.</summary>
    /// <param name="Notes">Things worth knowing.</param>
    public sealed record Done(ImmutableArray<string> Notes) : StepResult;

    /// <summary>It failed.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Failed(Problem Problem) : StepResult;
}
