using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Flags of a forwarding entry (linux/neighbour.h, NTF_*).</summary>
[Flags]
public enum ForwardingFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>In the table of the link itself: for a PF, the addresses that its embedded switch delivers to it.</summary>
    Self = 1 << 1,

    /// <summary>In the table of the bridge that the link belongs to.</summary>
    Master = 1 << 2,

    /// <summary>Learned elsewhere and told to the kernel.</summary>
    ExternallyLearned = 1 << 4,
}

/// <summary>A forwarding entry ("fdb") of a link.</summary>
/// <param name="LinkIndex">Interface index of the link.</param>
/// <param name="Mac">Destination address; multicast for group memberships.</param>
/// <param name="VlanId">VLAN, 1-4094, or null for none.</param>
/// <param name="Flags">Whose table it is in.</param>
/// <param name="IsPermanent">Whether it never ages (NUD_PERMANENT).</param>
public sealed record ForwardingEntry(int LinkIndex, MacAddress Mac, ushort? VlanId, ForwardingFlags Flags, bool IsPermanent);
