using System.Collections.Immutable;

namespace Vfleet.Domain.Fleet.Comparing;

/// <summary>Everything of one host that is compared: what the fleet has written down, and what the host reports.</summary>
/// <param name="Host">The host.</param>
/// <param name="Inventory">What it last reported.</param>
public sealed record ComparedHost(FleetHost Host, HostInventory Inventory)
{
    /// <summary>Whether the report knows everything that is desired of the host: only then may be healed.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Claims on VFs of the host.</summary>
    public ImmutableArray<Claim> Claims { get; init; } = [];

    /// <summary>The VMs that are placed on it, that have claims here, or whose guests it reports, by id.</summary>
    public ImmutableDictionary<Guid, Vm> Vms { get; init; } = ImmutableDictionary<Guid, Vm>.Empty;

    /// <summary>VMs with an operation that is under way on this host.</summary>
    public ImmutableHashSet<Guid> Busy { get; init; } = [];

    /// <summary>PFs whose VFs the fleet decides about.</summary>
    public ImmutableHashSet<Primitives.PciAddress> Decided { get; init; } = [];

    /// <summary>VFs with an operation that cleans them.</summary>
    public ImmutableHashSet<VfKey> Cleaning { get; init; } = [];

    /// <summary>VFs on which something of a former user has been left for longer than a guest takes to end: they are shown.</summary>
    public ImmutableHashSet<VfKey> Unclean { get; init; } = [];

    /// <summary>VFs that have had something left on them for longer than a change of hands takes.</summary>
    public ImmutableHashSet<VfKey> LongUnclean { get; init; } = [];

    /// <summary>Suspect VFs that the host has reported clean for long enough.</summary>
    public ImmutableHashSet<VfKey> LongClean { get; init; } = [];
}

/// <summary>What does not fit together on a host, and what of that may be healed without asking anybody.</summary>
/// <param name="Faults">Each VF that something is wrong with.</param>
public sealed record HostComparison(ImmutableArray<VfFault> Faults)
{
    /// <summary>VMs of the host that do not run although they should: they are down, and what is left of them is cleared away.</summary>
    public ImmutableArray<Guid> LostVms { get; init; } = [];

    /// <summary>Guests that the fleet made and that run where their VM is not placed: they are stopped there.</summary>
    public ImmutableArray<Guid> StrayGuests { get; init; } = [];

    /// <summary>VFs to put back.</summary>
    public ImmutableArray<VfKey> ToClean { get; init; } = [];

    /// <summary>Suspect claims to end.</summary>
    public ImmutableArray<VfKey> NoLongerSuspect { get; init; } = [];
}

/// <summary>What is wrong with a VF.</summary>
/// <param name="Vf">The VF.</param>
/// <param name="Kind">Which sort.</param>
/// <param name="Message">It in a sentence.</param>
/// <param name="Remedy">What the reader can do.</param>
/// <param name="VmId">The VM that it is about; null for none.</param>
/// <param name="IsHealed">Whether the engine heals it by itself.</param>
public sealed record VfFault(VfKey Vf, VfFaultKind Kind, string Message, string Remedy, Guid? VmId, bool IsHealed);

/// <summary>What can be wrong with a VF.</summary>
public enum VfFaultKind
{
    /// <summary>A VM has claimed it, but no guest has it.</summary>
    ClaimWithoutGuest,

    /// <summary>A guest has it, but no VM has claimed it.</summary>
    GuestWithoutClaim,

    /// <summary>Something of a former user is on it.</summary>
    LeftOver,

    /// <summary>Another guest has it than the VM that has claimed it.</summary>
    WrongGuest,

    /// <summary>The host could not give it to a guest although it had looked free.</summary>
    Suspect,

    /// <summary>A VM has claimed it, but the PF does not have it any more.</summary>
    Missing,
}
