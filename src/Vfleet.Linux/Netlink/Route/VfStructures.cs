using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vfleet.Linux.Netlink.Route;

/// <summary><c>struct ifla_vf_mac</c> (linux/if_link.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VfMacStructure
{
    public const int AddressRoom = 32;

    public uint Vf;
    public AddressBytes Address;

    [InlineArray(AddressRoom)]
    internal struct AddressBytes
    {
        private byte _first;
    }
}

/// <summary><c>struct ifla_vf_vlan</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VfVlanStructure
{
    public uint Vf;
    public uint Vlan;
    public uint Qos;
}

/// <summary><c>struct ifla_vf_vlan_info</c>; the protocol is in network byte order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VfVlanEntryStructure
{
    public uint Vf;
    public uint Vlan;
    public uint Qos;
    public ushort NetworkProtocol;

    public ushort Protocol
    {
        readonly get => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(NetworkProtocol) : NetworkProtocol;
        set => NetworkProtocol = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}

/// <summary><c>struct ifla_vf_rate</c>, in Mbit/s.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VfRateStructure
{
    public uint Vf;
    public uint MinTxRate;
    public uint MaxTxRate;
}

/// <summary>
/// <c>struct ifla_vf_spoofchk</c>, <c>_trust</c>, <c>_link_state</c>, <c>_rss_query_en</c> and <c>_tx_rate</c>: one number each.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VfSettingStructure
{
    /// <summary>What the kernel presets before it asks the driver; still there when the driver said nothing (net/core/rtnetlink.c).</summary>
    public const uint NotReported = uint.MaxValue;

    public uint Vf;
    public uint Setting;
}

/// <summary><c>struct ifla_vf_guid</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VfGuidStructure
{
    public uint Vf;
    public uint Padding;
    public ulong Guid;
}
