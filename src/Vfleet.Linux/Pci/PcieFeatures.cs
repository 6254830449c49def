namespace Vfleet.Linux.Pci;

/// <summary>What the ACS capability of a port or function offers or has on (include/uapi/linux/pci_regs.h, PCI_ACS_*).</summary>
[Flags]
public enum AcsControls
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Checks the requester's bus number.</summary>
    SourceValidation = 1,

    /// <summary>Blocks translated requests.</summary>
    TranslationBlocking = 2,

    /// <summary>Sends requests between peers up to the IOMMU.</summary>
    RequestRedirect = 4,

    /// <summary>Sends completions between peers up to the IOMMU.</summary>
    CompletionRedirect = 8,

    /// <summary>Forwards everything upstream.</summary>
    UpstreamForwarding = 0x10,

    /// <summary>May let single peers through.</summary>
    EgressControl = 0x20,

    /// <summary>Lets translated requests go straight to the peer.</summary>
    DirectTranslated = 0x40,
}

/// <summary>ARI and ACS of one function or port. Null everywhere means that configuration space could not be read so far (no
/// root).</summary>
/// <param name="HasAri">Whether an endpoint has the ARI capability: functions above 7, so more than 7 VFs on its own bus.</param>
/// <param name="AriForwardingSupported">Whether a port can forward ARI addresses (DevCap2 bit 5).</param>
/// <param name="AriForwardingEnabled">Whether it does (DevCtl2 bit 5).</param>
/// <param name="HasAcs">Whether there is an ACS capability.</param>
/// <param name="AcsSupported">What it offers.</param>
/// <param name="AcsEnabled">What is on. Isolation between VFs' groups needs redirects and upstream forwarding.</param>
public sealed record PcieFeatures(
    bool? HasAri,
    bool? AriForwardingSupported,
    bool? AriForwardingEnabled,
    bool? HasAcs,
    AcsControls? AcsSupported,
    AcsControls? AcsEnabled)
{
    /// <summary>Reads them from configuration space.</summary>
    /// <param name="config">As much of it as could be read.</param>
    /// <returns>The features.</returns>
    public static PcieFeatures Of(PciConfigSpace config)
    {
        const int DeviceCapabilities2 = 0x24, DeviceControl2 = 0x28, AriForwarding = 0x20;
        const int AcsCapability = 4, AcsControl = 6, AcsMask = 0x7f;

        var express = config.Capability(PciConfigSpace.Express);
        var acs = config.Extended(PciConfigSpace.AccessControl);
        return new PcieFeatures(
            HasAri: config.HasExtended ? config.Extended(PciConfigSpace.AlternativeRouting) is not null : null,
            AriForwardingSupported: express is { } a ? (config.Double(a + DeviceCapabilities2) & AriForwarding) != 0 : null,
            AriForwardingEnabled: express is { } b ? (config.Word(b + DeviceControl2) & AriForwarding) != 0 : null,
            HasAcs: config.HasExtended ? acs is not null : null,
            AcsSupported: acs is { } c ? (AcsControls?)(config.Word(c + AcsCapability) & AcsMask) : null,
            AcsEnabled: acs is { } d ? (AcsControls?)(config.Word(d + AcsControl) & AcsMask) : null);
    }
}
