using System.Runtime.InteropServices;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>rtnetlink message types (linux/rtnetlink.h).</summary>
internal static class RouteMessage
{
    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort SetLink = 19;
    public const ushort NewAddress = 20;
    public const ushort GetAddress = 22;
    public const ushort NewRoute = 24;
    public const ushort GetRoute = 26;
    public const ushort NewNeighbour = 28;
    public const ushort DeleteNeighbour = 29;
    public const ushort GetNeighbour = 30;
}

/// <summary>Address families as netlink numbers them (linux/socket.h).</summary>
internal static class AddressFamily
{
    public const byte Unspecified = 0;
    public const byte IPv4 = 2;
    public const byte Bridge = 7;
    public const byte IPv6 = 10;
}

/// <summary>Link attributes (linux/if_link.h, IFLA_*).</summary>
internal static class LinkAttribute
{
    public const ushort Address = 1;
    public const ushort Broadcast = 2;
    public const ushort Name = 3;
    public const ushort Mtu = 4;
    public const ushort Link = 5;
    public const ushort Master = 10;
    public const ushort OperState = 16;
    public const ushort LinkInfo = 18;
    public const ushort Alias = 20;
    public const ushort VfCount = 21;
    public const ushort VfList = 22;
    public const ushort FamilySpecific = 26;
    public const ushort ExtendedMask = 29;
    public const ushort Promiscuity = 30;
    public const ushort Carrier = 33;
    public const ushort PhysPortId = 34;
    public const ushort PhysSwitchId = 36;
    public const ushort LinkNamespace = 37;
    public const ushort PhysPortName = 38;
    public const ushort MinMtu = 50;
    public const ushort MaxMtu = 51;
    public const ushort PropertyList = 52;
    public const ushort AlternativeName = 53;
    public const ushort PermanentAddress = 54;
    public const ushort ParentDeviceName = 56;
    public const ushort ParentDeviceBus = 57;

    /// <summary>Inside <see cref="LinkInfo"/>.</summary>
    public const ushort InfoKind = 1;
    public const ushort InfoContent = 2;
    public const ushort InfoSlaveKind = 4;

    /// <summary>Inside <see cref="InfoContent"/> of kind "vlan".</summary>
    public const ushort VlanId = 1;
}

/// <summary>What a link query asks for beyond the usual (linux/rtnetlink.h, RTEXT_FILTER_*).</summary>
internal static class ExtendedMask
{
    public const uint Vf = 1 << 0;
    public const uint BridgeVlanRanges = 1 << 2;
    public const uint SkipStatistics = 1 << 3;
}

/// <summary>VF attributes (linux/if_link.h, IFLA_VF_*).</summary>
internal static class VfAttributeType
{
    /// <summary>The only type inside IFLA_VFINFO_LIST.</summary>
    public const ushort Entry = 1;

    public const ushort Mac = 1;
    public const ushort Vlan = 2;
    public const ushort MaxRate = 3;
    public const ushort SpoofCheck = 4;
    public const ushort LinkState = 5;
    public const ushort Rate = 6;
    public const ushort RssQuery = 7;
    public const ushort Counters = 8;
    public const ushort Trust = 9;
    public const ushort NodeGuid = 10;
    public const ushort PortGuid = 11;
    public const ushort VlanList = 12;
    public const ushort Broadcast = 13;

    /// <summary>The only type inside <see cref="VlanList"/>.</summary>
    public const ushort VlanEntry = 1;
}

/// <summary><c>struct ifinfomsg</c> (linux/rtnetlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkHeader
{
    public byte Family;
    public byte Padding;
    public ushort Type;
    public int Index;
    public uint Flags;
    public uint Change;
}

/// <summary><c>struct ifaddrmsg</c> (linux/if_addr.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AddressHeader
{
    public byte Family;
    public byte PrefixLength;
    public byte Flags;
    public byte Scope;
    public int Index;
}

/// <summary><c>struct rtmsg</c> (linux/rtnetlink.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RouteHeader
{
    public byte Family;
    public byte DestinationLength;
    public byte SourceLength;
    public byte TypeOfService;
    public byte Table;
    public byte Protocol;
    public byte Scope;
    public byte Type;
    public uint Flags;
}

/// <summary><c>struct ndmsg</c> (linux/neighbour.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourHeader
{
    public byte Family;
    public byte Padding1;
    public ushort Padding2;
    public int Index;
    public ushort State;
    public byte Flags;
    public byte Type;
}
