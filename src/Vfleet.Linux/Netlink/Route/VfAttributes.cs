using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>The link state that a PF shows to a VF (linux/if_link.h, IFLA_VF_LINK_STATE_*).</summary>
public enum VfLinkState
{
    /// <summary>The PF's own carrier.</summary>
    Auto = 0,

    /// <summary>Always up: VFs of one PF reach each other even without a cable.</summary>
    Enable = 1,

    /// <summary>Always down.</summary>
    Disable = 2,
}

/// <summary>What one VF has sent and received, as the PF driver counts; all zero when the driver does not count.</summary>
/// <param name="RxPackets">Packets received.</param>
/// <param name="TxPackets">Packets sent.</param>
/// <param name="RxBytes">Bytes received.</param>
/// <param name="TxBytes">Bytes sent.</param>
/// <param name="Broadcast">Broadcast packets received.</param>
/// <param name="Multicast">Multicast packets received.</param>
/// <param name="RxDropped">Packets dropped on receive.</param>
/// <param name="TxDropped">Packets dropped on send.</param>
public readonly record struct VfCounters(
    ulong RxPackets, ulong TxPackets, ulong RxBytes, ulong TxBytes, ulong Broadcast, ulong Multicast, ulong RxDropped, ulong TxDropped);

/// <summary>
/// The administrative attributes of one VF as its PF reports them. What was not reported is <see langword="null"/>.
/// </summary>
/// <remarks>
/// Source: net/core/rtnetlink.c, rtnl_fill_vfinfo. The kernel presets link state "auto", rates 0 and VLAN 0, so a driver without
/// these reports just that; spoof check, trust and RSS query are preset to "not reported".
/// </remarks>
public sealed record VfAttributes
{
    /// <summary>VF index, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Whether the kernel reported this VF at all.</summary>
    public bool IsReported { get; init; }

    /// <summary>The MAC address that the PF gives to the VF; zero means "none" for most drivers. Null for InfiniBand.</summary>
    public MacAddress? Mac => Address?.Mac;

    /// <summary>The link-layer address that the PF gives to the VF: 6 octets, or 20 for InfiniBand.</summary>
    public LinkAddress? Address { get; init; }

    /// <summary>The PF's broadcast address, which VFs of InfiniBand PFs need (kernel 5.3 and newer).</summary>
    public LinkAddress? Broadcast { get; init; }

    /// <summary>The VLAN put on the VF's traffic.</summary>
    public VlanTag? Vlan { get; init; }

    /// <summary>Whether frames with another source address than the VF's are dropped.</summary>
    public bool? SpoofCheck { get; init; }

    /// <summary>Whether the VF may do privileged things: change its MAC, become promiscuous.</summary>
    public bool? Trust { get; init; }

    /// <summary>Guaranteed send rate in Mbit/s; 0 means none.</summary>
    public uint? MinTxRate { get; init; }

    /// <summary>Limit of the send rate in Mbit/s; 0 means none.</summary>
    public uint? MaxTxRate { get; init; }

    /// <summary>The link state shown to the VF.</summary>
    public VfLinkState? LinkState { get; init; }

    /// <summary>Whether the VF may read the RSS hash key and table it shares with the PF.</summary>
    public bool? RssQuery { get; init; }

    /// <summary>InfiniBand node GUID (EUI-64); 0 keeps the VF's port down.</summary>
    public ulong? NodeGuid { get; init; }

    /// <summary>InfiniBand port GUID (EUI-64).</summary>
    public ulong? PortGuid { get; init; }

    /// <summary>Counters, when asked for.</summary>
    public VfCounters? Counters { get; init; }

    /// <summary>An entry for a VF that exists but of which the kernel reported nothing.</summary>
    /// <param name="index">VF index, from 0.</param>
    /// <returns>The entry.</returns>
    public static VfAttributes Unreported(int index) => new() { Index = index };
}
