namespace Vfleet.Linux.Drivers;

/// <summary>Whether a driver can do a thing. Facts from kernel sources; what the kernel answers when asked counts more.</summary>
public enum Support
{
    /// <summary>Not looked up: try, and believe the kernel's answer.</summary>
    Unknown,

    /// <summary>Never.</summary>
    No,

    /// <summary>Always.</summary>
    Yes,

    /// <summary>With some cards, firmware or modes only: try, and believe the kernel's answer.</summary>
    Depends,
}

/// <summary>The attributes of a VF that a PF driver can set over netlink (its <c>ndo_set_vf_*</c> functions).</summary>
[Flags]
public enum VfSettings
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>MAC address.</summary>
    Mac = 1,

    /// <summary>VLAN and priority.</summary>
    Vlan = 2,

    /// <summary>Transmit rate.</summary>
    Rate = 4,

    /// <summary>Spoof check.</summary>
    SpoofCheck = 8,

    /// <summary>Trust.</summary>
    Trust = 0x10,

    /// <summary>Link state: auto, enable, disable.</summary>
    LinkState = 0x20,

    /// <summary>RSS query.</summary>
    RssQuery = 0x40,
}

/// <summary>When an embedded switch may change its mode.</summary>
public enum EswitchOrder
{
    /// <summary>Not looked up, or there is no such mode.</summary>
    Unknown,

    /// <summary>Only while there are no VFs.</summary>
    BeforeVfs,

    /// <summary>With VFs, but they should have no driver.</summary>
    VfsUnbound,
}

/// <summary>What is known of one PF driver.</summary>
/// <param name="Driver">Its name as the <c>driver</c> link shows it.</param>
/// <param name="VfDriver">The driver of its VFs on the host; null where unknown.</param>
/// <param name="Settings">What it can set; everything else is answered with EOPNOTSUPP.</param>
/// <param name="Source">Where it stands in the kernel's source (Linux 6.12).</param>
public sealed record DriverFacts(string Driver, string? VfDriver, VfSettings Settings, string Source)
{
    /// <summary>Whether a minimum rate other than 0 is accepted; where not, 0 must be sent along with the maximum.</summary>
    public Support MinRate { get; init; }

    /// <summary>Whether a maximum rate is refused (EINVAL) while the PF has no carrier, because it is compared with the link's speed.</summary>
    public Support RateNeedsCarrier { get; init; }

    /// <summary>Whether VLANs of protocol 802.1ad are accepted.</summary>
    public Support Dot1Ad { get; init; }

    /// <summary>Whether a VLAN priority is accepted.</summary>
    public Support VlanQos { get; init; }

    /// <summary>Whether MAC 00:00:00:00:00:00 is accepted, which takes back what was administratively set; where not, use 02:00:00:00:00:00.</summary>
    public Support ZeroMac { get; init; }

    /// <summary>Whether VFs work only while the PF is up.</summary>
    public Support NeedsPfUp { get; init; }

    /// <summary>Whether link state "enable", without a carrier, has effect; ixgbe accepts it and does nothing.</summary>
    public Support LinkEnable { get; init; }

    /// <summary>When the switch mode may change.</summary>
    public EswitchOrder Eswitch { get; init; }

    /// <summary>Whether a setting exists at all.</summary>
    /// <param name="setting">One setting.</param>
    /// <returns>Whether the driver has it.</returns>
    public bool Can(VfSettings setting) => (Settings & setting) == setting;
}
