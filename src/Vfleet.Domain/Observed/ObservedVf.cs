using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Observed;

/// <summary>A virtual function as the host shows it now.</summary>
/// <param name="Id">PF address and index.</param>
/// <param name="Address">Its own PCI address.</param>
public sealed record ObservedVf(VfId Id, PciAddress Address)
{
    /// <summary>PCI vendor id; some VFs answer 0xffff in config space, the kernel then reports the PF's (PCIe specification).</summary>
    public ushort VendorId { get; init; }

    /// <summary>PCI device id.</summary>
    public ushort DeviceId { get; init; }

    /// <summary>Whether it is a network function, which has a netdev while the host drives it.</summary>
    public bool IsNetwork { get; init; } = true;

    /// <summary>Name from the PCI id database; null when not asked for or not known.</summary>
    public string? Model { get; init; }

    /// <summary>The driver bound to it; null when none.</summary>
    public string? Driver { get; init; }

    /// <summary>The driver_override in force; null when none.</summary>
    public string? DriverOverride { get; init; }

    /// <summary>Whether the driver is a vfio driver (vfio-pci or a variant).</summary>
    public bool IsOnVfio { get; init; }

    /// <summary>IOMMU group; null when the host has no IOMMU in use.</summary>
    public int? IommuGroup { get; init; }

    /// <summary>The other functions of the IOMMU group; bridges do not count.</summary>
    public ImmutableArray<PciAddress> GroupPeers { get; init; } = [];

    /// <summary>NUMA node; null when the platform does not say.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Its netdevs in this network namespace; empty on vfio.</summary>
    public ImmutableArray<ObservedNetdev> Netdevs { get; init; } = [];

    /// <summary>What the PF keeps for it; null when the kernel did not report this VF (<see cref="ObservedPf.VfListCutAt"/>) or was not asked.</summary>
    public VfSettings? Settings { get; init; }

    /// <summary>Processes that have its vfio device open.</summary>
    public ImmutableArray<DeviceHolder> Holders { get; init; } = [];

    /// <summary>Guests whose live or persistent configuration names it.</summary>
    public ImmutableArray<GuestUse> Guests { get; init; } = [];

    /// <summary>What our own state says about it; null when we never changed it or restored it.</summary>
    public VfRecord? Record { get; init; }
}

/// <summary>A process that holds a vfio device open.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Command">Its short name, for example <c>qemu-system-x86</c>.</param>
/// <param name="Guest">The guest's name when it is a QEMU started by libvirt.</param>
public sealed record DeviceHolder(int Pid, string Command, string? Guest);

/// <summary>A libvirt guest that has a function in its XML.</summary>
/// <param name="Name">Domain name.</param>
/// <param name="Uuid">Domain UUID.</param>
/// <param name="Alias">Device alias; null when the persistent XML has none.</param>
/// <param name="Mac">MAC of the interface; null for a plain hostdev.</param>
/// <param name="Live">Whether the running guest has it.</param>
/// <param name="Config">Whether the persistent configuration has it.</param>
public sealed record GuestUse(string Name, Guid Uuid, string? Alias, MacAddress? Mac, bool Live, bool Config);
