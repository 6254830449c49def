using System.Collections.Immutable;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Problems;

namespace Vfleet.Link.Operating;

/// <summary>Carries out one operation.</summary>
/// <param name="pfs">Carries out those of PFs.</param>
/// <param name="guests">Carries out those of guests.</param>
internal sealed class OperationRun(PfConfigureRun pfs, GuestRun guests)
{
    /// <summary>Carries it out.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="wasBegun">Whether an earlier agent began it.</param>
    /// <param name="cancellationToken">Stops it before its next step; what was done is undone.</param>
    /// <returns>What became of it. What fails is no exception.</returns>
    public Task<OperationReport> RunAsync(HostOperation operation, bool wasBegun, CancellationToken cancellationToken) =>
        operation.Kind == HostOperation.ConfigurePf ? pfs.RunAsync(operation, cancellationToken) : guests.RunAsync(operation, wasBegun, cancellationToken);

    /// <summary>An operation that is done.</summary>
    public static OperationReport Done(HostOperation operation, PlanResource plan) => new(operation.Id, OperationState.Done, null, plan, null);

    /// <summary>An operation that failed.</summary>
    public static OperationReport Failed(HostOperation operation, PlanResource? plan, ImmutableArray<Problem> problems) =>
        new(operation.Id, OperationState.Failed, null, plan, [.. problems.Select(ToResource)]);

    /// <summary>An operation of a kind, or with members, that this agent does not understand.</summary>
    public static OperationReport Unknown(HostOperation operation) => Failed(
        operation, null, [new Problem(ProblemCode.Unsupported, $"this agent knows no operation '{operation.Kind}'", "install the newer vfleet on the host")]);

    /// <summary>A problem as it is sent.</summary>
    /// <param name="problem">The problem.</param>
    public static ProblemResource ToResource(Problem problem) => new(problem.Code.Name, problem.Message, problem.Remedy, problem.Path);
}
