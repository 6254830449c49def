using System.Collections.Immutable;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <content>Ports of bridges.</content>
public sealed partial class RouteClient
{
    /// <summary>Counts the VLANs of every port of a bridge, as <c>bridge vlan</c> lists them. Each takes one of a card's VLAN filters.</summary>
    /// <returns>How many, by the port's interface index; links that are no port are missing.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public ImmutableDictionary<int, int> GetBridgeVlanCounts() => _bridgeVlans.Counts();
}
