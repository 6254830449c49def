using System.Collections.Immutable;

namespace Vfleet.Linux.Netlink.Ethtool;

/// <summary>Offload features of a link, as <c>ethtool -k</c> shows them (net/ethtool/common.c, netdev_features_strings).</summary>
/// <param name="Changeable">Those that its driver lets be switched.</param>
/// <param name="Active">Those that are on.</param>
public sealed record LinkFeatures(ImmutableHashSet<string> Changeable, ImmutableHashSet<string> Active)
{
    /// <summary>The feature that lets filters of tc, and with them Open vSwitch's flows, go into the card.</summary>
    public const string HwTcOffload = "hw-tc-offload";

    /// <summary>Whether a feature is on.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether; null when the driver does not have it.</returns>
    public bool? IsOn(string name) => Active.Contains(name) ? true : Changeable.Contains(name) ? false : null;
}
