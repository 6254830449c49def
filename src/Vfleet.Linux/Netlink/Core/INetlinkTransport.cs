namespace Vfleet.Linux.Netlink.Core;

/// <summary>Something that answers netlink: the running kernel, a fake kernel in a test, a recording.</summary>
public interface INetlinkKernel
{
    /// <summary>Opens a socket.</summary>
    /// <param name="protocol">The subsystem to talk to.</param>
    /// <returns>The socket, to be disposed by the caller.</returns>
    /// <exception cref="NetlinkException">The kernel has no such subsystem, or a limit is reached.</exception>
    INetlinkTransport Open(NetlinkProtocol protocol);
}

/// <summary>One netlink socket: datagrams to the kernel and back. Used by one caller at a time.</summary>
public interface INetlinkTransport : IDisposable
{
    /// <summary>Sends one datagram (one or several messages). The kernel has handled every message when the call returns.</summary>
    /// <param name="datagram">The messages.</param>
    /// <exception cref="NetlinkException">The socket refused it.</exception>
    void Send(ReadOnlySpan<byte> datagram);

    /// <summary>Receives one whole datagram.</summary>
    /// <returns>The bytes, valid until the next call on this socket.</returns>
    /// <exception cref="NetlinkException">Nothing came in time (EAGAIN), or the socket failed.</exception>
    ReadOnlySpan<byte> Receive();

    /// <summary>Subscribes to a multicast group.</summary>
    /// <param name="group">The group's number, from 1.</param>
    /// <exception cref="NetlinkException">There is no such group, or it is not permitted.</exception>
    void Join(uint group);

    /// <summary>Waits for one datagram from a subscription.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The datagram, valid until the next call, or the fact that events were lost.</returns>
    ValueTask<NetlinkDelivery> ReceiveAsync(CancellationToken cancellationToken);
}

/// <summary>What a subscription brought.</summary>
/// <param name="Datagram">The bytes; empty when <paramref name="Lost"/>.</param>
/// <param name="Lost">The kernel dropped events because this reader was too slow (ENOBUFS): what is known must be read again.</param>
public readonly record struct NetlinkDelivery(ReadOnlyMemory<byte> Datagram, bool Lost);
