using System.Collections.Immutable;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;

namespace Vfleet.Host;

/// <summary>What became of a change.</summary>
public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>Nothing was touched, for all of these reasons.</summary>
    /// <param name="Problems">At least one.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : ChangeOutcome;

    /// <summary>Everything was as wished already.</summary>
    /// <param name="Because">In what state it is.</param>
    public sealed record Nothing(string Because) : ChangeOutcome;

    /// <summary>Every step was done.</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="Notes">Things worth knowing, for example a setting that the driver does not support.</param>
    /// <param name="Elapsed">How long it took.</param>
    public sealed record Done(Plan Plan, ImmutableArray<string> Notes, TimeSpan Elapsed) : ChangeOutcome;

    /// <summary>A step failed.</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="Step">The step that failed.</param>
    /// <param name="Problem">Why, and what to do.</param>
    /// <param name="Undone">What was undone, in order.</param>
    /// <param name="Left">What could not be undone, each with its remedy; empty when the host is as it was.</param>
    public sealed record Failed(
        Plan Plan, PlanStep Step, Problem Problem, ImmutableArray<string> Undone, ImmutableArray<Problem> Left) : ChangeOutcome;
}

/// <summary>How a step of a running plan goes.</summary>
/// <param name="Number">The step's number, from 1.</param>
/// <param name="Total">How many steps there are.</param>
/// <param name="Step">The step.</param>
/// <param name="State">Whether it began, goes on, ended or is being undone.</param>
/// <param name="Detail">More, for example <c>5 of 7 VFs are there</c>; empty when there is nothing to say.</param>
public sealed record StepProgress(int Number, int Total, PlanStep Step, StepState State, string Detail = "");

/// <summary>Where a step stands.</summary>
public enum StepState
{
    /// <summary>It begins.</summary>
    Started,

    /// <summary>It goes on.</summary>
    Running,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It is being undone.</summary>
    Undoing,
}
