using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Observed;

/// <summary>A network device of a function.</summary>
/// <param name="Name">Its name, at most 15 bytes.</param>
public sealed record ObservedNetdev(string Name)
{
    /// <summary>Interface index in this network namespace; 0 when unknown.</summary>
    public int Index { get; init; }

    /// <summary>Its alternative names (altnames), which name it as well.</summary>
    public ImmutableArray<string> AlternativeNames { get; init; } = [];

    /// <summary>Its MAC address; null for other link layers.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>The MAC address burnt into the card; null when the driver does not tell.</summary>
    public MacAddress? PermanentMac { get; init; }

    /// <summary>Whether it is administratively up (IFF_UP).</summary>
    public bool IsUp { get; init; }

    /// <summary>Whether a cable or peer is there; null when the device is down, for the kernel does not say then.</summary>
    public bool? HasCarrier { get; init; }

    /// <summary>MTU in bytes.</summary>
    public int? Mtu { get; init; }

    /// <summary>Link speed in Mbit/s; null when unknown or without carrier.</summary>
    public int? Speed { get; init; }

    /// <summary>What the host itself does with the device; empty when nothing.</summary>
    public ImmutableArray<NetdevUse> Uses { get; init; } = [];

    /// <summary>Whether it goes by a name.</summary>
    /// <param name="name">The name, first or alternative.</param>
    /// <returns>Whether it does.</returns>
    public bool IsCalled(string name) => Name == name || AlternativeNames.Contains(name, StringComparer.Ordinal);
}

/// <summary>One thing that the host does with a netdev.</summary>
/// <param name="Kind">What.</param>
/// <param name="With">The other device, address or route that it is about.</param>
public sealed record NetdevUse(NetdevUseKind Kind, string With);

/// <summary>What a host can do with a netdev that makes its function not free.</summary>
public enum NetdevUseKind
{
    /// <summary>It is a port of a bridge.</summary>
    BridgePort,

    /// <summary>It is a slave of a bond.</summary>
    BondSlave,

    /// <summary>It is a port of another master (team, Open vSwitch, VRF).</summary>
    OtherMaster,

    /// <summary>A VLAN device stands on it.</summary>
    Vlan,

    /// <summary>A macvtap or macvlan device stands on it.</summary>
    Macvtap,

    /// <summary>Another device stands on it (ipvlan, vxlan, MACsec).</summary>
    OtherUpper,

    /// <summary>It has an IP address (link-local IPv6 does not count).</summary>
    IpAddress,
}
