using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet;

/// <summary>What a host's agent last reported, as far as the fleet needs it.</summary>
/// <param name="HostId">The host.</param>
public sealed record HostInventory(Guid HostId)
{
    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>CPUs that are online.</summary>
    public int Cpus { get; init; }

    /// <summary>NUMA nodes in order of number; empty when the platform does not say.</summary>
    public ImmutableArray<InventoryNode> NumaNodes { get; init; } = [];

    /// <summary>The running kernel.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>The agent's version.</summary>
    public string AgentVersion { get; init; } = "";

    /// <summary>SR-IOV physical functions in order of address.</summary>
    public ImmutableArray<InventoryPf> Pfs { get; init; } = [];

    /// <summary>Bridges that the host has, for the networks that are mapped to them.</summary>
    public ImmutableArray<string> Bridges { get; init; } = [];

    /// <summary>libvirt guests of the host, by UUID, running or not.</summary>
    public ImmutableArray<InventoryGuest> Guests { get; init; } = [];

    /// <summary>The PF at an address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The PF; null when there is none.</returns>
    public InventoryPf? Pf(PciAddress address) => Pfs.FirstOrDefault(pf => pf.Address == address);
}

/// <summary>A NUMA node.</summary>
/// <param name="Node">Its number.</param>
/// <param name="MemoryMiB">Its memory in MiB.</param>
/// <param name="Cpus">Its CPUs.</param>
public sealed record InventoryNode(int Node, int MemoryMiB, int Cpus);

/// <summary>A guest that libvirt has.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsRunning">Whether it runs.</param>
public sealed record InventoryGuest(Guid Id, string Name, bool IsRunning)
{
    /// <summary>Whether Vfleet made it, by its mark in libvirt's metadata.</summary>
    public bool IsMade { get; init; }

    /// <summary>Virtual CPUs; 0 when not known.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in MiB; 0 when not known.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>Its network devices in libvirt's order.</summary>
    public ImmutableArray<InventoryGuestNic> Nics { get; init; } = [];
}

/// <summary>A network device of a guest.</summary>
/// <param name="Mac">Its MAC address; null when libvirt does not know it.</param>
public sealed record InventoryGuestNic(MacAddress? Mac)
{
    /// <summary>The PF of its VF; null when it has none.</summary>
    public PciAddress? Pf { get; init; }

    /// <summary>The index of its VF.</summary>
    public int? Vf { get; init; }

    /// <summary>The host's bridge that it is on; null for none.</summary>
    public string? Bridge { get; init; }
}

/// <summary>A physical function of a host.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Name">Its netdev, else its address.</param>
public sealed record InventoryPf(PciAddress Address, string Name)
{
    /// <summary>MAC address; null when it has no netdev.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Vendor and device id of the PF, as <c>8086:1572</c>.</summary>
    public string VendorDevice { get; init; } = "";

    /// <summary>Vendor and device id of its VFs; empty while it has none.</summary>
    public string VfVendorDevice { get; init; } = "";

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>The PF driver; null when none is bound.</summary>
    public string? Driver { get; init; }

    /// <summary>NUMA node; null when the platform does not say.</summary>
    public int? NumaNode { get; init; }

    /// <summary>How many VFs it can have.</summary>
    public int MaxVfs { get; init; }

    /// <summary>How many VFs it has.</summary>
    public int NumVfs { get; init; }

    /// <summary>How far VF 0 lies from the PF, in routing ids (PCI Express, "First VF Offset"); null while it has no VFs, or when the agent does not tell.</summary>
    public int? VfOffset { get; init; }

    /// <summary>How far each VF lies from the one before, in routing ids (PCI Express, "VF Stride"); null while it has fewer than two.</summary>
    public int? VfStride { get; init; }

    /// <summary>Whether it has a carrier; null when that is not known.</summary>
    public bool? HasLink { get; init; }

    /// <summary>Link speed in Mbit/s; null when not known.</summary>
    public int? Speed { get; init; }

    /// <summary>MTU in bytes; null when not known.</summary>
    public int? Mtu { get; init; }

    /// <summary><c>legacy</c> or <c>switchdev</c>; null when not known.</summary>
    public string? EswitchMode { get; init; }

    /// <summary>Whether its driver lets VFs be trusted; null when not known.</summary>
    public bool? CanTrust { get; init; }

    /// <summary>Whether guests can be migrated live with its VFs.</summary>
    public bool IsLiveMigratable { get; init; }

    /// <summary>The bond that the PF is a slave of; null for none.</summary>
    public string? Bond { get; init; }

    /// <summary>VFs that are not simply free, in order of index: one that is not named here is free on the host.</summary>
    public ImmutableArray<InventoryVf> Vfs { get; init; } = [];

    /// <summary>The PCI address of a VF.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>The address; null when it is not known.</returns>
    public PciAddress? AddressOf(int index) => VfOffset is { } offset && (index == 0 || VfStride is not null)
        ? Address.VirtualFunction(offset, VfStride ?? 0, index)
        : null;
}

/// <summary>A VF about which there is something to say.</summary>
/// <param name="Index">Its index, from 0.</param>
public sealed record InventoryVf(int Index)
{
    /// <summary>Why it is not free, in the words of the free rule; empty when it is.</summary>
    public ImmutableArray<string> Holds { get; init; } = [];

    /// <summary>The guest that has it; null when none has or it is not a guest.</summary>
    public Guid? Guest { get; init; }

    /// <summary>What a former user left on a VF that nobody has, each in a few words, as <c>VLAN 100</c>; empty for a clean one.</summary>
    public ImmutableArray<string> Leftovers { get; init; } = [];

    /// <summary>Whether something of a former user is still on it, or a change of it is unfinished: it must not be given away yet.</summary>
    public bool IsUnclean { get; init; }
}
