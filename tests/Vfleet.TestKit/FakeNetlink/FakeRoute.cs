using System.Net;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeNetlink;

/// <summary>The fake kernel's rtnetlink.</summary>
internal static class FakeRoute
{
    /// <summary>RTNLGRP_LINK.</summary>
    public const uint LinkGroup = 1;

    private const int EPERM = 1;
    private const int ENOENT = 2;
    private const int ENOMEM = 12;
    private const int EEXIST = 17;
    private const int ENODEV = 19;
    private const int EINVAL = 22;
    private const int EMSGSIZE = 90;
    private const int EOPNOTSUPP = 95;
    private const int ENETUNREACH = 101;

    public static byte[] Event(ushort type, FakeLink link) =>
        FakeReply.Message(type, 0, 0, (ref NetlinkWriter writer) => FakeLinkEncoder.Write(ref writer, link, 0, null));

    public static FakeRequest Describe(in NetlinkMessage request, int datagram)
    {
        var index = request.Payload.Length >= 8 ? BitConverter.ToInt32(request.Payload[4..]) : 0;
        var entries = 0;
        if (request.Type == RouteMessage.SetLink && TryFind(request, LinkAttribute.VfList, out var list))
        {
            var reader = list.Nested();
            while (reader.TryRead(out _))
            {
                entries++;
            }
        }

        return new FakeRequest(request.Type, index, entries, datagram);
    }

    public static List<byte[]> Handle(FakeKernel kernel, in NetlinkMessage request)
    {
        var isDump = (request.Flags & MessageFlags.Dump) == MessageFlags.Dump;
        if (kernel.IsReadOnly && request.Type is RouteMessage.SetLink or RouteMessage.NewNeighbour or RouteMessage.DeleteNeighbour)
        {
            return [FakeReply.Error(request, EPERM)];
        }

        return request.Type switch
        {
            RouteMessage.GetLink when isDump && request.Header<LinkHeader>().Family == AddressFamily.Bridge => DumpBridgePorts(kernel, request),
            RouteMessage.GetLink when isDump => DumpLinks(kernel, request),
            RouteMessage.GetLink => GetLink(kernel, request),
            RouteMessage.SetLink => [FakeReply.Error(request, SetLink(kernel, request))],
            RouteMessage.GetNeighbour => DumpForwarding(kernel, request),
            RouteMessage.NewNeighbour => [FakeReply.Error(request, ChangeForwarding(kernel, request, add: true))],
            RouteMessage.DeleteNeighbour => [FakeReply.Error(request, ChangeForwarding(kernel, request, add: false))],
            RouteMessage.GetAddress => DumpAddresses(kernel, request),
            RouteMessage.GetRoute when isDump => DumpRoutes(kernel, request),
            RouteMessage.GetRoute => GetRoute(kernel, request),
            _ => [FakeReply.Error(request, EOPNOTSUPP)],
        };
    }

    private static List<byte[]> DumpLinks(FakeKernel kernel, in NetlinkMessage request)
    {
        var interrupted = kernel.InterruptedDumps > 0;
        kernel.InterruptedDumps -= interrupted ? 1 : 0;
        var mask = Mask(request);
        var answers = new List<byte[]>();
        foreach (var link in kernel.Links)
        {
            var message = Encode(request, link, mask, kernel.VfListLimit, MessageFlags.Multi);
            if ((mask & ExtendedMask.Vf) != 0 && message.Length > (kernel.VfDumpLimit ?? int.MaxValue))
            {
                answers.Add(FakeReply.Done(request, interrupted, EMSGSIZE));
                return answers;
            }

            answers.Add(message);
        }

        answers.Add(FakeReply.Done(request, interrupted));
        return answers;
    }

    // As with RTEXT_FILTER_BRVLAN_COMPRESSED: VLANs in a row as the two ends of their range.
    private static List<byte[]> DumpBridgePorts(FakeKernel kernel, in NetlinkMessage request)
    {
        var answers = new List<byte[]>();
        foreach (var link in kernel.Links.Where(link => link.BridgeVlans is not null))
        {
            answers.Add(FakeReply.Message(request, RouteMessage.NewLink, MessageFlags.Multi, (ref NetlinkWriter writer) =>
            {
                writer.Header(new LinkHeader { Family = AddressFamily.Bridge, Index = link.Index });
                var entries = writer.BeginNest(LinkAttribute.FamilySpecific);
                for (var i = 0; i < link.BridgeVlans!.Count; i++)
                {
                    var first = link.BridgeVlans[i];
                    while (i + 1 < link.BridgeVlans.Count && link.BridgeVlans[i + 1] == link.BridgeVlans[i] + 1)
                    {
                        i++;
                    }

                    var last = link.BridgeVlans[i];
                    writer.Attribute(2, new BridgeVlanTable.BridgeVlan { Flags = (ushort)(first == last ? 0 : 1 << 3), Id = first });
                    if (first != last)
                    {
                        writer.Attribute(2, new BridgeVlanTable.BridgeVlan { Flags = 1 << 4, Id = last });
                    }
                }

                writer.EndNest(entries);
            }));
        }

        answers.Add(FakeReply.Done(request, interrupted: false));
        return answers;
    }

    private static List<byte[]> GetLink(FakeKernel kernel, in NetlinkMessage request)
    {
        var index = request.Header<LinkHeader>().Index;
        var link = kernel.Find(index);
        if (link is null && (TryFind(request, LinkAttribute.Name, out var name) || TryFind(request, LinkAttribute.AlternativeName, out name)))
        {
            link = kernel.Find(name.AsString());
        }

        if (link is null)
        {
            return [FakeReply.Error(request, ENODEV)];
        }

        var mask = Mask(request);
        var message = Encode(request, link, mask, kernel.VfListLimit, 0);
        return (mask & ExtendedMask.Vf) != 0 && message.Length > (kernel.VfMessageLimit ?? int.MaxValue)
            ? [FakeReply.Error(request, EMSGSIZE)]
            : [message, FakeReply.Error(request, 0)];
    }

    private static byte[] Encode(in NetlinkMessage request, FakeLink link, uint mask, int? vfLimit, ushort flags) => FakeReply.Message(
        request, RouteMessage.NewLink, flags, (ref NetlinkWriter writer) => FakeLinkEncoder.Write(ref writer, link, mask, vfLimit));

    private static int SetLink(FakeKernel kernel, in NetlinkMessage request)
    {
        var header = request.Header<LinkHeader>();
        if (kernel.Find(header.Index) is not { } link)
        {
            return ENODEV;
        }

        if (TryFind(request, LinkAttribute.Address, out var address))
        {
            link.Mac = new MacAddress(address.Payload);
        }

        if (TryFind(request, LinkAttribute.Mtu, out var mtu))
        {
            if (mtu.As<int>() < link.MinMtu || mtu.As<int>() > link.MaxMtu)
            {
                return EINVAL;
            }

            link.Mtu = mtu.As<int>();
        }

        if ((header.Change & (uint)LinkFlags.Up) != 0)
        {
            link.IsUp = (header.Flags & (uint)LinkFlags.Up) != 0;
        }

        var errno = TryFind(request, LinkAttribute.VfList, out var list) ? FakeVfSetter.Apply(link, list.Nested()) : 0;
        kernel.NotifyChanged(link);
        return errno;
    }

    private static List<byte[]> DumpForwarding(FakeKernel kernel, in NetlinkMessage request)
    {
        var index = request.Header<NeighbourHeader>().Index;
        if (kernel.Find(index) is not { } link)
        {
            return [FakeReply.Error(request, ENODEV)];
        }

        var answers = new List<byte[]>();
        foreach (var entry in link.Forwarding)
        {
            answers.Add(FakeReply.Message(request, RouteMessage.NewNeighbour, MessageFlags.Multi, (ref NetlinkWriter writer) =>
            {
                writer.Header(new NeighbourHeader
                {
                    Family = AddressFamily.Bridge,
                    Index = index,
                    State = (ushort)(entry.IsPermanent ? 0x80 : 0x40),
                    Flags = (byte)entry.Flags,
                });
                Span<byte> octets = stackalloc byte[MacAddress.Length];
                entry.Mac.WriteTo(octets);
                writer.Attribute(2, octets);
                if (entry.VlanId is { } vlan)
                {
                    writer.Attribute(5, vlan);
                }
            }));
        }

        answers.Add(FakeReply.Done(request, interrupted: false));
        return answers;
    }

    private static int ChangeForwarding(FakeKernel kernel, in NetlinkMessage request, bool add)
    {
        var header = request.Header<NeighbourHeader>();
        if (kernel.Find(header.Index) is not { } link)
        {
            return ENODEV;
        }

        var attributes = request.Attributes<NeighbourHeader>();
        var mac = default(MacAddress);
        ushort? vlan = null;
        while (attributes.TryRead(out var attribute))
        {
            mac = attribute.Type == 2 ? new MacAddress(attribute.Payload) : mac;
            vlan = attribute.Type == 5 ? attribute.As<ushort>() : vlan;
        }

        var entry = new ForwardingEntry(header.Index, mac, vlan, (ForwardingFlags)header.Flags, IsPermanent: true);
        if (!add)
        {
            return link.Forwarding.Remove(entry) ? 0 : ENOENT;
        }

        if (link.Forwarding.Contains(entry))
        {
            return EEXIST;
        }

        if (link.Forwarding.Count >= link.ForwardingRoom)
        {
            return ENOMEM;
        }

        link.Forwarding.Add(entry);
        return 0;
    }

    private static List<byte[]> DumpAddresses(FakeKernel kernel, in NetlinkMessage request)
    {
        var answers = new List<byte[]>();
        foreach (var address in kernel.Addresses)
        {
            answers.Add(FakeReply.Message(request, RouteMessage.NewAddress, MessageFlags.Multi, (ref NetlinkWriter writer) =>
            {
                var octets = address.Address.GetAddressBytes();
                writer.Header(new AddressHeader
                {
                    Family = Family(address.Address),
                    PrefixLength = (byte)address.PrefixLength,
                    Index = address.LinkIndex,
                });
                writer.Attribute(1, octets);
            }));
        }

        answers.Add(FakeReply.Done(request, interrupted: false));
        return answers;
    }

    private static List<byte[]> DumpRoutes(FakeKernel kernel, in NetlinkMessage request)
    {
        var family = request.Header<RouteHeader>().Family;
        var answers = new List<byte[]>();
        foreach (var route in kernel.Routes.Where(route => Family(route.Destination) == family))
        {
            answers.Add(EncodeRoute(request, route, MessageFlags.Multi));
        }

        answers.Add(FakeReply.Done(request, interrupted: false));
        return answers;
    }

    private static List<byte[]> GetRoute(FakeKernel kernel, in NetlinkMessage request)
    {
        var attributes = request.Attributes<RouteHeader>();
        attributes.TryRead(out var destination);
        var peer = new IPAddress(destination.Payload);
        var best = kernel.Routes
            .Where(route => Family(route.Destination) == Family(peer)
                && (route.IsDefault || new IPNetwork(route.Destination, route.PrefixLength).Contains(peer)))
            .OrderByDescending(route => route.PrefixLength)
            .ThenBy(route => route.Metric)
            .FirstOrDefault();
        return best is null
            ? [FakeReply.Error(request, ENETUNREACH)]
            : [EncodeRoute(request, best with { Destination = peer }, 0), FakeReply.Error(request, 0)];
    }

    private static byte[] EncodeRoute(in NetlinkMessage request, IpRoute route, ushort flags) =>
        FakeReply.Message(request, RouteMessage.NewRoute, flags, (ref NetlinkWriter writer) =>
        {
            writer.Header(new RouteHeader
            {
                Family = Family(route.Destination),
                DestinationLength = (byte)route.PrefixLength,
                Table = (byte)Math.Min(route.Table, 252),
                Type = 1,
            });
            writer.Attribute(15, route.Table);
            if (!route.IsDefault)
            {
                writer.Attribute(1, route.Destination.GetAddressBytes());
            }

            if (route.Gateway is not null)
            {
                writer.Attribute(5, route.Gateway.GetAddressBytes());
            }

            if (route.Metric != 0)
            {
                writer.Attribute(6, route.Metric);
            }

            foreach (var link in route.LinkIndices)
            {
                writer.Attribute(4, link);
            }
        });

    private static byte Family(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? AddressFamily.IPv4 : AddressFamily.IPv6;

    private static uint Mask(in NetlinkMessage request) =>
        TryFind(request, LinkAttribute.ExtendedMask, out var mask) ? mask.As<uint>() : 0;

    private static bool TryFind(in NetlinkMessage request, ushort type, out NetlinkAttribute found)
    {
        var attributes = request.Attributes<LinkHeader>();
        while (attributes.TryRead(out found))
        {
            if (found.Type == type)
            {
                return true;
            }
        }

        return false;
    }
}
