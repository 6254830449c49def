namespace Vfleet.Api.Resources;

/// <summary>A wish to place VMs: all together or none.</summary>
public sealed record PlacementRequestResource
{
    /// <summary>VMs that exist, by id or name, and VMs to make (with a name).</summary>
    public required IReadOnlyList<PlacementVm> Vms { get; init; }

    /// <summary>Only say where they would go.</summary>
    public bool DryRun { get; init; }

    /// <summary>After how many seconds the place is given up unless it is confirmed, 1-86400; never when null.</summary>
    public int? LeaseSeconds { get; init; }
}

/// <summary>A VM to place: one that exists, or one to make.</summary>
public sealed record PlacementVm
{
    /// <summary>One that exists.</summary>
    public Reference? Existing { get; init; }

    /// <summary>One to make.</summary>
    public VmResource? New { get; init; }
}

/// <summary>Where VMs went.</summary>
/// <param name="Placements">One for each VM, in the order of the request.</param>
public sealed record PlacementAnswer(IReadOnlyList<PlacementResource> Placements);

/// <summary>Where a VM is.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Host">The host.</param>
/// <param name="Nics">What its vNICs have.</param>
/// <param name="Lease">When it is given up unless it is confirmed; null when it stays.</param>
public sealed record PlacementResource(Reference Vm, Reference Host, IReadOnlyList<PlacementNic> Nics, DateTimeOffset? Lease);

/// <summary>What a vNIC has.</summary>
/// <param name="Nic">The vNIC.</param>
/// <param name="Vf">Its VF; null when it has none.</param>
/// <param name="Bridge">The bridge that it is on instead; null when it has a VF or no network.</param>
public sealed record PlacementNic(Reference Nic, NicFunction? Vf, string? Bridge);

/// <summary>A question where a VM could go.</summary>
public sealed record ExplainRequest
{
    /// <summary>The VM.</summary>
    public required PlacementVm Vm { get; init; }

    /// <summary>The host that is meant; every host of the cluster when null, those where it could go first, at most 100.</summary>
    public Reference? Host { get; init; }
}

/// <summary>Where a VM could go.</summary>
/// <param name="Hosts">What each host says.</param>
/// <param name="Total">How many hosts there are in all.</param>
public sealed record ExplainAnswer(IReadOnlyList<HostExplanation> Hosts, int Total);

/// <summary>What a host says to a VM.</summary>
/// <param name="Host">The host.</param>
/// <param name="Fits">Whether it could go there.</param>
/// <param name="Checks">Each filter's answer, in the order in which they are asked.</param>
/// <param name="Nics">What its vNICs would have; empty when it does not fit.</param>
public sealed record HostExplanation(Reference Host, bool Fits, IReadOnlyList<HostCheck> Checks, IReadOnlyList<PlacementNic> Nics);

/// <summary>A filter's answer.</summary>
/// <param name="Filter">Which: <c>state</c>, <c>cluster</c>, <c>pinned</c>, <c>memory</c>, <c>cpu</c>, <c>networks</c>, <c>affinity</c>, <c>vfs</c>.</param>
/// <param name="Passes">Whether the host passes.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record HostCheck(string Filter, bool Passes, string Reason);
