using System.Collections.Immutable;

namespace Vfleet.Linux.Net;

/// <summary>What kind of interface stands above another.</summary>
public enum UpperKind
{
    /// <summary>Anything else, and macvlan and ipvlan where the kernel tells no DEVTYPE for them (as of 6.12 it does not).</summary>
    Other,

    /// <summary>A Linux bridge.</summary>
    Bridge,

    /// <summary>A bond.</summary>
    Bond,

    /// <summary>A team.</summary>
    Team,

    /// <summary>Open vSwitch's kernel datapath (<c>ovs-system</c>).</summary>
    OpenVSwitch,

    /// <summary>A VRF.</summary>
    Vrf,

    /// <summary>A VLAN.</summary>
    Vlan,

    /// <summary>macvlan.</summary>
    Macvlan,

    /// <summary>macvtap: a guest may be behind it.</summary>
    Macvtap,

    /// <summary>ipvlan or ipvtap.</summary>
    Ipvlan,
}

/// <summary>An interface above another.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="VlanId">VLAN id of a VLAN, 1-4094; null for other kinds or when unreadable.</param>
public sealed record UpperNetdev(string Name, UpperKind Kind, int? VlanId = null);

/// <summary>What the host's own networking does with an interface. Any of it means: do not take it away.</summary>
/// <param name="Master">The bridge, bond or switch that it is a port of; null when of none.</param>
/// <param name="Users">Interfaces that use it without being its master: VLANs, macvtaps and so on.</param>
/// <param name="Lowers">Interfaces that it stands on itself.</param>
/// <param name="Addresses">IP addresses with prefix length, as a recorded tree tells them; on a running host netlink tells.</param>
/// <param name="HasDefaultRoute">Whether a default route goes through it.</param>
public sealed record NetdevUse(
    UpperNetdev? Master,
    ImmutableArray<UpperNetdev> Users,
    ImmutableArray<string> Lowers,
    ImmutableArray<string> Addresses,
    bool HasDefaultRoute)
{
    /// <summary>Whether anything uses it.</summary>
    public bool IsUsed => Master is not null || !Users.IsEmpty || !Addresses.IsEmpty || HasDefaultRoute;
}
