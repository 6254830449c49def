using System.Net;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>An IP address of a link.</summary>
/// <param name="LinkIndex">Interface index.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Bits of the network, 0-32 or 0-128.</param>
public sealed record LinkIpAddress(int LinkIndex, IPAddress Address, int PrefixLength);

/// <summary>A route, as far as it says which link carries traffic.</summary>
/// <param name="Destination">Network address; the unspecified address for a default route.</param>
/// <param name="PrefixLength">Bits of the network; 0 for a default route.</param>
/// <param name="LinkIndices">Interface indices of the next hops; several for a multipath route, none for an unreachable one.</param>
/// <param name="Gateway">Next hop, or null when the destination is on the link (or there are several).</param>
/// <param name="Source">The preferred own address, when the kernel names one.</param>
/// <param name="Metric">Smaller wins; 0 when not given.</param>
/// <param name="Table">Routing table: 254 is main; VRFs and policy routing have others.</param>
public sealed record IpRoute(
    IPAddress Destination, int PrefixLength, IReadOnlyList<int> LinkIndices, IPAddress? Gateway, IPAddress? Source, uint Metric, uint Table)
{
    /// <summary>Whether it is a default route.</summary>
    public bool IsDefault => PrefixLength == 0;
}
