namespace Vfleet.Domain.Doctor;

/// <summary>Tells drivers that hand functions to guests from those that use them.</summary>
internal static class VfioDriver
{
    /// <summary>vfio-pci, which cannot migrate what it drives.</summary>
    public const string Plain = "vfio-pci";

    /// <summary>Whether a driver hands functions to guests: vfio-pci, or a variant such as mlx5_vfio_pci.</summary>
    public static bool Is(string? driver) => driver?.Contains("vfio", StringComparison.Ordinal) == true;

    /// <summary>Whether a driver leaves a function to others in its IOMMU group (drivers/iommu/iommu.c, driver_managed_dma).</summary>
    public static bool Yields(string? driver) => driver is null or "pci-stub" or "pcieport" || Is(driver);
}
