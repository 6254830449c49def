using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>What a physical and a virtual function have in common, as read from <c>/sys/bus/pci/devices/ADDRESS</c>.</summary>
/// <remarks>Attributes: kernel Documentation/ABI/testing/sysfs-bus-pci.</remarks>
public sealed record PciFunction
{
    /// <summary>Where it sits.</summary>
    public required PciAddress Address { get; init; }

    /// <summary>Vendor id, such as 0x8086.</summary>
    public required ushort Vendor { get; init; }

    /// <summary>Device id, such as 0x10c9. A VF's config space holds 0xffff; the kernel shows the PF's "VF Device ID" instead.</summary>
    public required ushort Device { get; init; }

    /// <summary>Subsystem vendor id; 0 when the card has none.</summary>
    public ushort SubsystemVendor { get; init; }

    /// <summary>Subsystem id; 0 when the card has none.</summary>
    public ushort SubsystemDevice { get; init; }

    /// <summary>Class, subclass and programming interface: 0x020000 is Ethernet, 0x010802 NVMe. 24 bits.</summary>
    public uint Class { get; init; }

    /// <summary>The driver that has the function, such as <c>igbvf</c> or <c>vfio-pci</c>; null when none has.</summary>
    public string? Driver { get; init; }

    /// <summary>The only driver that may take it (<c>driver_override</c>); null when any that matches may.</summary>
    public string? DriverOverride { get; init; }

    /// <summary>NUMA node; null when the firmware names none (-1).</summary>
    public int? NumaNode { get; init; }

    /// <summary>IOMMU group number; null without an IOMMU.</summary>
    public int? IommuGroup { get; init; }

    /// <summary>Names of its network interfaces in this network namespace, sorted; several on some cards (mlx4), none on
    /// vfio-pci.</summary>
    public ImmutableArray<string> Netdevs { get; init; } = [];

    /// <summary>Base class 0x02: Ethernet, InfiniBand and other network controllers.</summary>
    public bool IsNetworkController => Class >> 16 == 0x02;

    /// <summary>Base class 0x06, subclass 0x04: a PCI-to-PCI bridge or PCI Express port.</summary>
    public bool IsBridge => Class >> 8 == 0x0604;

    /// <summary>Vendor and device as <c>8086:10c9</c>.</summary>
    public string Ids => $"{Vendor:x4}:{Device:x4}";
}
