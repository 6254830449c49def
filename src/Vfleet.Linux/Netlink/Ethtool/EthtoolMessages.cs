namespace Vfleet.Linux.Netlink.Ethtool;

/// <summary>Commands and attributes of ethtool over netlink (linux/ethtool_netlink.h, Documentation/networking/ethtool-netlink.rst).</summary>
internal static class EthtoolMessage
{
    /// <summary>ETHTOOL_MSG_FEATURES_GET.</summary>
    public const byte FeaturesGet = 11;

    public const ushort FeaturesHeader = 1;
    public const ushort FeaturesChangeable = 2;
    public const ushort FeaturesActive = 4;

    /// <summary>Inside <see cref="FeaturesHeader"/>.</summary>
    public const ushort HeaderLinkIndex = 1;

    /// <summary>Inside a set of bits.</summary>
    public const ushort SetWithoutMask = 1;
    public const ushort SetBits = 3;

    /// <summary>The only type inside <see cref="SetBits"/>.</summary>
    public const ushort Bit = 1;

    /// <summary>Inside <see cref="Bit"/>.</summary>
    public const ushort BitName = 2;
    public const ushort BitValue = 3;
}
