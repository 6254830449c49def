using Vfleet.Domain.Functions;

namespace Vfleet.Domain.Observed;

/// <summary>
/// What went through a VF since it was made, as its PF's driver counts (IFLA_VF_STATS of the kernel's <c>include/uapi/linux/if_link.h</c>); also while a guest
/// owns the VF. A driver that counts nothing says 0.
/// </summary>
/// <param name="Vf">The VF.</param>
public sealed record ObservedCounters(VfId Vf)
{
    /// <summary>Packets that the VF received.</summary>
    public ulong RxPackets { get; init; }

    /// <summary>Packets that the VF sent.</summary>
    public ulong TxPackets { get; init; }

    /// <summary>Bytes that the VF received.</summary>
    public ulong RxBytes { get; init; }

    /// <summary>Bytes that the VF sent.</summary>
    public ulong TxBytes { get; init; }

    /// <summary>Broadcast packets among those received.</summary>
    public ulong Broadcast { get; init; }

    /// <summary>Multicast packets among those received.</summary>
    public ulong Multicast { get; init; }

    /// <summary>Packets for the VF that were dropped.</summary>
    public ulong RxDropped { get; init; }

    /// <summary>Packets of the VF that were dropped.</summary>
    public ulong TxDropped { get; init; }
}
