using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>A <c>network</c> document, as far as we use it (libvirt <c>docs/formatnetwork.rst</c>).</summary>
/// <param name="Name">The network's name.</param>
public sealed record NetworkDefinition(string Name)
{
    /// <summary>Its UUID; null lets libvirt choose.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>Interfaces of domains connected now; only in a running network's document.</summary>
    public int? Connections { get; init; }

    /// <summary>How it reaches the outside; null for an isolated network.</summary>
    public NetworkForward? Forward { get; init; }

    /// <summary>Name of its bridge, or null.</summary>
    public string? Bridge { get; init; }

    /// <summary>VLAN of every interface that has none of its own.</summary>
    public VlanSetting? Vlan { get; init; }

    /// <summary>What the switch is told of every interface.</summary>
    public VirtualPort? VirtualPort { get; init; }

    /// <summary>Named groups of settings.</summary>
    public ImmutableArray<PortGroup> PortGroups { get; init; } = [];

    /// <summary>Reads a <c>network</c> document.</summary>
    /// <param name="xml">The document.</param>
    /// <returns>The network.</returns>
    /// <exception cref="LibvirtXmlException">It is not such a document.</exception>
    public static NetworkDefinition Parse(string xml) => NetworkReader.Read(XmlText.Parse(xml, "network"));

    /// <summary>Writes a <c>network</c> document in libvirt's own form.</summary>
    /// <returns>The document.</returns>
    public string ToXml() => XmlText.Print(NetworkWriter.Write(this));

    /// <inheritdoc/>
    public bool Equals(NetworkDefinition? other) =>
        other is not null
        && (Name, Uuid, Connections, Forward, Bridge, Vlan, VirtualPort)
            == (other.Name, other.Uuid, other.Connections, other.Forward, other.Bridge, other.Vlan, other.VirtualPort)
        && PortGroups.AsSpan().SequenceEqual(other.PortGroups.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Uuid, PortGroups.Length);
}

/// <summary>A <c>forward</c> element.</summary>
/// <param name="Mode">nat, route, open, bridge, passthrough, private, vepa or hostdev.</param>
public sealed record NetworkForward(string Mode)
{
    /// <summary>The mode of a pool of PCI functions.</summary>
    public const string HostDeviceMode = "hostdev";

    /// <summary>For <see cref="HostDeviceMode"/>: whether libvirt binds the functions; its default is no.</summary>
    public bool? Managed { get; init; }

    /// <summary>Interface of the host to forward to.</summary>
    public string? Device { get; init; }

    /// <summary>Assignment driver, <c>vfio</c>.</summary>
    public string? Driver { get; init; }

    /// <summary>Kernel driver to bind.</summary>
    public string? DriverModel { get; init; }

    /// <summary>The PF whose VFs are the pool: at most one per network.</summary>
    public string? PhysicalFunction { get; init; }

    /// <summary>The functions of the pool; a running network lists them besides its PF.</summary>
    public ImmutableArray<PciAddress> Functions { get; init; } = [];

    /// <summary>The interfaces of a pool of macvtaps.</summary>
    public ImmutableArray<string> Interfaces { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(NetworkForward? other) =>
        other is not null
        && (Mode, Managed, Device, Driver, DriverModel, PhysicalFunction)
            == (other.Mode, other.Managed, other.Device, other.Driver, other.DriverModel, other.PhysicalFunction)
        && Functions.AsSpan().SequenceEqual(other.Functions.AsSpan())
        && Interfaces.AsSpan().SequenceEqual(other.Interfaces.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mode, PhysicalFunction, Functions.Length, Interfaces.Length);
}

/// <summary>A <c>portgroup</c> of a network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it counts for interfaces that name none.</param>
/// <param name="Vlan">Its VLAN.</param>
/// <param name="VirtualPort">What the switch is told.</param>
public sealed record PortGroup(string Name, bool IsDefault = false, VlanSetting? Vlan = null, VirtualPort? VirtualPort = null);
