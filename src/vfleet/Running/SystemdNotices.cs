using System.Net.Sockets;
using System.Text;

namespace Vfleet.Cli.Running;

/// <summary>Tells systemd how a service goes (sd_notify(3)): one datagram to the socket that NOTIFY_SOCKET names.</summary>
/// <param name="address">The socket's path, <c>@name</c> for an abstract one; null when nobody asked.</param>
internal sealed class SystemdNotices(string? address)
{
    private string _told = "";

    /// <summary>The service is ready: what waits for it may start.</summary>
    public void Ready() => Tell("READY=1");

    /// <summary>It ends.</summary>
    public void Stopping() => Tell("STOPPING=1");

    /// <summary>One line for <c>systemctl status</c>.</summary>
    /// <param name="status">The line.</param>
    public void Status(string status) => Tell($"STATUS={status}");

    private void Tell(string message)
    {
        // Told once is enough; a message without news would only wake systemd.
        if (address is not { Length: > 0 } || message == _told)
        {
            return;
        }

        _told = message;
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
