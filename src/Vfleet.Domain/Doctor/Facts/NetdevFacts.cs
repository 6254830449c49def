using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>A netdev, beyond what <see cref="Observed.ObservedNetdev"/> tells.</summary>
/// <param name="Name">Its name.</param>
public sealed record NetdevFacts(string Name)
{
    /// <summary>Whether hw-tc-offload is on (ethtool features); null when not known.</summary>
    public bool? HwTcOffload { get; init; }

    /// <summary>How many VLAN ids it has as a port of a bridge; null when it is none or not known.</summary>
    public int? BridgeVlans { get; init; }

    /// <summary>
    /// How many unicast addresses its own forwarding table holds, all of which take a filter of the card; null when not known.
    /// </summary>
    public int? FdbEntries { get; init; }

    /// <summary>Whether it is promiscuous (IFF_PROMISC); null when not known.</summary>
    public bool? IsPromiscuous { get; init; }

    /// <summary>Whether NetworkManager manages it; null when not known.</summary>
    public bool? NetworkManagerManaged { get; init; }

    /// <summary>The file of a DHCP lease that it has; null when none or not known.</summary>
    public string? DhcpLease { get; init; }

    /// <summary>addr_assign_type: how it came by its MAC address; null when not known.</summary>
    public MacOrigin? MacOrigin { get; init; }

    /// <summary>The mode when it is a bond, such as active-backup, balance-xor or 802.3ad; null otherwise.</summary>
    public string? BondMode { get; init; }
}

/// <summary>How a netdev came by its MAC address (include/uapi/linux/netdevice.h, NET_ADDR_*).</summary>
public enum MacOrigin
{
    /// <summary>From the device.</summary>
    Permanent = 0,

    /// <summary>Made up by the driver: another one after the next reload.</summary>
    Random = 1,

    /// <summary>Taken over from another netdev.</summary>
    Stolen = 2,

    /// <summary>Set by the administrator.</summary>
    Set = 3,
}

/// <summary>The eswitch of a PF, beyond its mode.</summary>
public sealed record EswitchFacts
{
    /// <summary>Inline mode: none, link, network, transport; null when not known.</summary>
    public string? InlineMode { get; init; }

    /// <summary>The devlink parameter flow_steering_mode: dmfs, smfs, hmfs; null when not known.</summary>
    public string? SteeringMode { get; init; }

    /// <summary>The netdev of the uplink; null when not known or not in switchdev mode.</summary>
    public string? Uplink { get; init; }

    /// <summary>Netdevs that stand for VFs; empty when there are none, default when not looked up.</summary>
    public ImmutableArray<Representor> Representors { get; init; }

    /// <summary>State of the hardware's bond (debugfs, mlx5/ADDRESS/lag/state): active or disabled; null when not known.</summary>
    public string? LagState { get; init; }
}

/// <summary>A netdev that stands for a VF in switchdev mode.</summary>
/// <param name="Netdev">Its name.</param>
/// <param name="PortName">phys_port_name, such as <c>pf0vf3</c>.</param>
/// <param name="Vf">Index of the VF that it stands for.</param>
public sealed record Representor(string Netdev, string PortName, int Vf);
