using System.Collections.Immutable;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;

namespace Vfleet.Server.Resources;

/// <summary>Operations and their parts on the wire and in the fleet.</summary>
internal static class OperationWire
{
    /// <summary>Shows an operation.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="operation">The operation.</param>
    /// <returns>It as it is shown.</returns>
    public static OperationResource To(FleetState state, FleetOperation operation) => new()
    {
        Id = operation.Id,
        Kind = operation.Kind,
        State = operation.State switch
        {
            WorkState.Waiting => OperationState.Waiting,
            WorkState.Running => OperationState.Running,
            WorkState.Done => OperationState.Done,
            WorkState.Failed => OperationState.Failed,
            _ => OperationState.Cancelled,
        },
        Actor = operation.Actor,
        Created = operation.Created,
        Updated = operation.Updated,
        Host = state.To(FleetKinds.Hosts, operation.HostId),
        Pf = operation.Pf,
        Vm = VmOf(state, operation),
        Progress = operation.Progress,
        Percent = operation.IsOver ? 100 : null,
        Plan = operation.Plan is { } plan ? new PlanResource(plan.Steps, plan.Guests, plan.Notes, plan.Seconds) : null,
        Problems = operation.Problems.IsEmpty ? null : To(operation.Problems),
        DryRun = operation.IsDryRun,
    };

    // A VM that is gone keeps the name that its host was told.
    private static Reference? VmOf(FleetState state, FleetOperation operation) =>
        state.To(FleetKinds.Vms, operation.VmId) is { } vm ? vm with { Name = vm.Name ?? operation.Guest?.Name } : null;

    /// <summary>Shows problems that a host told.</summary>
    /// <param name="problems">The problems.</param>
    /// <returns>They as they are shown.</returns>
    public static IReadOnlyList<ProblemResource> To(ImmutableArray<WorkProblem> problems) =>
        [.. problems.Select(problem => new ProblemResource(problem.Code, problem.Message, problem.Remedy, problem.Path))];

    /// <summary>Reads how far an operation is.</summary>
    /// <param name="state">The word.</param>
    /// <returns>How far.</returns>
    public static WorkState From(OperationState state) => state switch
    {
        OperationState.Waiting => WorkState.Waiting,
        OperationState.Running => WorkState.Running,
        OperationState.Done => WorkState.Done,
        OperationState.Failed => WorkState.Failed,
        _ => WorkState.Cancelled,
    };
}
