using Vfleet.Linux.Netlink.Core;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Makes <see cref="VfAttributes"/> of one IFLA_VF_INFO (net/core/rtnetlink.c, rtnl_fill_vfinfo).</summary>
internal static class VfEntryParser
{
    private const int CounterSlots = 9;

    /// <summary>Reads every attribute of one VF.</summary>
    /// <param name="entry">What is inside IFLA_VF_INFO.</param>
    /// <param name="addressLength">Octets of the PF's address; the kernel pads every VF's address to 32.</param>
    /// <exception cref="MalformedNetlinkException">A length does not fit.</exception>
    public static VfAttributes Parse(AttributeReader entry, int addressLength)
    {
        var vf = new VfAttributes { Index = -1, IsReported = true };
        var hasVlanList = false;
        while (entry.TryRead(out var attribute))
        {
            vf = attribute.Type switch
            {
                VfAttributeType.Mac => WithAddress(vf, attribute, addressLength),
                VfAttributeType.Broadcast => vf with { Broadcast = Prefix(attribute.Payload, addressLength) },
                VfAttributeType.Vlan when !hasVlanList => WithVlan(vf, attribute.As<VfVlanStructure>()),
                VfAttributeType.VlanList => WithVlanList(vf, attribute.Nested(), ref hasVlanList),
                VfAttributeType.Rate => WithRate(vf, attribute.As<VfRateStructure>()),
                VfAttributeType.MaxRate when vf.MaxTxRate is null => vf with { MaxTxRate = attribute.As<VfSettingStructure>().Setting },
                VfAttributeType.SpoofCheck => vf with { SpoofCheck = Switch(attribute) },
                VfAttributeType.Trust => vf with { Trust = Switch(attribute) },
                VfAttributeType.RssQuery => vf with { RssQuery = Switch(attribute) },
                VfAttributeType.LinkState => vf with { LinkState = State(attribute) },
                VfAttributeType.NodeGuid => vf with { NodeGuid = attribute.As<VfGuidStructure>().Guid },
                VfAttributeType.PortGuid => vf with { PortGuid = attribute.As<VfGuidStructure>().Guid },
                VfAttributeType.Counters => vf with { Counters = Count(attribute.Nested()) },
                _ => vf,
            };
        }

        return vf.Index >= 0 ? vf : throw new MalformedNetlinkException("an entry of the VF list has no VF index");
    }

    private static VfAttributes WithAddress(VfAttributes vf, in NetlinkAttribute attribute, int addressLength)
    {
        var index = attribute.As<VfMacStructure>().Vf;
        return index <= ushort.MaxValue
            ? vf with { Index = (int)index, Address = Prefix(attribute.Payload[sizeof(uint)..], addressLength) }
            : throw new MalformedNetlinkException($"the VF list names VF {index}; SR-IOV ends at 65535");
    }

    private static LinkAddress Prefix(ReadOnlySpan<byte> padded, int length) =>
        new(padded[..Math.Min(length, Math.Min(padded.Length, LinkAddress.MaxLength))]);

    private static VfAttributes WithVlan(VfAttributes vf, VfVlanStructure vlan) =>
        vf with { Vlan = new VlanTag((ushort)vlan.Vlan, (byte)vlan.Qos) };

    private static VfAttributes WithVlanList(VfAttributes vf, AttributeReader list, ref bool hasVlanList)
    {
        // The kernel reports exactly one (MAX_VLAN_LIST_LEN).
        while (list.TryRead(out var attribute))
        {
            if (attribute.Type == VfAttributeType.VlanEntry)
            {
                var vlan = attribute.As<VfVlanEntryStructure>();
                hasVlanList = true;

                // Drivers that never set the protocol leave 0 there, which means 802.1Q.
                var protocol = vlan.Protocol == (ushort)VlanProtocol.Dot1Ad ? VlanProtocol.Dot1Ad : VlanProtocol.Dot1Q;
                return vf with { Vlan = new VlanTag((ushort)vlan.Vlan, (byte)vlan.Qos, protocol) };
            }
        }

        return vf;
    }

    private static VfAttributes WithRate(VfAttributes vf, VfRateStructure rate) =>
        vf with { MinTxRate = rate.MinTxRate, MaxTxRate = rate.MaxTxRate };

    private static bool? Switch(in NetlinkAttribute attribute)
    {
        var setting = attribute.As<VfSettingStructure>().Setting;
        return setting == VfSettingStructure.NotReported ? null : setting != 0;
    }

    private static VfLinkState? State(in NetlinkAttribute attribute)
    {
        var state = attribute.As<VfSettingStructure>().Setting;
        return state <= (uint)VfLinkState.Disable ? (VfLinkState)state : null;
    }

    private static VfCounters Count(AttributeReader counters)
    {
        // The types are 0-5, then 6 for padding, then 7 and 8 (linux/if_link.h, IFLA_VF_STATS_*).
        Span<ulong> slots = stackalloc ulong[CounterSlots];
        slots.Clear();
        while (counters.TryRead(out var attribute))
        {
            if (attribute.Type < CounterSlots && attribute.Payload.Length >= sizeof(ulong))
            {
                slots[attribute.Type] = attribute.As<ulong>();
            }
        }

        return new VfCounters(slots[0], slots[1], slots[2], slots[3], slots[4], slots[5], slots[7], slots[8]);
    }
}
