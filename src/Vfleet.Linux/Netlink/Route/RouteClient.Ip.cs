using System.Net;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <content>Addresses and routes.</content>
public sealed partial class RouteClient
{
    /// <summary>Lists the IP addresses of all links.</summary>
    /// <returns>The addresses.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IReadOnlyList<LinkIpAddress> GetAddresses() => _ip.Addresses();

    /// <summary>Lists the default routes of all tables, IPv4 first.</summary>
    /// <returns>The routes.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IReadOnlyList<IpRoute> GetDefaultRoutes() => [.. _ip.Routes().Where(route => route.IsDefault)];

    /// <summary>Asks the kernel which way it would send to an address, for example to the other end of the caller's own connection.</summary>
    /// <param name="peer">The address.</param>
    /// <returns>The route, or <see langword="null"/> when there is none.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public IpRoute? GetRouteTo(IPAddress peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return _ip.RouteTo(peer);
    }
}
