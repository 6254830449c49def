using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;

namespace Vfleet.Engine.Placing;

/// <summary>What became of a wish to place VMs.</summary>
public abstract record PlacingResult
{
    private PlacingResult()
    {
    }

    /// <summary>All of them have a place, and it is durable; or they would have, when it was only tried.</summary>
    /// <param name="Vms">Them, in the order of the wish.</param>
    public sealed record Done(ImmutableArray<PlacedVm> Vms) : PlacingResult;

    /// <summary>None of them has.</summary>
    /// <param name="Problems">Why.</param>
    public sealed record Refused(ImmutableArray<Problem> Problems) : PlacingResult;

    /// <summary>The caller may not.</summary>
    /// <param name="Problem">It in words.</param>
    public sealed record Forbidden(Problem Problem) : PlacingResult;
}

/// <summary>A VM and its place.</summary>
/// <param name="Vm">The VM as it is now.</param>
/// <param name="Nics">What its vNICs have.</param>
/// <param name="Lease">When the place is given up unless it is confirmed; null when it stays.</param>
public sealed record PlacedVm(Vm Vm, ImmutableArray<PlacedNic> Nics, DateTimeOffset? Lease);

/// <summary>What a vNIC has.</summary>
/// <param name="NicId">The vNIC.</param>
/// <param name="Claim">The claim on its VF; null when it has none.</param>
/// <param name="Bridge">The bridge that it is on; null when it has a VF, or no network.</param>
public sealed record PlacedNic(Guid NicId, Claim? Claim, string? Bridge);

/// <summary>A wish to place VMs: all together or none.</summary>
/// <param name="Vms">Them.</param>
public sealed record PlacingWish(ImmutableArray<WishedVm> Vms)
{
    /// <summary>Whether it is only tried.</summary>
    public bool DryRun { get; init; }

    /// <summary>After what time the place is given up unless it is confirmed; null for never.</summary>
    public TimeSpan? Lease { get; init; }
}

/// <summary>A VM to place.</summary>
/// <param name="Existing">One that exists; null for a new one.</param>
/// <param name="New">One to make; null for one that exists. vNICs whose MAC is zero get one of the pool.</param>
public sealed record WishedVm(Guid? Existing, Vm? New);
