using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>What a domain's interface is connected to on the host.</summary>
public abstract record InterfaceSource
{
    private protected InterfaceSource()
    {
    }
}

/// <summary>A PCI function of the host, most often a VF (type <c>hostdev</c>).</summary>
/// <param name="Address">The function's address on the host.</param>
/// <param name="Managed">Whether libvirt binds it to vfio and gives it back; libvirt's default is no.</param>
/// <param name="Driver">Name of the assignment driver, <c>vfio</c>; null leaves it to libvirt.</param>
/// <param name="DriverModel">Kernel driver to bind, for example <c>vfio-pci</c> or a variant; null leaves it to libvirt.</param>
public sealed record FunctionSource(PciAddress Address, bool Managed, string? Driver = "vfio", string? DriverModel = null) : InterfaceSource;

/// <summary>A libvirt network (type <c>network</c>).</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="PortGroup">Group of the network's settings, or null.</param>
/// <param name="PortId">UUID of the port; only in a running domain's document.</param>
public sealed record NetworkSource(string Network, string? PortGroup = null, string? PortId = null) : InterfaceSource;

/// <summary>A bridge of the host (type <c>bridge</c>).</summary>
/// <param name="Bridge">The bridge's name.</param>
public sealed record BridgeSource(string Bridge) : InterfaceSource;

/// <summary>A macvtap on an interface of the host (type <c>direct</c>).</summary>
/// <param name="Device">The interface below.</param>
/// <param name="Mode">vepa, bridge, private or passthrough; libvirt's default is vepa.</param>
public sealed record DirectSource(string Device, string Mode) : InterfaceSource;

/// <summary>A vDPA device of the host (type <c>vdpa</c>).</summary>
/// <param name="Device">Path of the device, for example <c>/dev/vhost-vdpa-0</c>.</param>
public sealed record VdpaSource(string Device) : InterfaceSource;

/// <summary>Anything else: user, ethernet, vhostuser, internal, mcast, server, client, udp, null, vds, or a type not known here.</summary>
/// <param name="Type">The interface's type as written. Its source element is kept as it is.</param>
public sealed record OtherSource(string Type) : InterfaceSource;
