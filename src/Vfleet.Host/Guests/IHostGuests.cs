using System.Collections.Immutable;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Guests;

/// <summary>The guests of a host: run, stopped, given vNICs and rid of them.</summary>
public interface IHostGuests
{
    /// <summary>Plans a change. Nothing is touched.</summary>
    /// <param name="change">The wish.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What would be done, or why not.</returns>
    Task<GuestOutcome> PlanAsync(GuestChange change, CancellationToken cancellationToken);

    /// <summary>Makes a change. What was begun is undone when a step fails or the caller cancels.</summary>
    /// <param name="change">The wish.</param>
    /// <param name="progress">Told of each step as it begins, in a sentence; on any thread.</param>
    /// <param name="cancellationToken">Stops before the next step, or during a wait, and undoes.</param>
    /// <returns>What became of it. Expected failures are outcomes, not exceptions.</returns>
    Task<GuestOutcome> ApplyAsync(GuestChange change, IProgress<string>? progress, CancellationToken cancellationToken);
}

/// <summary>What became of a guest change, or would.</summary>
public abstract record GuestOutcome
{
    private GuestOutcome()
    {
    }

    /// <summary>It is so already.</summary>
    /// <param name="Because">Why, in a sentence.</param>
    public sealed record Nothing(string Because) : GuestOutcome;

    /// <summary>It can be done; only of a plan.</summary>
    /// <param name="Plan">How.</param>
    public sealed record Ready(GuestPlan Plan) : GuestOutcome;

    /// <summary>It is done.</summary>
    /// <param name="Plan">What was done.</param>
    /// <param name="Elapsed">How long it took.</param>
    public sealed record Done(GuestPlan Plan, TimeSpan Elapsed) : GuestOutcome;

    /// <summary>It cannot be done; nothing was touched.</summary>
    /// <param name="Problems">All reasons.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : GuestOutcome;

    /// <summary>A step failed, or it was cancelled; what was begun is undone.</summary>
    /// <param name="Plan">What was to be done.</param>
    /// <param name="Problem">What failed.</param>
    /// <param name="Left">What could not be undone.</param>
    public sealed record Failed(GuestPlan Plan, Problem Problem, ImmutableArray<Problem> Left) : GuestOutcome;
}
