using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>
/// Applies IFLA_VFINFO_LIST as net/core/rtnetlink.c does (do_setlink, do_setvfinfo): entry by entry, in a fixed order inside an entry,
/// until the driver refuses; and an entry with a node GUID ends there.
/// </summary>
internal static class FakeVfSetter
{
    private const int EINVAL = 22;
    private const int EOPNOTSUPP = 95;

    private static readonly ushort[] KernelOrder =
    [
        VfAttributeType.Mac, VfAttributeType.Vlan, VfAttributeType.VlanList, VfAttributeType.MaxRate, VfAttributeType.Rate,
        VfAttributeType.SpoofCheck, VfAttributeType.LinkState, VfAttributeType.RssQuery, VfAttributeType.Trust,
        VfAttributeType.NodeGuid, VfAttributeType.PortGuid,
    ];

    public static int Apply(FakeLink pf, AttributeReader list)
    {
        while (list.TryRead(out var entry))
        {
            var errno = entry.Type == VfAttributeType.Entry ? ApplyEntry(pf, entry.Payload) : EINVAL;
            if (errno != 0)
            {
                return errno;
            }
        }

        return 0;
    }

    private static int ApplyEntry(FakeLink pf, ReadOnlySpan<byte> entry)
    {
        var result = EINVAL;
        foreach (var type in KernelOrder)
        {
            var reader = new AttributeReader(entry);
            while (reader.TryRead(out var attribute))
            {
                if (attribute.Type != type)
                {
                    continue;
                }

                result = ApplyOne(pf, attribute);
                if (result != 0 || type == VfAttributeType.NodeGuid)
                {
                    return result;
                }
            }
        }

        return result;
    }

    private static int ApplyOne(FakeLink pf, in NetlinkAttribute attribute)
    {
        var index = attribute.Type == VfAttributeType.VlanList ? VlanEntry(attribute).Vf : attribute.As<uint>();
        var (kind, change) = Decode(attribute, (int)Math.Min(index, int.MaxValue));
        if (!pf.Driver.Rules.TryGetValue(kind, out var rule))
        {
            return EOPNOTSUPP;
        }

        if (index >= (uint)pf.Vfs.Count)
        {
            return EINVAL;
        }

        if (change.MinTxRate is { } min && change.MaxTxRate is > 0 and var max && max < min)
        {
            return EINVAL;
        }

        var errno = rule(pf, change);
        if (errno == 0)
        {
            Store(pf.Vfs[(int)index], change);
        }

        return errno;
    }

    private static (VfAttribute Kind, VfChange Change) Decode(in NetlinkAttribute attribute, int index)
    {
        var change = new VfChange { Index = index };
        switch (attribute.Type)
        {
            case VfAttributeType.Mac:
                return (VfAttribute.Mac, change with { Mac = new MacAddress(attribute.Payload[4..10]) });
            case VfAttributeType.Vlan:
                var vlan = attribute.As<VfVlanStructure>();
                return (VfAttribute.Vlan, change with { Vlan = new VlanTag((ushort)vlan.Vlan, (byte)vlan.Qos) });
            case VfAttributeType.VlanList:
                var entry = VlanEntry(attribute);
                return (VfAttribute.Vlan, change with { Vlan = new VlanTag((ushort)entry.Vlan, (byte)entry.Qos, (VlanProtocol)entry.Protocol) });
            case VfAttributeType.MaxRate:
                return (VfAttribute.Rate, change with { MaxTxRate = attribute.As<VfSettingStructure>().Setting });
            case VfAttributeType.Rate:
                var rate = attribute.As<VfRateStructure>();
                return (VfAttribute.Rate, change with { MinTxRate = rate.MinTxRate, MaxTxRate = rate.MaxTxRate });
            case VfAttributeType.SpoofCheck:
                return (VfAttribute.SpoofCheck, change with { SpoofCheck = attribute.As<VfSettingStructure>().Setting != 0 });
            case VfAttributeType.LinkState:
                return (VfAttribute.LinkState, change with { LinkState = (VfLinkState)attribute.As<VfSettingStructure>().Setting });
            case VfAttributeType.RssQuery:
                return (VfAttribute.RssQuery, change with { RssQuery = attribute.As<VfSettingStructure>().Setting != 0 });
            case VfAttributeType.Trust:
                return (VfAttribute.Trust, change with { Trust = attribute.As<VfSettingStructure>().Setting != 0 });
            case VfAttributeType.NodeGuid:
                return (VfAttribute.NodeGuid, change with { NodeGuid = attribute.As<VfGuidStructure>().Guid });
            default:
                return (VfAttribute.PortGuid, change with { PortGuid = attribute.As<VfGuidStructure>().Guid });
        }
    }

    private static VfVlanEntryStructure VlanEntry(in NetlinkAttribute list)
    {
        var reader = list.Nested();
        return reader.TryRead(out var entry) ? entry.As<VfVlanEntryStructure>() : default;
    }

    private static void Store(FakeVf vf, VfChange change)
    {
        vf.Writes++;
        vf.Mac = change.Mac ?? vf.Mac;
        vf.Vlan = change.Vlan ?? vf.Vlan;
        vf.MinTxRate = change.MinTxRate ?? vf.MinTxRate;
        vf.MaxTxRate = change.MaxTxRate ?? vf.MaxTxRate;
        vf.SpoofCheck = change.SpoofCheck ?? vf.SpoofCheck;
        vf.LinkState = change.LinkState ?? vf.LinkState;
        vf.RssQuery = change.RssQuery ?? vf.RssQuery;
        vf.Trust = change.Trust ?? vf.Trust;
        vf.NodeGuid = change.NodeGuid ?? vf.NodeGuid;
        vf.PortGuid = change.PortGuid ?? vf.PortGuid;
    }
}
