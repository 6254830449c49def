using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>A host device (<c>device</c> document, libvirt <c>docs/formatnode.rst</c>).</summary>
/// <param name="Name">libvirt's name, for example <c>pci_0000_01_10_0</c>.</param>
/// <param name="Path">Its place in sysfs, or null.</param>
/// <param name="Parent">libvirt's name of the device above, or null.</param>
/// <param name="Driver">The kernel driver bound to it, or null.</param>
/// <param name="Capability">What it is, or null when it is neither PCI nor net.</param>
public sealed record NodeDevice(string Name, string? Path, string? Parent, string? Driver, NodeDeviceCapability? Capability)
{
    /// <summary>libvirt's name of a PCI function.</summary>
    /// <param name="address">The function's address.</param>
    /// <returns>For example <c>pci_0000_01_10_0</c>.</returns>
    public static string NameOf(PciAddress address) =>
        $"pci_{address.Domain:x4}_{address.Bus:x2}_{address.Device:x2}_{address.Function:x}";

    /// <summary>Reads a <c>device</c> document.</summary>
    /// <param name="xml">The document.</param>
    /// <returns>The device.</returns>
    /// <exception cref="LibvirtXmlException">It is not such a document.</exception>
    public static NodeDevice Parse(string xml) => NodeDeviceReader.Read(XmlText.Parse(xml, "device"));
}

/// <summary>What a host device is.</summary>
public abstract record NodeDeviceCapability
{
    private protected NodeDeviceCapability()
    {
    }
}

/// <summary>A PCI function.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Vendor">Maker.</param>
/// <param name="Product">Product.</param>
public sealed record PciCapability(PciAddress Address, PciName Vendor, PciName Product) : NodeDeviceCapability
{
    /// <summary>Class code, 24 bits, or null when libvirt does not say.</summary>
    public uint? ClassCode { get; init; }

    /// <summary>Its IOMMU group, or null without one.</summary>
    public IommuGroup? IommuGroup { get; init; }

    /// <summary>Its NUMA node, or null without one.</summary>
    public int? NumaNode { get; init; }

    /// <summary>For a VF: its PF.</summary>
    public PciAddress? PhysicalFunction { get; init; }

    /// <summary>For a PF: its VFs; null when it is none.</summary>
    public VirtualFunctions? VirtualFunctions { get; init; }
}

/// <summary>A maker or a product.</summary>
/// <param name="Id">Its number, 0-0xffff; null when it is not a number.</param>
/// <param name="Name">Its name, possibly empty.</param>
public sealed record PciName(ushort? Id, string Name);

/// <summary>An IOMMU group.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Functions">All functions in it.</param>
public sealed record IommuGroup(int Number, ImmutableArray<PciAddress> Functions)
{
    /// <inheritdoc/>
    public bool Equals(IommuGroup? other) =>
        other is not null && Number == other.Number && Functions.AsSpan().SequenceEqual(other.Functions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, Functions.Length);
}

/// <summary>The VFs of a PF.</summary>
/// <param name="Most">How many it can have; null when libvirt does not say.</param>
/// <param name="Functions">Those that exist.</param>
public sealed record VirtualFunctions(int? Most, ImmutableArray<PciAddress> Functions)
{
    /// <inheritdoc/>
    public bool Equals(VirtualFunctions? other) =>
        other is not null && Most == other.Most && Functions.AsSpan().SequenceEqual(other.Functions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Most, Functions.Length);
}

/// <summary>A network interface.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Mac">Its MAC, or null when it has none of 48 bits.</param>
/// <param name="LinkState">Its operational state, for example <c>up</c>, or null.</param>
/// <param name="SpeedMbits">Speed in Mbit/s, or null when it is not known.</param>
public sealed record NetCapability(string Interface, MacAddress? Mac, string? LinkState, int? SpeedMbits) : NodeDeviceCapability;
