using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>A settable attribute of a VF, in the order in which the kernel applies them (net/core/rtnetlink.c, do_setvfinfo).</summary>
public enum VfAttribute
{
    /// <summary>MAC address.</summary>
    Mac,

    /// <summary>VLAN id, priority and protocol.</summary>
    Vlan,

    /// <summary>Send rates.</summary>
    Rate,

    /// <summary>Spoof check.</summary>
    SpoofCheck,

    /// <summary>Link state.</summary>
    LinkState,

    /// <summary>RSS query.</summary>
    RssQuery,

    /// <summary>Trust.</summary>
    Trust,

    /// <summary>InfiniBand node GUID.</summary>
    NodeGuid,

    /// <summary>InfiniBand port GUID.</summary>
    PortGuid,
}

/// <summary>What to change of one VF; <see langword="null"/> leaves an attribute alone.</summary>
public sealed record VfChange
{
    /// <summary>VF index, 0-65534.</summary>
    public required int Index { get; init; }

    /// <summary>MAC address; zero gives the VF none of its own. Not multicast.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>VLAN; <see cref="VlanTag.None"/> takes it away.</summary>
    public VlanTag? Vlan { get; init; }

    /// <summary>Guaranteed send rate in Mbit/s, 0 for none; needs <see cref="MaxTxRate"/> beside it, as the kernel sets both.</summary>
    public uint? MinTxRate { get; init; }

    /// <summary>Limit of the send rate in Mbit/s, 0 for none; alone, it leaves the guaranteed rate as it is.</summary>
    public uint? MaxTxRate { get; init; }

    /// <summary>Spoof check.</summary>
    public bool? SpoofCheck { get; init; }

    /// <summary>Trust.</summary>
    public bool? Trust { get; init; }

    /// <summary>Link state.</summary>
    public VfLinkState? LinkState { get; init; }

    /// <summary>RSS query.</summary>
    public bool? RssQuery { get; init; }

    /// <summary>InfiniBand node GUID (EUI-64).</summary>
    public ulong? NodeGuid { get; init; }

    /// <summary>InfiniBand port GUID (EUI-64).</summary>
    public ulong? PortGuid { get; init; }

    /// <summary>The attributes that would be changed, in the kernel's order.</summary>
    public ImmutableArray<VfAttribute> Attributes
    {
        get
        {
            // By hand: this runs for every VF, and generic machinery over enums is compiled anew in every short-lived process.
            Span<VfAttribute> found = stackalloc VfAttribute[(int)VfAttribute.PortGuid + 1];
            var count = 0;
            Add(found, ref count, VfAttribute.Mac, Mac is not null);
            Add(found, ref count, VfAttribute.Vlan, Vlan is not null);
            Add(found, ref count, VfAttribute.Rate, MinTxRate is not null || MaxTxRate is not null);
            Add(found, ref count, VfAttribute.SpoofCheck, SpoofCheck is not null);
            Add(found, ref count, VfAttribute.LinkState, LinkState is not null);
            Add(found, ref count, VfAttribute.RssQuery, RssQuery is not null);
            Add(found, ref count, VfAttribute.Trust, Trust is not null);
            Add(found, ref count, VfAttribute.NodeGuid, NodeGuid is not null);
            Add(found, ref count, VfAttribute.PortGuid, PortGuid is not null);
            return ImmutableArray.Create((ReadOnlySpan<VfAttribute>)found[..count]);
        }
    }

    private static void Add(Span<VfAttribute> found, ref int count, VfAttribute attribute, bool isSet)
    {
        if (isSet)
        {
            found[count++] = attribute;
        }
    }
}
