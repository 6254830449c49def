using System.Runtime.InteropServices;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>Writes a link message as net/core/rtnetlink.c does (rtnl_fill_ifinfo), the overflow of a long VF list included.</summary>
internal static class FakeLinkEncoder
{
    public static void Write(scoped ref NetlinkWriter writer, FakeLink link, uint mask, int? vfLimit)
    {
        var flags = LinkFlags.Broadcast;
        flags |= link.IsUp ? LinkFlags.Up : LinkFlags.None;
        flags |= link is { IsUp: true, HasCarrier: true } ? LinkFlags.Running | LinkFlags.LowerUp : LinkFlags.None;
        writer.Header(new LinkHeader { Type = link.HardwareType, Index = link.Index, Flags = (uint)flags });
        writer.StringAttribute(LinkAttribute.Name, link.Name);
        writer.Attribute(LinkAttribute.OperState, (byte)(link is { IsUp: true, HasCarrier: true } ? OperState.Up : OperState.Down));
        writer.Attribute(LinkAttribute.Mtu, link.Mtu);
        writer.Attribute(LinkAttribute.MinMtu, link.MinMtu);
        writer.Attribute(LinkAttribute.MaxMtu, link.MaxMtu);
        writer.Attribute(LinkAttribute.Promiscuity, link.Promiscuity);
        WriteOptional(ref writer, LinkAttribute.Master, link.Master);
        writer.Attribute(LinkAttribute.Carrier, (byte)(link.HasCarrier ? 1 : 0));
        WriteAddress(ref writer, link);
        WriteOptional(ref writer, LinkAttribute.PhysPortName, link.PhysPortName);
        if (link.PhysSwitchId is not null)
        {
            writer.Attribute(LinkAttribute.PhysSwitchId, Convert.FromHexString(link.PhysSwitchId));
        }

        if ((mask & ExtendedMask.Vf) != 0 && link.ParentDevice is not null)
        {
            WriteVfs(ref writer, link, (mask & ExtendedMask.SkipStatistics) == 0, vfLimit);
        }

        WriteKind(ref writer, link);
        WriteOptional(ref writer, LinkAttribute.Link, link.LowerLink);
        WriteNames(ref writer, link);
        WriteOptional(ref writer, LinkAttribute.ParentDeviceName, link.ParentDevice);
        WriteOptional(ref writer, LinkAttribute.ParentDeviceBus, link.ParentBus);
    }

    private static void WriteOptional(scoped ref NetlinkWriter writer, ushort type, int? value)
    {
        if (value is { } number)
        {
            writer.Attribute(type, number);
        }
    }

    private static void WriteOptional(scoped ref NetlinkWriter writer, ushort type, string? value)
    {
        if (value is not null)
        {
            writer.StringAttribute(type, value);
        }
    }

    private static void WriteAddress(scoped ref NetlinkWriter writer, FakeLink link)
    {
        Span<byte> octets = stackalloc byte[link.IsInfiniBand ? 20 : 6];
        octets.Clear();
        link.Mac.WriteTo(octets);
        writer.Attribute(LinkAttribute.Address, octets);
        if (link.PermanentMac is { } permanent)
        {
            permanent.WriteTo(octets);
            writer.Attribute(LinkAttribute.PermanentAddress, octets);
        }
    }

    private static void WriteKind(scoped ref NetlinkWriter writer, FakeLink link)
    {
        if (link.Kind is null)
        {
            return;
        }

        var info = writer.BeginNest(LinkAttribute.LinkInfo);
        writer.StringAttribute(LinkAttribute.InfoKind, link.Kind);
        if (link.VlanId is { } vlan)
        {
            var content = writer.BeginNest(LinkAttribute.InfoContent);
            writer.Attribute(LinkAttribute.VlanId, vlan);
            writer.EndNest(content);
        }

        writer.EndNest(info);
    }

    private static void WriteNames(scoped ref NetlinkWriter writer, FakeLink link)
    {
        if (link.AlternativeNames.Count == 0)
        {
            return;
        }

        var list = writer.BeginNest(LinkAttribute.PropertyList, flagged: true);
        foreach (var name in link.AlternativeNames)
        {
            writer.StringAttribute(LinkAttribute.AlternativeName, name);
        }

        writer.EndNest(list);
    }

    private static void WriteVfs(scoped ref NetlinkWriter writer, FakeLink link, bool counters, int? limit)
    {
        writer.Attribute(LinkAttribute.VfCount, link.Vfs.Count);
        if (!link.ReportsVfs)
        {
            return;
        }

        // By hand: the length may overflow, which NetlinkWriter refuses.
        var start = writer.Length;
        writer.Attribute(LinkAttribute.VfList, []);
        for (var i = 0; i < Math.Min(link.Vfs.Count, limit ?? int.MaxValue); i++)
        {
            if (!link.Vfs[i].IsHidden)
            {
                WriteVf(ref writer, link, (uint)i, counters);
            }
        }

        var length = unchecked((ushort)(writer.Length - start));
        MemoryMarshal.Write(writer.Written[start..], in length);
    }

    private static void WriteVf(scoped ref NetlinkWriter writer, FakeLink link, uint index, bool counters)
    {
        var vf = link.Vfs[(int)index];
        var entry = writer.BeginNest(VfAttributeType.Entry);
        var mac = new VfMacStructure { Vf = index };
        vf.Mac.WriteTo(mac.Address);
        writer.Attribute(VfAttributeType.Mac, in mac);
        Span<byte> broadcast = stackalloc byte[32];
        broadcast.Clear();
        broadcast[..(link.IsInfiniBand ? 20 : 6)].Fill(0xff);
        writer.Attribute(VfAttributeType.Broadcast, broadcast);
        writer.Attribute(VfAttributeType.Vlan, new VfVlanStructure { Vf = index, Vlan = vf.Vlan.Id, Qos = vf.Vlan.Qos });
        writer.Attribute(VfAttributeType.Rate, new VfRateStructure { Vf = index, MinTxRate = vf.MinTxRate, MaxTxRate = vf.MaxTxRate });
        WriteSetting(ref writer, VfAttributeType.MaxRate, index, vf.MaxTxRate);
        WriteSetting(ref writer, VfAttributeType.SpoofCheck, index, Switch(vf.SpoofCheck));
        WriteSetting(ref writer, VfAttributeType.LinkState, index, (uint)vf.LinkState);
        WriteSetting(ref writer, VfAttributeType.RssQuery, index, Switch(vf.RssQuery));
        WriteSetting(ref writer, VfAttributeType.Trust, index, Switch(vf.Trust));
        if (vf.NodeGuid is { } node && vf.PortGuid is { } port)
        {
            writer.Attribute(VfAttributeType.NodeGuid, new VfGuidStructure { Vf = index, Guid = node });
            writer.Attribute(VfAttributeType.PortGuid, new VfGuidStructure { Vf = index, Guid = port });
        }

        var list = writer.BeginNest(VfAttributeType.VlanList);
        var vlan = new VfVlanEntryStructure { Vf = index, Vlan = vf.Vlan.Id, Qos = vf.Vlan.Qos, Protocol = (ushort)vf.Vlan.Protocol };
        writer.Attribute(VfAttributeType.VlanEntry, in vlan);
        writer.EndNest(list);
        if (counters)
        {
            WriteCounters(ref writer, vf);
        }

        writer.EndNest(entry);
    }

    private static void WriteCounters(scoped ref NetlinkWriter writer, FakeVf vf)
    {
        var nest = writer.BeginNest(VfAttributeType.Counters);
        var c = vf.Counters;
        ushort type = 0;
        foreach (var value in (ReadOnlySpan<ulong>)[c.RxPackets, c.TxPackets, c.RxBytes, c.TxBytes, c.Broadcast, c.Multicast])
        {
            writer.Attribute(type++, value);
        }

        writer.Attribute(7, c.RxDropped);
        writer.Attribute(8, c.TxDropped);
        writer.EndNest(nest);
    }

    private static void WriteSetting(scoped ref NetlinkWriter writer, ushort type, uint vf, uint setting) =>
        writer.Attribute(type, new VfSettingStructure { Vf = vf, Setting = setting });

    private static uint Switch(bool? value) => value is { } set ? (set ? 1u : 0) : VfSettingStructure.NotReported;
}
