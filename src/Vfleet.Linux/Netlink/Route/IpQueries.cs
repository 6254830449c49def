using System.Net;
using System.Runtime.InteropServices;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Reads IP addresses and routes (net/ipv4/devinet.c, fib_frontend.c, route.c and the like of IPv6).</summary>
internal sealed class IpQueries(NetlinkConnection connection)
{
    private const ushort AddressAttribute = 1;
    private const ushort LocalAttribute = 2;
    private const ushort DestinationAttribute = 1;
    private const ushort LinkAttributeType = 4;
    private const ushort GatewayAttribute = 5;
    private const ushort MetricAttribute = 6;
    private const ushort SourceAttribute = 7;
    private const ushort MultipathAttribute = 9;
    private const ushort TableAttribute = 15;
    private const byte LocalTable = 255;
    private const byte UnicastType = 1;

    public List<LinkIpAddress> Addresses()
    {
        const string operation = "list the IP addresses";
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(RouteMessage.GetAddress, MessageFlags.Request | MessageFlags.Dump);
            writer.Header(default(AddressHeader));
            writer.EndMessage();
            var found = new List<LinkIpAddress?>();
            connection.Dump(operation, ref writer, ParseAddress, found).ThrowIfFailed(operation);
            return [.. found.OfType<LinkIpAddress>()];
        }
        finally
        {
            writer.Dispose();
        }
    }

    public List<IpRoute> Routes()
    {
        var routes = new List<IpRoute>();
        foreach (var family in (ReadOnlySpan<byte>)[AddressFamily.IPv4, AddressFamily.IPv6])
        {
            const string operation = "list the routes";
            var writer = new NetlinkWriter(64);
            try
            {
                writer.BeginMessage(RouteMessage.GetRoute, MessageFlags.Request | MessageFlags.Dump);
                writer.Header(new RouteHeader { Family = family });
                writer.EndMessage();
                var found = new List<IpRoute?>();
                var answer = connection.Dump(operation, ref writer, ParseRoute, found);

                // A kernel without IPv6 has no IPv6 routes.
                if (answer.Errno is not (ErrorNumber.EAFNOSUPPORT or ErrorNumber.EOPNOTSUPP))
                {
                    answer.ThrowIfFailed(operation);
                }

                routes.AddRange(found.OfType<IpRoute>());
            }
            finally
            {
                writer.Dispose();
            }
        }

        return routes;
    }

    public IpRoute? RouteTo(IPAddress peer)
    {
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        var octets = address.GetAddressBytes();
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(RouteMessage.GetRoute, MessageFlags.Request | MessageFlags.Ack);
            writer.Header(new RouteHeader
            {
                Family = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? AddressFamily.IPv4 : AddressFamily.IPv6,
                DestinationLength = (byte)(octets.Length * 8),
            });
            writer.Attribute(DestinationAttribute, octets);
            if (address.IsIPv6LinkLocal && address.ScopeId > 0)
            {
                writer.Attribute(LinkAttributeType, (uint)address.ScopeId);
            }

            writer.EndMessage();
            var found = new List<IpRoute?>(1);
            var answer = connection.Query(ref writer, ParseAnyRoute, found);
            if (answer.Errno is ErrorNumber.ENETUNREACH or ErrorNumber.EHOSTUNREACH or ErrorNumber.EAFNOSUPPORT)
            {
                return null;
            }

            answer.ThrowIfFailed($"find the route to {peer}");
            return found is [{ LinkIndices.Count: > 0 } route, ..] ? route : null;
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static LinkIpAddress? ParseAddress(in NetlinkMessage message)
    {
        var header = message.Header<AddressHeader>();
        var attributes = message.Attributes<AddressHeader>();
        IPAddress? address = null;
        var local = false;
        while (attributes.TryRead(out var attribute))
        {
            // On a point-to-point link IFA_ADDRESS is the peer's and IFA_LOCAL ours.
            if (attribute.Type == LocalAttribute || (attribute.Type == AddressAttribute && !local))
            {
                address = Ip(attribute);
                local = attribute.Type == LocalAttribute;
            }
        }

        return address is null ? null : new LinkIpAddress(header.Index, address, header.PrefixLength);
    }

    private static IpRoute? ParseRoute(in NetlinkMessage message)
    {
        var header = message.Header<RouteHeader>();
        return header.Type == UnicastType && header.Table != LocalTable ? ParseAnyRoute(message) : null;
    }

    private static IpRoute? ParseAnyRoute(in NetlinkMessage message)
    {
        var header = message.Header<RouteHeader>();
        var attributes = message.Attributes<RouteHeader>();
        var destination = header.Family == AddressFamily.IPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        IPAddress? gateway = null;
        IPAddress? source = null;
        var links = new List<int>(1);
        uint metric = 0;
        uint table = header.Table;
        while (attributes.TryRead(out var attribute))
        {
            switch (attribute.Type)
            {
                case DestinationAttribute: destination = Ip(attribute); break;
                case LinkAttributeType: links.Add(attribute.As<int>()); break;
                case GatewayAttribute: gateway = Ip(attribute); break;
                case SourceAttribute: source = Ip(attribute); break;
                case MetricAttribute: metric = attribute.As<uint>(); break;
                case TableAttribute: table = attribute.As<uint>(); break;
                case MultipathAttribute: AddHops(attribute.Payload, links); break;
            }
        }

        return new IpRoute(destination, header.DestinationLength, links, gateway, source, metric, table);
    }

    /// <summary>Reads <c>struct rtnexthop</c> (length, flags, weight, interface index), each with attributes behind it.</summary>
    private static void AddHops(ReadOnlySpan<byte> hops, List<int> links)
    {
        const int size = 8;
        while (hops.Length >= size)
        {
            var length = MemoryMarshal.Read<ushort>(hops);
            if (length < size || length > hops.Length)
            {
                throw new MalformedNetlinkException($"a next hop claims {length} bytes; {hops.Length} are there");
            }

            links.Add(MemoryMarshal.Read<int>(hops[4..]));
            hops = hops[Math.Min(NetlinkWriter.Align(length), hops.Length)..];
        }
    }

    private static IPAddress Ip(NetlinkAttribute attribute) => attribute.Payload.Length is 4 or 16
        ? new IPAddress(attribute.Payload)
        : throw new MalformedNetlinkException($"an IP address has {attribute.Payload.Length} bytes");
}
