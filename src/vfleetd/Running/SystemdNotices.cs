using System.Net.Sockets;
using System.Text;

namespace Vfleet.Server.Running;

/// <summary>Tells systemd how the service goes (sd_notify(3)): one datagram to the socket that NOTIFY_SOCKET names.</summary>
/// <param name="address">The socket's path, <c>@name</c> for an abstract one; null when nobody asked.</param>
internal sealed class SystemdNotices(string? address)
{
    /// <summary>The service answers.</summary>
    public void Ready() => Tell("READY=1");

    /// <summary>It ends.</summary>
    public void Stopping() => Tell("STOPPING=1");

    private void Tell(string message)
    {
        if (address is not { Length: > 0 })
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
        }
        catch (SocketException)
        {
            // A manager that is gone, or was never there, is no reason to fail.
        }
    }
}
