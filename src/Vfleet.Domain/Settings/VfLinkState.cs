namespace Vfleet.Domain.Settings;

/// <summary>The link that a VF sees (kernel <c>include/uapi/linux/if_link.h</c>, IFLA_VF_LINK_STATE).</summary>
public enum VfLinkState
{
    /// <summary>Follows the PF's link.</summary>
    Auto = 0,

    /// <summary>Always up, also without a cable: VFs of one PF reach each other.</summary>
    Enable = 1,

    /// <summary>Always down: the VF passes nothing.</summary>
    Disable = 2,
}
