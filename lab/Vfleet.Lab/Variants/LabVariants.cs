using System.Collections.Immutable;

namespace Vfleet.Lab.Variants;

/// <summary>The kinds of host that the lab knows. What the kernel says on each is asserted in the lab's tests.</summary>
public static class LabVariants
{
    /// <summary>A healthy host.</summary>
    public static LabVariant Standard { get; } = new("standard", "two SR-IOV NICs, each behind its own root port; everything works");

    /// <summary>A host whose IOMMU is absent or off.</summary>
    public static LabVariant NoIommu { get; } = new("no-iommu", "no IOMMU: no IOMMU groups, nothing can be passed through")
    {
        Iommu = LabIommu.None,
    };

    /// <summary>A host whose IOMMU does not remap interrupts.</summary>
    public static LabVariant NoIntremap { get; } = new("no-intremap", "the IOMMU does not remap interrupts: vfio refuses")
    {
        Iommu = LabIommu.WithoutInterruptRemapping,
    };

    /// <summary>A host whose firmware left no room for the VFs' registers.</summary>
    public static LabVariant MmioShort { get; } = new("mmio-short", "the memory windows above the NICs have no room for VFs")
    {
        Placement = LabPfPlacement.FullWindow,
        MostPfs = 3,

        // Without memory above 4 GiB, SeaBIOS gives no port a window there, where any VF would fit.
        MemoryMiB = 2048,
    };

    /// <summary>A host whose NICs are not behind a root port.</summary>
    public static LabVariant NotBehindRootPort { get; } = new("not-behind-root-port", "the NICs sit on the root bus, without ARI")
    {
        Placement = LabPfPlacement.RootBus,
        MostPfs = 3,
    };

    /// <summary>A host with two NUMA nodes, the NICs on the second.</summary>
    public static LabVariant TwoNuma { get; } = new("two-numa", "two NUMA nodes, the NICs on node 1")
    {
        Placement = LabPfPlacement.SecondNode,
    };

    /// <summary>All of them, the standard one first.</summary>
    public static ImmutableArray<LabVariant> All { get; } = [Standard, NoIommu, NoIntremap, MmioShort, NotBehindRootPort, TwoNuma];

    /// <summary>Finds a variant.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The variant, or <see langword="null"/>.</returns>
    public static LabVariant? Find(string name) => All.FirstOrDefault(variant => variant.Name == name);
}
