using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Planning;

/// <summary>Turns a wish into a plan for a host as it was read, or into every reason why not. Pure: the same input gives the same plan.</summary>
public static class ChangePlanner
{
    /// <summary>Plans one change.</summary>
    /// <param name="host">The host as read.</param>
    /// <param name="change">The wish.</param>
    /// <returns>Refused with all problems, nothing to do, or the plan.</returns>
    public static PlanResult Plan(ObservedHost host, HostChange change) => change switch
    {
        HostChange.SetPf setPf => PfPlanner.Plan(host, setPf),
        HostChange.ConformPf conformPf => ConformPlanner.Plan(host, conformPf),
        HostChange.SetVf setVf => VfSettingsPlanner.Plan(host, setVf),
        HostChange.ResetVf resetVf => VfResetPlanner.Plan(host, resetVf),
        HostChange.BindVf bindVf => VfBindPlanner.Plan(host, bindVf),
        HostChange.AttachVf attachVf => AttachPlanner.Plan(host, attachVf),
        HostChange.DetachVf detachVf => DetachPlanner.Plan(host, detachVf),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "no planner for this change"),
    };
}
