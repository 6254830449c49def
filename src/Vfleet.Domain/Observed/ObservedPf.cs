using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Observed;

/// <summary>A physical function as the host shows it now.</summary>
/// <param name="Address">PCI address.</param>
public sealed record ObservedPf(PciAddress Address)
{
    /// <summary>PCI vendor id.</summary>
    public ushort VendorId { get; init; }

    /// <summary>PCI device id.</summary>
    public ushort DeviceId { get; init; }

    /// <summary>PCI class code, 24 bits; 0x02xxxx is a network controller.</summary>
    public uint ClassCode { get; init; }

    /// <summary>Vendor name from the PCI id database; null when not asked for or not known.</summary>
    public string? Vendor { get; init; }

    /// <summary>Device name from the PCI id database; null when not asked for or not known.</summary>
    public string? Model { get; init; }

    /// <summary>The PF driver; null when none is bound.</summary>
    public string? Driver { get; init; }

    /// <summary>Its netdevs; several for some cards.</summary>
    public ImmutableArray<ObservedNetdev> Netdevs { get; init; } = [];

    /// <summary>NUMA node; null when the platform does not say.</summary>
    public int? NumaNode { get; init; }

    /// <summary>IOMMU group; null when the host has no IOMMU in use.</summary>
    public int? IommuGroup { get; init; }

    /// <summary>How many VFs the card and driver allow (sriov_totalvfs).</summary>
    public int TotalVfs { get; init; }

    /// <summary>How many VFs are enabled (sriov_numvfs).</summary>
    public int NumVfs { get; init; }

    /// <summary>First VF offset; null when the kernel does not show it.</summary>
    public int? Offset { get; init; }

    /// <summary>VF stride; null when the kernel does not show it.</summary>
    public int? Stride { get; init; }

    /// <summary>Whether new VFs get the host's driver at once (sriov_drivers_autoprobe).</summary>
    public bool? Autoprobe { get; init; }

    /// <summary>Whether the function forwards Alternative Routing-IDs; null when config space is not readable.</summary>
    public bool? Ari { get; init; }

    /// <summary>Whether the port above isolates its functions (ACS); null when config space is not readable.</summary>
    public bool? Acs { get; init; }

    /// <summary>Eswitch mode: <c>legacy</c> or <c>switchdev</c>; null when the driver has none or was not asked.</summary>
    public string? EswitchMode { get; init; }

    /// <summary>InfiniBand ports, as <c>mlx5_0/1 ACTIVE</c>.</summary>
    public ImmutableArray<string> InfiniBandPorts { get; init; } = [];

    /// <summary>Its VFs in order of index.</summary>
    public ImmutableArray<ObservedVf> Vfs { get; init; } = [];

    /// <summary>The first VF index that the kernel left out of its answer; null when it reported all.</summary>
    public int? VfListCutAt { get; init; }

    /// <summary>Why changing this PF may cut the host or the caller off; empty when it does not.</summary>
    public ImmutableArray<ManagementUse> ManagementUses { get; init; } = [];

    /// <summary>What is known of the PF driver.</summary>
    public DriverFacts Facts { get; init; } = DriverFacts.Unknown;

    /// <summary>Whether it is a network controller.</summary>
    public bool IsNetwork => ClassCode >> 16 == 0x02;

    /// <summary>Whether any of its netdevs is administratively up.</summary>
    public bool IsUp => Netdevs.Any(netdev => netdev.IsUp);

    /// <summary>What people call it: its first netdev, else its address.</summary>
    public string Name => Netdevs.IsEmpty ? Address.ToString() : Netdevs[0].Name;
}

/// <summary>A reason why a PF is needed to reach the host.</summary>
/// <param name="Kind">What goes through it.</param>
/// <param name="Through">The netdev that carries it: one of the PF's, or one that stands on it.</param>
/// <param name="Detail">The gateway or the caller's address.</param>
public sealed record ManagementUse(ManagementUseKind Kind, string Through, string Detail);

/// <summary>What goes through a PF.</summary>
public enum ManagementUseKind
{
    /// <summary>The host's default route.</summary>
    DefaultRoute,

    /// <summary>The connection of the person who runs this command.</summary>
    CallerConnection,
}
