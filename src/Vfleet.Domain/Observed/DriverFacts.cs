namespace Vfleet.Domain.Observed;

/// <summary>What a PF driver can and cannot do, as far as known; null means that only trying tells.</summary>
public sealed record DriverFacts
{
    /// <summary>Nothing is known; the kernel's answer decides.</summary>
    public static DriverFacts Unknown { get; } = new();

    /// <summary>Whether a VF's link state can be set.</summary>
    public bool? LinkState { get; init; }

    /// <summary>Whether a guaranteed rate can be set.</summary>
    public bool? MinRate { get; init; }

    /// <summary>Whether a rate limit can be set.</summary>
    public bool? MaxRate { get; init; }

    /// <summary>Whether a rate can only be set while the PF has a carrier.</summary>
    public bool? RateNeedsCarrier { get; init; }

    /// <summary>Whether 802.1ad is possible.</summary>
    public bool? Dot1Ad { get; init; }

    /// <summary>Whether trust can be set.</summary>
    public bool? Trust { get; init; }

    /// <summary>Whether the spoof check can be set.</summary>
    public bool? SpoofCheck { get; init; }

    /// <summary>Whether a zero MAC is refused, so that 02:00:00:00:00:00 must stand in.</summary>
    public bool? RefusesZeroMac { get; init; }

    /// <summary>The VF driver on the host.</summary>
    public string? VfDriver { get; init; }

    /// <summary>Unicast MAC filters of the PF.</summary>
    public int? MacFilters { get; init; }
}
