using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>An IOMMU group.</summary>
/// <param name="Number">Its number.</param>
public sealed record GroupFacts(int Number)
{
    /// <summary>Type of its default domain: DMA, DMA-FQ, identity (kernel ABI sysfs-kernel-iommu_groups); null when not known.</summary>
    public string? Type { get; init; }

    /// <summary>Its members.</summary>
    public ImmutableArray<GroupMember> Members { get; init; } = [];

    /// <summary>Rows of <c>reserved_regions</c>, all types; empty when not known.</summary>
    public ImmutableArray<ReservedRegion> Reserved { get; init; } = [];
}

/// <summary>A PCI function in an IOMMU group.</summary>
/// <param name="Address">Its address.</param>
/// <param name="ClassCode">PCI class code, 24 bits; 0x06xxxx is a bridge.</param>
/// <param name="Driver">Its driver; null when none.</param>
public sealed record GroupMember(PciAddress Address, uint ClassCode, string? Driver);

/// <summary>Addresses that an IOMMU group may not map freely.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Last address.</param>
/// <param name="Type">The kernel's word: direct, direct-relaxable, msi, reserved (drivers/iommu/iommu.c).</param>
public sealed record ReservedRegion(ulong Start, ulong End, string Type);
