using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Desired;

/// <summary>What became of planning a document on a host.</summary>
public abstract record HostPlanResult
{
    private HostPlanResult()
    {
    }

    /// <summary>The document does not fit the host as a whole: two entries mean one PF, a PF that is required is not there.</summary>
    /// <param name="Problems">At least one.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : HostPlanResult;

    /// <summary>There is a plan for each PF, or a reason why not.</summary>
    /// <param name="Plan">The plan.</param>
    public sealed record Planned(HostPlan Plan) : HostPlanResult;
}

/// <summary>Plans making a host what its document says. Pure: the same host and document give the same plan.</summary>
public static class DesiredPlanner
{
    /// <summary>Plans it.</summary>
    /// <param name="desired">The document.</param>
    /// <param name="host">The host as read, with everything that planning needs.</param>
    /// <param name="force">Whether to go on on PFs that carry the default route or the caller's connection.</param>
    /// <returns>A plan for each PF, or why the document does not fit. A PF that cannot be changed stops none of the others.</returns>
    public static HostPlanResult Plan(DesiredHost desired, ObservedHost host, bool force)
    {
        var matching = PfMatching.Of(desired, host);
        if (!matching.Problems.IsEmpty)
        {
            return new HostPlanResult.Refused(matching.Problems);
        }

        return new HostPlanResult.Planned(new HostPlan
        {
            Pfs = [.. matching.Matches.Select(match => Plan(host, match.Pf, match.Entry, force))],
            LeftAlone = matching.LeftAlone,
            Warnings = matching.Warnings,
            Drift = desired.Drift,
        });
    }

    private static PfPlan Plan(ObservedHost host, ObservedPf pf, DesiredPf entry, bool force)
    {
        var change = new HostChange.ConformPf(new FunctionSelector.ByAddress(pf.Address), entry) { Force = force };
        return new PfPlan(pf.Address, pf.Name, change, ChangePlanner.Plan(host, change));
    }
}
