using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>The fields of the SR-IOV extended capability (include/uapi/linux/pci_regs.h, PCI_SRIOV_*).</summary>
/// <param name="InitialVfs">InitialVFs (0x0c).</param>
/// <param name="TotalVfs">TotalVFs (0x0e).</param>
/// <param name="NumVfs">NumVFs (0x10).</param>
/// <param name="DependencyLink">Function Dependency Link (0x12): low byte of the routing id of the PF it depends on; its own for none.</param>
/// <param name="Offset">First VF Offset (0x14); it may change with NumVFs.</param>
/// <param name="Stride">VF Stride (0x16).</param>
/// <param name="VfDeviceId">Device id of the VFs (0x1a).</param>
/// <param name="Enabled">VF Enable, bit 0 of the control field (0x08).</param>
/// <param name="AriHierarchy">ARI Capable Hierarchy, bit 4 of the control field: VFs may have function numbers above 7.</param>
public sealed record SriovCapability(
    ushort InitialVfs,
    ushort TotalVfs,
    ushort NumVfs,
    byte DependencyLink,
    ushort Offset,
    ushort Stride,
    ushort VfDeviceId,
    bool Enabled,
    bool AriHierarchy);

/// <summary>
/// One row of the VF BARs in <c>resource</c>; a row of zeros is a BAR that the card does not have or that got no addresses.
/// </summary>
/// <param name="Number">VF BAR, 0-5.</param>
/// <param name="Start">First address.</param>
/// <param name="End">Last address, for all VFs together.</param>
/// <param name="Flags">The kernel's flags (include/linux/ioport.h).</param>
public sealed record VfBar(int Number, ulong Start, ulong End, ulong Flags)
{
    private const ulong Unset = 0x2000_0000;

    /// <summary>Whether the row is all zeros.</summary>
    public bool IsEmpty => Start == 0 && End == 0 && Flags == 0;

    /// <summary>Whether the kernel knows the BAR's size and found no addresses for it (IORESOURCE_UNSET).</summary>
    public bool IsUnset => (Flags & Unset) != 0;
}

/// <summary>The port right above a function.</summary>
/// <param name="Address">Its address.</param>
public sealed record UpstreamPort(PciAddress Address)
{
    /// <summary>Whether it has the ACS capability (0x000d); null when its configuration space could not be read so far.</summary>
    public bool? HasAcs { get; init; }

    /// <summary>ACS control register (PCI_ACS_CTRL): what of it is on; null when there is none or not known.</summary>
    public ushort? AcsControl { get; init; }

    /// <summary>Whether it can forward ARI addresses (DevCap2 bit 5); null when not known.</summary>
    public bool? AriSupported { get; init; }

    /// <summary>Whether it forwards ARI addresses (DevCtl2 bit 5); null when not known.</summary>
    public bool? AriEnabled { get; init; }

    /// <summary>The last bus number behind it; null when not known.</summary>
    public byte? SubordinateBus { get; init; }
}
