using System.Net;
using System.Net.Sockets;

namespace Vfleet.Lab.Hosts;

/// <summary>Finds a TCP port of 127.0.0.1 that nobody listens on.</summary>
internal static class FreePort
{
    /// <summary>Finds one. Somebody may take it before it is used; QEMU then refuses to start.</summary>
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
