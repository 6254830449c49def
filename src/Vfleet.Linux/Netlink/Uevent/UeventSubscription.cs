using System.Runtime.CompilerServices;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Uevent;

/// <summary>
/// Listens to the kernel's own uevents (not to those that udev sends on when its rules have run). Events count from the moment it is
/// made: make it before writing to sysfs, and no event of that write is missed.
/// </summary>
public sealed class UeventSubscription : IDisposable
{
    private const uint KernelGroup = 1;

    private readonly INetlinkTransport _transport;

    /// <summary>Opens a socket and joins the group.</summary>
    /// <param name="kernel">Who tells.</param>
    /// <exception cref="NetlinkException">The socket cannot be made, or joining is not permitted.</exception>
    public UeventSubscription(INetlinkKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _transport = kernel.Open(NetlinkProtocol.KernelObjectEvent);
        _transport.Join(KernelGroup);
    }

    /// <summary>Yields events, those since the subscription was made included, until cancelled. Read by one reader.</summary>
    /// <param name="cancellationToken">Ends the reading with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The events.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    /// <exception cref="MalformedNetlinkException">An event contradicts itself.</exception>
    public async IAsyncEnumerable<UeventItem> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var delivery = await _transport.ReceiveAsync(cancellationToken);
            yield return delivery.Lost ? new UeventsLost() : UeventParser.Parse(delivery.Datagram.Span);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
