using Vfleet.Linux.Netlink.Core;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Forwarding entries of links (net/core/rtnetlink.c: rtnl_fdb_add, rtnl_fdb_del, rtnl_fdb_dump).</summary>
internal sealed class ForwardingTable(NetlinkConnection connection)
{
    private const ushort MacAttribute = 2;
    private const ushort VlanAttribute = 5;
    private const ushort Permanent = 0x80;

    public List<ForwardingEntry> Of(int linkIndex)
    {
        var operation = $"list the forwarding entries of link {linkIndex}";
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(RouteMessage.GetNeighbour, MessageFlags.Request | MessageFlags.Dump);
            writer.Header(new NeighbourHeader { Family = AddressFamily.Bridge, Index = linkIndex });
            writer.EndMessage();
            var found = new List<ForwardingEntry?>();
            connection.Dump(operation, ref writer, Parse, found).ThrowIfFailed(operation);

            // Kernels before 5.0 do not filter.
            return [.. found.OfType<ForwardingEntry>().Where(entry => entry.LinkIndex == linkIndex)];
        }
        finally
        {
            writer.Dispose();
        }
    }

    public NetlinkOutcome Change(bool add, int linkIndex, MacAddress mac, ushort? vlanId)
    {
        var writer = new NetlinkWriter(64);
        try
        {
            var flags = MessageFlags.Request | MessageFlags.Ack | (add ? MessageFlags.Create | MessageFlags.Exclusive : 0);
            writer.BeginMessage(add ? RouteMessage.NewNeighbour : RouteMessage.DeleteNeighbour, (ushort)flags);
            writer.Header(new NeighbourHeader
            {
                Family = AddressFamily.Bridge,
                Index = linkIndex,
                State = Permanent,
                Flags = (byte)ForwardingFlags.Self,
            });
            Span<byte> octets = stackalloc byte[MacAddress.Length];
            mac.WriteTo(octets);
            writer.Attribute(MacAttribute, octets);
            if (vlanId is { } vlan)
            {
                writer.Attribute(VlanAttribute, vlan);
            }

            writer.EndMessage();
            var answer = connection.Exchange(ref writer)[0];
            return NetlinkOutcome.Of(answer.Errno, answer.KernelMessage, LinkRefusalHints.For(answer.Errno));
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Null for entries without an Ethernet address (VXLAN peers of other families).</summary>
    private static ForwardingEntry? Parse(in NetlinkMessage message)
    {
        var header = message.Header<NeighbourHeader>();
        var attributes = message.Attributes<NeighbourHeader>();
        MacAddress? mac = null;
        ushort? vlan = null;
        while (attributes.TryRead(out var attribute))
        {
            switch (attribute.Type)
            {
                case MacAttribute when attribute.Payload.Length == MacAddress.Length:
                    mac = new MacAddress(attribute.Payload);
                    break;
                case VlanAttribute:
                    vlan = attribute.As<ushort>();
                    break;
            }
        }

        return mac is { } address
            ? new ForwardingEntry(header.Index, address, vlan, (ForwardingFlags)header.Flags, (header.State & Permanent) != 0)
            : null;
    }
}
