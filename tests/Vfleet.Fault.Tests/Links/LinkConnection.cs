using System.Net;
using System.Net.Sockets;

namespace Vfleet.Fault.Tests.Links;

/// <summary>One connection over a link. Ends are passed on like bytes: while the link hangs, neither side hears that the other went.</summary>
internal sealed class LinkConnection(Link link, Socket near, EndPoint target) : IDisposable
{
    private readonly Socket _far = new(target.AddressFamily, SocketType.Stream, target is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);

    public async Task RunAsync()
    {
        try
        {
            await link.PassAsync();
            await _far.ConnectAsync(target);
            if (_far.ProtocolType == ProtocolType.Tcp)
            {
                (near.NoDelay, _far.NoDelay) = (true, true);
            }

            await Task.WhenAll(MoveAsync(near, _far), MoveAsync(_far, near));
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            Reset();
        }
        finally
        {
            Dispose();
            link.Ended(this);
        }
    }

    public void Dispose()
    {
        near.Dispose();
        _far.Dispose();
    }

    /// <summary>Ends it with a reset to both sides: no more of what was sent is delivered.</summary>
    public void Reset()
    {
        foreach (var socket in new[] { near, _far })
        {
            try
            {
                if (socket.ProtocolType == ProtocolType.Tcp)
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                // It ended by itself.
            }

            socket.Dispose();
        }
    }

    private async Task MoveAsync(Socket from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                await link.PassAsync();
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }

            await link.PassAsync();
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            await link.PassAsync();
            Reset();
        }
    }
}
