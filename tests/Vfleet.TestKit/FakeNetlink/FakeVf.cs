using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>One VF of a fake PF. Tests read and write it freely; the client under test only through netlink.</summary>
public sealed class FakeVf
{
    public MacAddress Mac { get; set; }

    public VlanTag Vlan { get; set; } = VlanTag.None;

    /// <summary>Null is reported as "the driver does not say", as igbvf's PF does for what it lacks.</summary>
    public bool? SpoofCheck { get; set; } = true;

    public bool? Trust { get; set; } = false;

    public bool? RssQuery { get; set; }

    public uint MinTxRate { get; set; }

    public uint MaxTxRate { get; set; }

    public VfLinkState LinkState { get; set; }

    public ulong? NodeGuid { get; set; }

    public ulong? PortGuid { get; set; }

    public VfCounters Counters { get; set; }

    /// <summary>The PF driver's ndo_get_vf_config fails: the kernel leaves the VF out of the list without a word.</summary>
    public bool IsHidden { get; set; }

    /// <summary>How often any attribute was written, the same value included.</summary>
    public int Writes { get; internal set; }
}
