using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vfleet.Linux.Interop;
using static Vfleet.Linux.Interop.NetlinkSocketInterop;

namespace Vfleet.Linux.Netlink.Core;

/// <summary>
/// A netlink socket of the running kernel. <c>new Socket(AF_NETLINK)</c> is refused by the class library, so the descriptor comes
/// from socket(2) and is wrapped; only the waiting for subscriptions goes through <see cref="Socket"/>.
/// </summary>
internal sealed class NetlinkSocket : INetlinkTransport
{
    // Dumps come in pieces as large as the reader's buffer, up to 32 KiB (net/netlink/af_netlink.c, netlink_dump).
    private const int FirstBuffer = 32 * 1024;

    // The kernel answers inside sendto(2); a wait this long means that the answer was lost.
    private const int AnswerSeconds = 30;

    private const int SubscriptionBuffer = 4 * 1024 * 1024;

    private readonly SafeSocketHandle _handle;
    private Socket? _waiter;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(FirstBuffer);

    public NetlinkSocket(NetlinkProtocol protocol)
    {
        var fd = NetlinkSocketInterop.Socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, (int)protocol);
        if (fd < 0)
        {
            throw Failed($"open a {protocol} netlink socket");
        }

        _handle = new SafeSocketHandle(fd, ownsHandle: true);
        try
        {
            var address = new NetlinkAddress { Family = AF_NETLINK };
            if (Bind(_handle, in address, (uint)Unsafe.SizeOf<NetlinkAddress>()) != 0)
            {
                throw Failed($"bind a {protocol} netlink socket");
            }

            SetOptions(protocol);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _waiter?.Dispose();
        _handle.Dispose();
    }

    public unsafe void Send(ReadOnlySpan<byte> datagram)
    {
        var kernel = new NetlinkAddress { Family = AF_NETLINK };
        fixed (byte* data = datagram)
        {
            while (SendTo(_handle, data, (nuint)datagram.Length, 0, in kernel, (uint)Unsafe.SizeOf<NetlinkAddress>()) < 0)
            {
                if (Marshal.GetLastPInvokeError() != ErrorNumber.EINTR)
                {
                    throw Failed($"send {datagram.Length} bytes of netlink");
                }
            }
        }
    }

    public ReadOnlySpan<byte> Receive()
    {
        while (true)
        {
            var length = TryReceive(0);
            if (length >= 0)
            {
                return _buffer.AsSpan(0, length);
            }

            var errno = -length;
            if (errno is not ErrorNumber.EINTR and not 0)
            {
                throw new NetlinkException("receive from the kernel", errno);
            }
        }
    }

    public void Join(uint group)
    {
        // Bursts of events (hundreds of VFs made at once) need room; not permitted to everyone, and then the default must do.
        var room = SubscriptionBuffer;
        _ = SetOption(_handle, SOL_SOCKET, SO_RCVBUFFORCE, in room, sizeof(int));
        var number = (int)group;
        if (SetOption(_handle, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, in number, sizeof(int)) != 0)
        {
            throw Failed($"join netlink group {group}");
        }
    }

    public async ValueTask<NetlinkDelivery> ReceiveAsync(CancellationToken cancellationToken)
    {
        var probe = new byte[1];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = TryReceive(MSG_DONTWAIT);
            if (length > 0)
            {
                return new NetlinkDelivery(_buffer.AsMemory(0, length), Lost: false);
            }

            switch (-length)
            {
                case ErrorNumber.ENOBUFS:
                    return new NetlinkDelivery(default, Lost: true);
                case ErrorNumber.EAGAIN:
                    if (await WaitAsync(probe, cancellationToken))
                    {
                        return new NetlinkDelivery(default, Lost: true);
                    }

                    break;
                case 0 or ErrorNumber.EINTR:
                    break;
                default:
                    throw new NetlinkException("receive events from the kernel", -length);
            }
        }
    }

    /// <summary>Waits until something can be read; true when the wait itself met the kernel's "events were lost".</summary>
    private async ValueTask<bool> WaitAsync(byte[] probe, CancellationToken cancellationToken)
    {
        // Made only here: requests and answers need no more than the descriptor.
        _waiter ??= new Socket(_handle);
        try
        {
            await _waiter.ReceiveAsync(probe, SocketFlags.Peek, cancellationToken);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.NoBufferSpaceAvailable)
        {
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            // The datagram is larger than the probe: it is there, which is all that was asked.
            return false;
        }
    }

    /// <summary>One datagram into the buffer, which grows to fit. Its length; 0 when it was not the kernel's; or minus errno.</summary>
    private unsafe int TryReceive(int flags)
    {
        var needed = ReceiveInto(flags | MSG_PEEK | MSG_TRUNC, out _);
        if (needed < 0)
        {
            return needed;
        }

        if (needed > _buffer.Length)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(NetlinkWriter.Align(needed));
        }

        var length = ReceiveInto(flags | MSG_TRUNC, out var sender);
        if (length > _buffer.Length)
        {
            throw new MalformedNetlinkException($"a datagram grew from {needed} to {length} bytes while it was read");
        }

        // Other programs may send to this socket too; only port 0 is the kernel (netlink(7)).
        return sender.PortId == 0 ? length : Math.Min(length, 0);
    }

    private unsafe int ReceiveInto(int flags, out NetlinkAddress sender)
    {
        sender = default;
        var addressLength = (uint)Unsafe.SizeOf<NetlinkAddress>();
        fixed (byte* data = _buffer)
        {
            var length = ReceiveFrom(_handle, data, (nuint)_buffer.Length, flags, ref sender, ref addressLength);
            return length < 0 ? -Marshal.GetLastPInvokeError() : (int)length;
        }
    }

    private void SetOptions(NetlinkProtocol protocol)
    {
        var timeout = new SocketTimeout { Seconds = AnswerSeconds };
        _ = SetTimeout(_handle, SOL_SOCKET, SO_RCVTIMEO, in timeout, (uint)Unsafe.SizeOf<SocketTimeout>());
        if (protocol == NetlinkProtocol.KernelObjectEvent)
        {
            return;
        }

        // Wanted but not needed: kernels before 4.12 lack the first two and before 5.0 the third.
        var on = 1;
        _ = SetOption(_handle, SOL_NETLINK, NETLINK_EXT_ACK, in on, sizeof(int));
        _ = SetOption(_handle, SOL_NETLINK, NETLINK_CAP_ACK, in on, sizeof(int));
        _ = SetOption(_handle, SOL_NETLINK, NETLINK_GET_STRICT_CHK, in on, sizeof(int));
    }

    private static NetlinkException Failed(string operation) => new(operation, Marshal.GetLastPInvokeError());
}
