using System.Collections.Immutable;
using Vfleet.Engine.Operations;

namespace Vfleet.Engine.Hosts;

/// <summary>What this engine knows of a host's agent since the engine started.</summary>
/// <param name="LastReport">When it last reported.</param>
/// <param name="Generation">The generation of what is desired that it last said to have carried out, or to have failed.</param>
/// <param name="Problems">What keeps it from that.</param>
public sealed record HostSession(DateTimeOffset LastReport, long Generation, ImmutableArray<WorkProblem> Problems)
{
    /// <summary>The generation that the kept inventory knows: it is what the host was when it had carried that out, or later.</summary>
    public long Compared { get; init; }
}

/// <summary>A report of a host, read.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Inventory">What it is now; null when nothing changed since its last report.</param>
/// <param name="Generation">The generation of what is desired that is carried out, or that failed.</param>
/// <param name="Problems">What keeps it from that.</param>
/// <param name="Operations">How its operations are.</param>
public sealed record ReadReport(
    Guid HostId, Domain.Fleet.HostInventory? Inventory, long Generation, ImmutableArray<WorkProblem> Problems, ImmutableArray<WorkReport> Operations)
{
    /// <summary>
    /// Whether what is known of the host with this report is what it is. When its changes could not be applied, because they are of something that this
    /// engine does not know, nothing may be concluded from what it was.
    /// </summary>
    public bool IsWhole { get; init; } = true;
}

/// <summary>How an operation is on its host.</summary>
/// <param name="Id">Which.</param>
/// <param name="State">How far.</param>
/// <param name="Progress">What is being done now.</param>
/// <param name="Plan">The plan; null when there is none.</param>
/// <param name="Problems">Why it failed.</param>
public sealed record WorkReport(Guid Id, WorkState State, string? Progress, WorkPlan? Plan, ImmutableArray<WorkProblem> Problems);

/// <summary>What is desired of a host.</summary>
/// <param name="Generation">Counts its changes.</param>
/// <param name="Pfs">PFs whose number of VFs the fleet decides.</param>
/// <param name="Operations">Work that is not over.</param>
public sealed record HostWish(long Generation, ImmutableArray<Domain.Fleet.VfsConfiguration> Pfs, ImmutableArray<FleetOperation> Operations);
