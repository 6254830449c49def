using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Desired;

/// <summary>What will be done to one PF.</summary>
public sealed record PlannedPf
{
    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What the plan depends on.</summary>
    public required ImmutableSortedDictionary<string, string> Facts { get; init; }

    /// <summary>SHA-256 of the facts.</summary>
    public required string Digest { get; init; }

    /// <summary>The steps in order, for people; empty when there is nothing to do or it is refused.</summary>
    public required ImmutableArray<string> Steps { get; init; }

    /// <summary>Makes it of the plan of one PF.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="host">The host that it was made for.</param>
    /// <returns>What will be done.</returns>
    public static PlannedPf Of(PfPlan plan, ObservedHost host)
    {
        var facts = PlanFacts.Of(host, host.Pf(plan.Pf)!, plan.Change.Wish);
        return new PlannedPf
        {
            Address = plan.Pf.ToString(),
            Name = plan.Name,
            Facts = facts,
            Digest = PlanFacts.Digest(facts),
            Steps = plan.Result is PlanResult.Ready ready ? [.. ready.Plan.Steps.Select(step => step.Description)] : [],
        };
    }

    /// <summary>Why an earlier plan of this PF is not this one.</summary>
    /// <param name="then">The earlier plan.</param>
    /// <returns>The reason; none when it is.</returns>
    public IEnumerable<Problem> StaleSince(PlannedPf then)
    {
        if (then.Digest != Digest)
        {
            yield return PlanFacts.Stale(Name, PlanFacts.Differences(then.Facts, Facts));
        }
        else if (!then.Steps.SequenceEqual(Steps, StringComparer.Ordinal))
        {
            yield return PlanFacts.Stale(Name, ["this vfleet plans other steps than the one that made the plan"]);
        }
    }
}
