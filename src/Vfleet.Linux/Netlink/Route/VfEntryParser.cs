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
    /// <exception cref="MalformedNetlinkException">A length does not fit, or there is no VF index.</exception>
    public static VfAttributes Parse(AttributeReader entry, int addressLength)
    {
        var parsed = new Parsed(addressLength);
        while (entry.TryRead(out var attribute))
        {
            parsed.Take(attribute);
        }

        return parsed.ToVf();
    }

    /// <summary>The attributes in the making; a struct, as one query makes thousands.</summary>
    private struct Parsed(int addressLength)
    {
        private int? _index;
        private LinkAddress? _address;
        private LinkAddress? _broadcast;
        private VlanTag? _vlan;
        private VlanTag? _listedVlan;
        private bool? _spoofCheck;
        private bool? _trust;
        private bool? _rssQuery;
        private uint? _minTxRate;
        private uint? _maxTxRate;
        private uint? _oldMaxTxRate;
        private VfLinkState? _linkState;
        private ulong? _nodeGuid;
        private ulong? _portGuid;
        private VfCounters? _counters;

        public void Take(in NetlinkAttribute attribute)
        {
            switch (attribute.Type)
            {
                case VfAttributeType.Mac: TakeAddress(attribute); break;
                case VfAttributeType.Broadcast: _broadcast = Prefix(attribute.Payload); break;
                case VfAttributeType.Vlan: _vlan = Vlan(attribute.As<VfVlanStructure>()); break;
                case VfAttributeType.VlanList: _listedVlan = FirstVlan(attribute.Nested()); break;
                case VfAttributeType.Rate: TakeRates(attribute.As<VfRateStructure>()); break;
                case VfAttributeType.MaxRate: _oldMaxTxRate = attribute.As<VfSettingStructure>().Setting; break;
                case VfAttributeType.SpoofCheck: _spoofCheck = Switch(attribute); break;
                case VfAttributeType.Trust: _trust = Switch(attribute); break;
                case VfAttributeType.RssQuery: _rssQuery = Switch(attribute); break;
                case VfAttributeType.LinkState: _linkState = State(attribute); break;
                case VfAttributeType.NodeGuid: _nodeGuid = attribute.As<VfGuidStructure>().Guid; break;
                case VfAttributeType.PortGuid: _portGuid = attribute.As<VfGuidStructure>().Guid; break;
                case VfAttributeType.Counters: _counters = Count(attribute.Nested()); break;
            }
        }

        public readonly VfAttributes ToVf() => new()
        {
            Index = _index ?? throw new MalformedNetlinkException("an entry of the VF list has no VF index"),
            IsReported = true,
            Address = _address,
            Broadcast = _broadcast,
            Vlan = _listedVlan ?? _vlan,
            SpoofCheck = _spoofCheck,
            Trust = _trust,
            MinTxRate = _minTxRate,
            MaxTxRate = _maxTxRate ?? _oldMaxTxRate,
            LinkState = _linkState,
            RssQuery = _rssQuery,
            NodeGuid = _nodeGuid,
            PortGuid = _portGuid,
            Counters = _counters,
        };

        private void TakeAddress(in NetlinkAttribute attribute)
        {
            var index = attribute.As<VfMacStructure>().Vf;
            if (index > ushort.MaxValue)
            {
                throw new MalformedNetlinkException($"the VF list names VF {index}; SR-IOV ends at 65535");
            }

            _index = (int)index;
            _address = Prefix(attribute.Payload[sizeof(uint)..]);
        }

        private void TakeRates(VfRateStructure rate)
        {
            _minTxRate = rate.MinTxRate;
            _maxTxRate = rate.MaxTxRate;
        }

        private readonly LinkAddress Prefix(ReadOnlySpan<byte> padded) => new(padded[..Math.Min(addressLength, padded.Length)]);
    }

    private static VlanTag Vlan(VfVlanStructure vlan) => new((ushort)vlan.Vlan, (byte)vlan.Qos);

    /// <summary>The kernel reports exactly one (MAX_VLAN_LIST_LEN).</summary>
    private static VlanTag? FirstVlan(AttributeReader list)
    {
        while (list.TryRead(out var attribute))
        {
            if (attribute.Type == VfAttributeType.VlanEntry)
            {
                var vlan = attribute.As<VfVlanEntryStructure>();

                // Drivers that never set the protocol leave 0 there, which means 802.1Q.
                var protocol = vlan.Protocol == (ushort)VlanProtocol.Dot1Ad ? VlanProtocol.Dot1Ad : VlanProtocol.Dot1Q;
                return new VlanTag((ushort)vlan.Vlan, (byte)vlan.Qos, protocol);
            }
        }

        return null;
    }

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
