using System.Collections.Immutable;
using Vfleet.Linux.Pci;

namespace Vfleet.Linux.Vfio;

/// <summary>Whether an IOMMU group can go to a guest: every member must be out of the host's hands.</summary>
/// <param name="Blocking">The members that a host driver has; empty when the group is viable.</param>
/// <remarks>
/// Since Linux 5.18 what counts is whether a driver does DMA for the host (drivers/iommu/iommu.c, iommu_device_use_default_domain;
/// <c>driver_managed_dma</c> in drivers/vfio, drivers/pci/pci-stub.c and pcie/portdrv.c; pci-pf-stub has it not).
/// </remarks>
public sealed record GroupViability(ImmutableArray<PciFunction> Blocking)
{
    private static readonly string[] s_harmless = ["pci-stub", "pcieport"];

    /// <summary>Whether a guest can have the group.</summary>
    public bool IsViable => Blocking.IsEmpty;

    /// <summary>Judges a group.</summary>
    /// <param name="group">The group.</param>
    /// <returns>The verdict.</returns>
    public static GroupViability Judge(IommuGroup group) =>
        new([.. group.Members.Where(member => !member.IsBridge && !IsHarmless(member.Driver))]);

    /// <summary>Whether a driver leaves a function free for a guest: none, a vfio driver (also a variant such as mlx5_vfio_pci), or a
    /// stub.</summary>
    /// <param name="driver">The driver's name; null for none.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsHarmless(string? driver) => driver is null || IsVfio(driver) || s_harmless.Contains(driver, StringComparer.Ordinal);

    /// <summary>Whether a driver is vfio-pci or one of its variants, which by custom end in "vfio-pci" or "vfio_pci"
    /// (drivers/vfio/pci).</summary>
    /// <param name="driver">The driver's name.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsVfio(string? driver) =>
        driver is not null
        && (driver.EndsWith("vfio-pci", StringComparison.Ordinal) || driver.EndsWith("vfio_pci", StringComparison.Ordinal));
}
