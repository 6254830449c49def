using System.Collections.Immutable;

namespace Vfleet.Domain.Placement;

/// <summary>What came of a request.</summary>
public abstract record PlacementOutcome
{
    private PlacementOutcome()
    {
    }

    /// <summary>Every VM has a host. Nothing is taken yet.</summary>
    /// <param name="Vms">The VMs in the order of the request.</param>
    public sealed record Placed(ImmutableArray<VmPlacement> Vms) : PlacementOutcome;

    /// <summary>At least one VM has no host, so none gets one.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(PlacementRefusal Refusal) : PlacementOutcome;
}
