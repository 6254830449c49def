namespace Vfleet.Lab.Variants;

/// <summary>What the emulated IOMMU of a host can do.</summary>
public enum LabIommu
{
    /// <summary>DMA and interrupt remapping: vfio works.</summary>
    Full,

    /// <summary>DMA remapping alone: there are groups, and vfio refuses ("Operation not permitted").</summary>
    WithoutInterruptRemapping,

    /// <summary>No IOMMU: no groups.</summary>
    None,
}

/// <summary>Where the PFs of a host sit.</summary>
public enum LabPfPlacement
{
    /// <summary>Each behind a PCIe root port of its own, as on a real board.</summary>
    RootPort,

    /// <summary>On the root bus, without a port above and so without ARI.</summary>
    RootBus,

    /// <summary>Behind root ports of a second PCI root that belongs to NUMA node 1 (pxb-pcie).</summary>
    SecondNode,

    /// <summary>Functions of one card behind a root port of a second PCI root, whose memory the card's own registers fill.</summary>
    FullWindow,
}

/// <summary>One kind of host, as data: what differs from the standard one.</summary>
/// <param name="Name">What <c>--variant</c> takes.</param>
/// <param name="Summary">One line for people: what is wrong with this host.</param>
public sealed record LabVariant(string Name, string Summary)
{
    /// <summary>The IOMMU.</summary>
    public LabIommu Iommu { get; init; }

    /// <summary>Where the PFs sit.</summary>
    public LabPfPlacement Placement { get; init; }

    /// <summary>The most PFs that a host of this variant can have.</summary>
    public int MostPfs { get; init; } = 4;

    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; } = 3072;
}
