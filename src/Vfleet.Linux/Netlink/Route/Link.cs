using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Flags of a link that Vfleet judges by (linux/if.h, IFF_*).</summary>
[Flags]
public enum LinkFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Set up by the administrator. A VF of a PF that is not up cannot reset or pass traffic.</summary>
    Up = 1 << 0,

    /// <summary>Has a broadcast address.</summary>
    Broadcast = 1 << 1,

    /// <summary>The loopback link.</summary>
    Loopback = 1 << 3,

    /// <summary>RFC 2863 "running": up, with carrier, and not dormant.</summary>
    Running = 1 << 6,

    /// <summary>Receives everything.</summary>
    Promiscuous = 1 << 8,

    /// <summary>Receives every multicast frame.</summary>
    AllMulticast = 1 << 9,

    /// <summary>Has a master that carries the addresses (bond, team).</summary>
    Slave = 1 << 11,

    /// <summary>The physical layer signals a link.</summary>
    LowerUp = 1 << 16,
}

/// <summary>RFC 2863 operational state (linux/if.h, IF_OPER_*).</summary>
public enum OperState
{
    /// <summary>The driver does not say.</summary>
    Unknown = 0,

    /// <summary>A part is missing (hardware removed).</summary>
    NotPresent = 1,

    /// <summary>Not up, or no carrier.</summary>
    Down = 2,

    /// <summary>A lower link is down.</summary>
    LowerLayerDown = 3,

    /// <summary>In a test mode.</summary>
    Testing = 4,

    /// <summary>Waits for something, for example authentication.</summary>
    Dormant = 5,

    /// <summary>Passes traffic.</summary>
    Up = 6,
}

/// <summary>A network link ("netdev") as the kernel reports it. What the kernel left out is <see langword="null"/>.</summary>
public sealed record Link
{
    /// <summary>Interface index, from 1; unique in a network namespace, never reused soon.</summary>
    public required int Index { get; init; }

    /// <summary>Name, at most 15 bytes. It may change at any time: hold on to <see cref="Index"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Further names (IFLA_ALT_IFNAME), up to 127 bytes each.</summary>
    public ImmutableArray<string> AlternativeNames { get; init; } = [];

    /// <summary>The administrator's label (IFLA_IFALIAS).</summary>
    public string? Alias { get; init; }

    /// <summary>Hardware type (linux/if_arp.h, ARPHRD_*): 1 Ethernet, 32 InfiniBand, 772 loopback.</summary>
    public required ushort HardwareType { get; init; }

    /// <summary>Flags.</summary>
    public required LinkFlags Flags { get; init; }

    /// <summary>Whether the administrator has set it up (IFF_UP).</summary>
    public bool IsUp => Flags.HasFlag(LinkFlags.Up);

    /// <summary>MTU in bytes.</summary>
    public int Mtu { get; init; }

    /// <summary>Smallest MTU that the driver accepts, in bytes.</summary>
    public int? MinMtu { get; init; }

    /// <summary>Largest MTU that the driver accepts, in bytes; 0 when it does not say.</summary>
    public int? MaxMtu { get; init; }

    /// <summary>Current link-layer address.</summary>
    public LinkAddress? Address { get; init; }

    /// <summary>Current MAC address, for links with six octets.</summary>
    public MacAddress? Mac => Address?.Mac;

    /// <summary>The address burnt into the card; absent for most virtual links and on kernels before 5.6.</summary>
    public LinkAddress? PermanentAddress { get; init; }

    /// <summary>Operational state.</summary>
    public OperState OperState { get; init; }

    /// <summary>Whether the driver sees a carrier. Meaningless while the link is not up.</summary>
    public bool? HasCarrier { get; init; }

    /// <summary>Kind of a virtual link, for example <c>vlan</c>, <c>bridge</c>, <c>bond</c>, <c>macvtap</c>; none for hardware.</summary>
    public string? Kind { get; init; }

    /// <summary>Kind of its master, for example <c>bond</c>.</summary>
    public string? MasterKind { get; init; }

    /// <summary>Index of the bond, bridge or team that it belongs to.</summary>
    public int? Master { get; init; }

    /// <summary>Index of the link it stands on (the PF below a VLAN or macvtap), or of its peer (veth).</summary>
    public int? LowerLink { get; init; }

    /// <summary>Set when <see cref="LowerLink"/> is an index in another network namespace: that namespace's id as seen from here.</summary>
    public int? LowerLinkNamespace { get; init; }

    /// <summary>VLAN id of a link of kind <c>vlan</c>.</summary>
    public ushort? VlanId { get; init; }

    /// <summary>Name of the port in its card, for example <c>p0</c>, or <c>pf0vf3</c> for a representor.</summary>
    public string? PhysPortName { get; init; }

    /// <summary>Hexadecimal id of the port, the same for all functions behind it.</summary>
    public string? PhysPortId { get; init; }

    /// <summary>Hexadecimal id of the embedded switch, the same for a PF in switchdev mode and all its representors.</summary>
    public string? PhysSwitchId { get; init; }

    /// <summary>How many users have asked for promiscuous mode (tcpdump, a bridge ...).</summary>
    public int Promiscuity { get; init; }

    /// <summary>Name of the device below, for PCI its address; on kernels before 5.15 not reported.</summary>
    public string? ParentDevice { get; init; }

    /// <summary>Bus of the device below, for example <c>pci</c>.</summary>
    public string? ParentBus { get; init; }
}
