using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Linux.Netlink.Devlink;

/// <summary>Names a devlink device, as <c>pci/0000:01:00.0</c>.</summary>
/// <param name="Bus">For example <c>pci</c>.</param>
/// <param name="Device">For PCI the address.</param>
public sealed record DevlinkHandle(string Bus, string Device)
{
    /// <summary>The handle of a PCI function.</summary>
    /// <param name="address">Its address.</param>
    /// <returns>The handle.</returns>
    public static DevlinkHandle OfPci(Primitives.PciAddress address) => new("pci", address.ToString());

    /// <summary>As the devlink program prints it.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Bus}/{Device}";
}

/// <summary>How a PF's embedded switch works (linux/devlink.h, DEVLINK_ESWITCH_MODE_*).</summary>
public enum EswitchMode
{
    /// <summary>By MAC and VLAN; VFs are set through the PF.</summary>
    Legacy = 0,

    /// <summary>By rules; each VF has a representor link.</summary>
    Switchdev = 1,

    /// <summary>Switchdev without the driver's own rules.</summary>
    SwitchdevInactive = 2,
}

/// <summary>How much of each packet the card inlines (linux/devlink.h, DEVLINK_ESWITCH_INLINE_MODE_*).</summary>
public enum EswitchInlineMode
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The link header.</summary>
    Link = 1,

    /// <summary>Up to the network header.</summary>
    Network = 2,

    /// <summary>Up to the transport header; ConnectX-4 needs it in switchdev mode.</summary>
    Transport = 3,
}

/// <summary>State of an embedded switch.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="InlineMode">The inline mode, where the card has one.</param>
/// <param name="HasEncapsulation">Whether tunnels are offloaded, where the card says so.</param>
public sealed record Eswitch(EswitchMode Mode, EswitchInlineMode? InlineMode, bool? HasEncapsulation);

/// <summary>What a devlink port is (linux/devlink.h, DEVLINK_PORT_FLAVOUR_*).</summary>
public enum DevlinkPortFlavour
{
    /// <summary>A connector on the card.</summary>
    Physical = 0,

    /// <summary>The card's own processor.</summary>
    Cpu = 1,

    /// <summary>Between switch chips.</summary>
    Dsa = 2,

    /// <summary>Represents a PF.</summary>
    PciPf = 3,

    /// <summary>Represents a VF.</summary>
    PciVf = 4,

    /// <summary>A virtual port without a representor, for example the netdev of a VF.</summary>
    Virtual = 5,

    /// <summary>Not used.</summary>
    Unused = 6,

    /// <summary>Represents a subfunction.</summary>
    PciSf = 7,
}

/// <summary>A port of a devlink device.</summary>
public sealed record DevlinkPort
{
    /// <summary>The device.</summary>
    public required DevlinkHandle Device { get; init; }

    /// <summary>Number of the port in the device.</summary>
    public required uint Index { get; init; }

    /// <summary>What it is; null when the driver does not say.</summary>
    public DevlinkPortFlavour? Flavour { get; init; }

    /// <summary>Number of the PF, for the PCI flavours.</summary>
    public int? PfNumber { get; init; }

    /// <summary>Number of the VF in its PF, for <see cref="DevlinkPortFlavour.PciVf"/>.</summary>
    public int? VfNumber { get; init; }

    /// <summary>Number of the connector, for <see cref="DevlinkPortFlavour.Physical"/>.</summary>
    public int? PhysicalNumber { get; init; }

    /// <summary>Number of the host controller that the function belongs to; 0 is this host.</summary>
    public int Controller { get; init; }

    /// <summary>Whether the function belongs to another host (a SmartNIC).</summary>
    public bool IsExternal { get; init; }

    /// <summary>Interface index of the port's link.</summary>
    public int? LinkIndex { get; init; }

    /// <summary>Name of the port's link.</summary>
    public string? LinkName { get; init; }

    /// <summary>Name of the port's InfiniBand device.</summary>
    public string? InfiniBandDevice { get; init; }

    /// <summary>Address of the function behind the port: in switchdev mode the VF's MAC.</summary>
    public LinkAddress? FunctionAddress { get; init; }
}

/// <summary>The link that stands for a VF in switchdev mode.</summary>
/// <param name="VfIndex">VF index in its PF.</param>
/// <param name="LinkIndex">Interface index of the representor.</param>
/// <param name="LinkName">Name of the representor.</param>
public sealed record Representor(int VfIndex, int LinkIndex, string LinkName);

/// <summary>One version that a device reports, for example <c>fw.version</c>.</summary>
/// <param name="Name">Its name (Documentation/networking/devlink/devlink-info.rst).</param>
/// <param name="Value">Its value.</param>
public sealed record DevlinkVersion(string Name, string Value);

/// <summary>What a device says about itself.</summary>
/// <param name="Driver">Driver name.</param>
/// <param name="SerialNumber">Serial number, when reported.</param>
/// <param name="BoardSerialNumber">Serial number of the board, when reported.</param>
/// <param name="Fixed">Versions that never change: board and chip.</param>
/// <param name="Running">Versions that run now.</param>
/// <param name="Stored">Versions in flash, which run after the next reset.</param>
public sealed record DevlinkDescription(
    string? Driver,
    string? SerialNumber,
    string? BoardSerialNumber,
    ImmutableArray<DevlinkVersion> Fixed,
    ImmutableArray<DevlinkVersion> Running,
    ImmutableArray<DevlinkVersion> Stored);

/// <summary>When a value of a parameter counts (linux/devlink.h, DEVLINK_PARAM_CMODE_*).</summary>
public enum DevlinkParameterMode
{
    /// <summary>Now.</summary>
    Runtime = 0,

    /// <summary>After the driver is loaded anew.</summary>
    DriverInit = 1,

    /// <summary>In the card's own memory: after its next reset.</summary>
    Permanent = 2,
}

/// <summary>A parameter of a device.</summary>
/// <param name="Name">Its name, for example <c>flow_steering_mode</c>.</param>
/// <param name="Values">Its values as text, <c>true</c> and <c>false</c> for flags; a mode that the driver does not have is missing.</param>
public sealed record DevlinkParameter(string Name, ImmutableDictionary<DevlinkParameterMode, string> Values);
