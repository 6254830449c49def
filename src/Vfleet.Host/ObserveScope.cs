namespace Vfleet.Host;

/// <summary>What to read of a host besides its functions. Each costs time.</summary>
[Flags]
public enum ObserveScope
{
    /// <summary>PFs, their netdevs and their VFs from sysfs.</summary>
    Functions = 0,

    /// <summary>Vendor and device names from the PCI id database.</summary>
    Names = 1,

    /// <summary>What each PF keeps for its VFs: MAC, VLAN, trust ... (rtnetlink).</summary>
    VfSettings = 2,

    /// <summary>What the host's networking does with netdevs, and which PF carries the default route or the caller.</summary>
    NetworkUse = 4,

    /// <summary>libvirt's guests and the functions they have.</summary>
    Guests = 8,

    /// <summary>Processes that have vfio devices open, IOMMU groups, our own records.</summary>
    Holders = 16,

    /// <summary>Eswitch modes (devlink), ARI and ACS (config space).</summary>
    Details = 32,

    /// <summary>Everything.</summary>
    All = Names | VfSettings | NetworkUse | Guests | Holders | Details,
}
