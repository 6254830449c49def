using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Lab.Guests;

/// <summary>What <see cref="LabGuest.DefineAsync"/> defines.</summary>
/// <param name="Name">libvirt's name for it: letters, digits and '-'.</param>
public sealed record LabGuestOptions(string Name)
{
    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; } = 192;

    /// <summary>PCIe root ports without a device, for hot plug.</summary>
    public int SparePorts { get; init; } = 4;

    /// <summary>libvirt device elements (<c>interface</c>, <c>hostdev</c> ...), as XML.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>IPv4 address and length, e.g. <c>10.10.0.2/24</c>, for the first NIC in the guest that is a VF.</summary>
    public string? Address { get; init; }

    /// <summary>IPv4 address and length for the NIC with a MAC; of a failover trio, for its master.</summary>
    public ImmutableDictionary<MacAddress, string> Addresses { get; init; } = ImmutableDictionary<MacAddress, string>.Empty;
}
