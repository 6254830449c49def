using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Domain.Placement;

/// <summary>Whether a VM could be placed on a host, and what each filter says.</summary>
/// <param name="VmId">The VM.</param>
/// <param name="HostId">The host.</param>
/// <param name="Host">The host's name; its id when there is no such host.</param>
public sealed record HostVerdict(Guid VmId, Guid HostId, string Host)
{
    /// <summary>What each filter says, in order; all of them, also after the first that fails.</summary>
    public ImmutableArray<FilterVerdict> Filters { get; init; } = [];

    /// <summary>What the VM's vNICs would get; empty unless every filter is passed.</summary>
    public ImmutableArray<NicPlacement> Nics { get; init; } = [];

    /// <summary>The smallest set of vNICs, by id, that the host's free VFs cannot serve; empty when they serve all.</summary>
    public ImmutableArray<Guid> Unservable { get; init; } = [];

    /// <summary>The host's PFs.</summary>
    public ImmutableArray<PfVerdict> Pfs { get; init; } = [];

    /// <summary>Whether every filter is passed.</summary>
    public bool Fits => Filters.All(filter => filter.Passes);
}

/// <summary>What a filter says.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Passes">Whether the host passes.</param>
/// <param name="Message">The finding in a sentence.</param>
public sealed record FilterVerdict(HostReason Filter, bool Passes, string Message);

/// <summary>What a PF has for a VM.</summary>
/// <param name="Pf">The PF.</param>
/// <param name="Name">Its netdev, else its address.</param>
/// <param name="Vfs">How many VFs it has.</param>
/// <param name="Free">How many of them are free for this VM.</param>
public sealed record PfVerdict(PciAddress Pf, string Name, int Vfs, int Free)
{
    /// <summary>VFs that are not free, in order of index.</summary>
    public ImmutableArray<VfObstacle> NotFree { get; init; } = [];

    /// <summary>vNICs that may not have a VF of it, in the VM's order.</summary>
    public ImmutableArray<NicObstacle> Disallowed { get; init; } = [];
}

/// <summary>Why a VF is not free.</summary>
/// <param name="Index">The VF's index.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">Why, in a few words: the VM that has it, or what the host reports.</param>
/// <param name="Claim">The claim on it; null when there is none.</param>
public sealed record VfObstacle(int Index, VfReason Reason, string Message, Claim? Claim);

/// <summary>Why a VF is not free.</summary>
public enum VfReason
{
    /// <summary>A vNIC has it.</summary>
    Claimed,

    /// <summary>A vNIC gave it up, and the host has not reported it clean.</summary>
    Releasing,

    /// <summary>It has just been given to a vNIC and the claim is being written.</summary>
    Taken,

    /// <summary>The host reports that something else uses it.</summary>
    Held,

    /// <summary>Something of its former user is still on it.</summary>
    Unclean,

    /// <summary>The PF's configuration keeps its VFs out of the fleet.</summary>
    NotUsed,

    /// <summary>The host could not give it to a guest although it had looked free.</summary>
    Suspect,
}

/// <summary>Why a vNIC may not have any VF of a PF.</summary>
/// <param name="NicId">The vNIC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">Why, in a few words.</param>
public sealed record NicObstacle(Guid NicId, PfReason Reason, string Message);

/// <summary>Why a vNIC may not have any VF of a PF.</summary>
public enum PfReason
{
    /// <summary>The PF's configuration does not allow the network.</summary>
    NetworkNotAllowed,

    /// <summary>The PF is mapped to another physical network than is asked for, or to none.</summary>
    PhysicalNetwork,

    /// <summary>Vendor and device id are not what is asked for.</summary>
    VendorDevice,

    /// <summary>The model is not what is asked for.</summary>
    Model,

    /// <summary>Its VFs count as trusted or not, and the other is asked for.</summary>
    Trusted,

    /// <summary>Guests can be migrated live with its VFs or not, and the other is asked for.</summary>
    LiveMigratable,

    /// <summary>The vNIC is pinned to something else.</summary>
    Pinned,

    /// <summary>The VM already has a VF of the PF for a vNIC that must be apart from this one.</summary>
    Separate,
}
