using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>VLANs of the ports of bridges (net/bridge/br_netlink.c, br_fill_ifinfo; ranges of equal flags come as their two ends).</summary>
internal sealed class BridgeVlanTable(NetlinkConnection connection)
{
    private const ushort VlanEntry = 2;
    private const ushort RangeBegin = 1 << 3;
    private const ushort RangeEnd = 1 << 4;

    public ImmutableDictionary<int, int> Counts()
    {
        const string operation = "list the VLANs of the ports of bridges";
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(RouteMessage.GetLink, MessageFlags.Request | MessageFlags.Dump);
            writer.Header(new LinkHeader { Family = AddressFamily.Bridge });
            writer.Attribute(LinkAttribute.ExtendedMask, ExtendedMask.BridgeVlanRanges);
            writer.EndMessage();
            var ports = new List<(int Link, int Vlans)>();
            connection.Dump(operation, ref writer, Parse, ports).ThrowIfFailed(operation);

            // A card with a switch of its own answers for its link besides the bridge.
            return ports.GroupBy(port => port.Link).ToImmutableDictionary(same => same.Key, same => same.Max(port => port.Vlans));
        }
        finally
        {
            writer.Dispose();
        }
    }

    internal static (int Link, int Vlans) Parse(in NetlinkMessage message)
    {
        var vlans = 0;
        var attributes = message.Attributes<LinkHeader>();
        while (attributes.TryRead(out var attribute))
        {
            if (attribute.Type == LinkAttribute.FamilySpecific)
            {
                vlans = Count(attribute.Nested());
            }
        }

        return (message.Header<LinkHeader>().Index, vlans);
    }

    private static int Count(AttributeReader entries)
    {
        var (count, first) = (0, 0);
        while (entries.TryRead(out var attribute))
        {
            if (attribute.Type != VlanEntry)
            {
                continue;
            }

            var entry = attribute.As<BridgeVlan>();
            if ((entry.Flags & RangeBegin) != 0)
            {
                first = entry.Id;
            }
            else
            {
                count += (entry.Flags & RangeEnd) != 0 ? Math.Max(entry.Id - first + 1, 0) : 1;
            }
        }

        return count;
    }

    /// <summary><c>struct bridge_vlan_info</c> (linux/if_bridge.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct BridgeVlan
    {
        public ushort Flags;
        public ushort Id;
    }
}
