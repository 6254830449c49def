using System.Runtime.CompilerServices;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>
/// Listens to changes of links (RTNLGRP_LINK). Events count from the moment it is made, so it is made before the links are listed or
/// the change is started that is to be waited for.
/// </summary>
public sealed class LinkSubscription : IDisposable
{
    private const uint LinkGroup = 1;

    private readonly INetlinkTransport _transport;

    /// <summary>Opens a socket and joins the group.</summary>
    /// <param name="kernel">Who tells.</param>
    /// <exception cref="NetlinkException">The socket cannot be made.</exception>
    public LinkSubscription(INetlinkKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _transport = kernel.Open(NetlinkProtocol.Route);
        _transport.Join(LinkGroup);
    }

    /// <summary>Yields events, those since the subscription was made included, until cancelled. Read by one reader.</summary>
    /// <param name="cancellationToken">Ends the reading with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The events.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    /// <exception cref="MalformedNetlinkException">An event contradicts itself.</exception>
    public async IAsyncEnumerable<LinkEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var delivery = await _transport.ReceiveAsync(cancellationToken);
            if (delivery.Lost)
            {
                yield return new LinkEvent.Resync();
                continue;
            }

            foreach (var happened in Parse(delivery.Datagram.Span))
            {
                yield return happened;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>Reads the events of one datagram.</summary>
    internal static List<LinkEvent> Parse(ReadOnlySpan<byte> datagram)
    {
        var events = new List<LinkEvent>(1);
        var reader = new NetlinkReader(datagram);
        while (reader.TryRead(out var message))
        {
            // Bridges announce their ports in the same group; there, "deleted" means that the link left the bridge.
            if (message.Type is not (RouteMessage.NewLink or RouteMessage.DeleteLink)
                || message.Header<LinkHeader>().Family != AddressFamily.Unspecified)
            {
                continue;
            }

            var link = LinkParser.Parse(message);
            events.Add(message.Type == RouteMessage.NewLink ? new LinkEvent.Changed(link) : new LinkEvent.Removed(link));
        }

        return events;
    }
}
