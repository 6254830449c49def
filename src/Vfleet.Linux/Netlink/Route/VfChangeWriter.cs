using System.Runtime.CompilerServices;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Writes attributes of a VF as IFLA_VF_INFO entries (net/core/rtnetlink.c, do_setvfinfo).</summary>
internal static class VfChangeWriter
{
    /// <summary>At most how many bytes the entries for these attributes take.</summary>
    public static int MostBytes(ReadOnlySpan<VfAttribute> attributes)
    {
        var bytes = 2 * NetlinkWriter.AttributeHeaderLength;
        foreach (var attribute in attributes)
        {
            bytes += NetlinkWriter.AttributeHeaderLength + attribute switch
            {
                VfAttribute.Mac => Unsafe.SizeOf<VfMacStructure>(),
                VfAttribute.Vlan => NetlinkWriter.AttributeHeaderLength + Unsafe.SizeOf<VfVlanEntryStructure>(),
                VfAttribute.Rate => Unsafe.SizeOf<VfRateStructure>(),
                VfAttribute.NodeGuid or VfAttribute.PortGuid => Unsafe.SizeOf<VfGuidStructure>(),
                _ => Unsafe.SizeOf<VfSettingStructure>(),
            };
        }

        return bytes;
    }

    /// <summary>Writes the entries for the given attributes of one change.</summary>
    public static void Write(scoped ref NetlinkWriter writer, VfChange change, ReadOnlySpan<VfAttribute> attributes)
    {
        var entry = writer.BeginNest(VfAttributeType.Entry);
        for (var i = 0; i < attributes.Length; i++)
        {
            // The kernel leaves do_setvfinfo() after a node GUID, so a port GUID in the same entry would be ignored without a word.
            if (attributes[i] == VfAttribute.PortGuid && i > 0)
            {
                writer.EndNest(entry);
                entry = writer.BeginNest(VfAttributeType.Entry);
            }

            Write(ref writer, change, attributes[i]);
        }

        writer.EndNest(entry);
    }

    private static void Write(scoped ref NetlinkWriter writer, VfChange change, VfAttribute attribute)
    {
        var vf = (uint)change.Index;
        switch (attribute)
        {
            case VfAttribute.Mac:
                var mac = new VfMacStructure { Vf = vf };
                change.Mac.GetValueOrDefault().WriteTo(mac.Address);
                writer.Attribute(VfAttributeType.Mac, in mac);
                break;
            case VfAttribute.Vlan:
                WriteVlan(ref writer, vf, change.Vlan.GetValueOrDefault());
                break;
            case VfAttribute.Rate:
                WriteRate(ref writer, vf, change);
                break;
            case VfAttribute.SpoofCheck:
                WriteSetting(ref writer, VfAttributeType.SpoofCheck, vf, change.SpoofCheck is true ? 1u : 0);
                break;
            case VfAttribute.LinkState:
                WriteSetting(ref writer, VfAttributeType.LinkState, vf, (uint)change.LinkState.GetValueOrDefault());
                break;
            case VfAttribute.RssQuery:
                WriteSetting(ref writer, VfAttributeType.RssQuery, vf, change.RssQuery is true ? 1u : 0);
                break;
            case VfAttribute.Trust:
                WriteSetting(ref writer, VfAttributeType.Trust, vf, change.Trust is true ? 1u : 0);
                break;
            case VfAttribute.NodeGuid:
                writer.Attribute(VfAttributeType.NodeGuid, new VfGuidStructure { Vf = vf, Guid = change.NodeGuid.GetValueOrDefault() });
                break;
            case VfAttribute.PortGuid:
                writer.Attribute(VfAttributeType.PortGuid, new VfGuidStructure { Vf = vf, Guid = change.PortGuid.GetValueOrDefault() });
                break;
        }
    }

    private static void WriteVlan(scoped ref NetlinkWriter writer, uint vf, VlanTag vlan)
    {
        // The older attribute means 802.1Q, is smaller, and is known to kernels before 4.9 too.
        if (vlan.Protocol == VlanProtocol.Dot1Q)
        {
            writer.Attribute(VfAttributeType.Vlan, new VfVlanStructure { Vf = vf, Vlan = vlan.Id, Qos = vlan.Qos });
            return;
        }

        var list = writer.BeginNest(VfAttributeType.VlanList);
        var entry = new VfVlanEntryStructure { Vf = vf, Vlan = vlan.Id, Qos = vlan.Qos, Protocol = (ushort)vlan.Protocol };
        writer.Attribute(VfAttributeType.VlanEntry, in entry);
        writer.EndNest(list);
    }

    private static void WriteRate(scoped ref NetlinkWriter writer, uint vf, VfChange change)
    {
        // Given alone, the maximum goes by the older attribute, with which the kernel keeps the minimum.
        if (change.MinTxRate is not { } min)
        {
            WriteSetting(ref writer, VfAttributeType.MaxRate, vf, change.MaxTxRate.GetValueOrDefault());
            return;
        }

        var rate = new VfRateStructure { Vf = vf, MinTxRate = min, MaxTxRate = change.MaxTxRate.GetValueOrDefault() };
        writer.Attribute(VfAttributeType.Rate, in rate);
    }

    private static void WriteSetting(scoped ref NetlinkWriter writer, ushort type, uint vf, uint setting) =>
        writer.Attribute(type, new VfSettingStructure { Vf = vf, Setting = setting });
}
