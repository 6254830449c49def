namespace Vfleet.Linux.Drivers;

/// <summary>What a PF driver can and cannot do for its VFs, as its source code says; null where only trying tells.</summary>
/// <remarks>
/// True means that the driver has the operation: its firmware or its mode (switchdev) may still refuse.
/// False means that it never works, so a wish can be refused before anything is touched.
/// </remarks>
public sealed record DriverQuirks
{
    /// <summary>Nothing is known; the kernel's answer decides.</summary>
    public static DriverQuirks Unknown { get; } = new();

    /// <summary>Whether a VF's link state can be set at all.</summary>
    public bool? LinkState { get; init; }

    /// <summary>Whether a VF's link can be held up while the PF has none; some drivers accept the wish and ignore it.</summary>
    public bool? LinkStateEnable { get; init; }

    /// <summary>Whether a guaranteed rate can be set.</summary>
    public bool? MinRate { get; init; }

    /// <summary>Whether a rate limit can be set.</summary>
    public bool? MaxRate { get; init; }

    /// <summary>Whether a rate limit is refused (EINVAL, ENETDOWN) while the PF has no carrier.</summary>
    public bool? RateNeedsCarrier { get; init; }

    /// <summary>The only link speed at which a rate limit is accepted, in Mbit/s; null when any is.</summary>
    public int? RateNeedsSpeed { get; init; }

    /// <summary>Whether a VF's VLAN can be an 802.1ad (service) tag.</summary>
    public bool? Dot1Ad { get; init; }

    /// <summary>Whether a VF's VLAN can carry a priority other than 0.</summary>
    public bool? VlanPriority { get; init; }

    /// <summary>Whether trust can be set.</summary>
    public bool? Trust { get; init; }

    /// <summary>Whether the spoof check can be set.</summary>
    public bool? SpoofCheck { get; init; }

    /// <summary>Whether a zero MAC ("none") is refused, so that 02:00:00:00:00:00 must stand in for it.</summary>
    public bool? RefusesZeroMac { get; init; }

    /// <summary>The driver that takes the VFs on the host; the PF's own name when one driver serves both.</summary>
    public string? VfDriver { get; init; }

    /// <summary>Entries of the receive address table that PF and VFs share: how many unicast MACs fit on the port together.</summary>
    public int? MacFilters { get; init; }

    /// <summary>When the eswitch mode may change.</summary>
    public EswitchOrder? EswitchOrder { get; init; }

    /// <summary>Where the facts come from: files of Linux 6.12, below drivers/net.</summary>
    public string Sources { get; init; } = "";
}

/// <summary>How the eswitch mode and the number of VFs depend on each other.</summary>
public enum EswitchOrder
{
    /// <summary>The mode may change with and without VFs.</summary>
    Any,

    /// <summary>The mode changes only while there are no VFs: 0 VFs, mode, N VFs.</summary>
    ModeBeforeVfs,
}
