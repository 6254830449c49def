using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>The host below its functions: CPU, firmware, IOMMU, kernel.</summary>
public sealed record PlatformFacts
{
    /// <summary>Whose CPU it is (vendor_id of <c>/proc/cpuinfo</c>); null when not known.</summary>
    public CpuVendor? Cpu { get; init; }

    /// <summary>Whether the CPU shows the flag vmx or svm; null when not known.</summary>
    public bool? HasVirtualization { get; init; }

    /// <summary>Whether the CPU shows the flag "hypervisor": the host is itself a virtual machine; null when not known.</summary>
    public bool? IsVirtualMachine { get; init; }

    /// <summary>
    /// Names in <c>/sys/firmware/acpi/tables</c>: DMAR is Intel's IOMMU, IVRS AMD's; empty when not known or without ACPI.
    /// </summary>
    public ImmutableArray<string> AcpiTables { get; init; } = [];

    /// <summary>How many directories <c>/sys/kernel/iommu_groups</c> has; null when not known.</summary>
    public int? IommuGroups { get; init; }

    /// <summary>How many IOMMUs <c>/sys/class/iommu</c> shows; null when not known.</summary>
    public int? IommuUnits { get; init; }

    /// <summary>The kernel's release, such as <c>6.12.9-amd64</c>; null when not known.</summary>
    public string? KernelRelease { get; init; }

    /// <summary>
    /// <c>/sys/kernel/security/lockdown</c>, the choice in brackets: <c>none [integrity] confidentiality</c>; null when not known.
    /// </summary>
    public string? Lockdown { get; init; }

    /// <summary>Whether <c>/dev/vfio</c> has a file <c>noiommu-N</c>; null when not known.</summary>
    public bool? HasNoIommuDevices { get; init; }
}

/// <summary>Makers of CPUs that matter for the IOMMU.</summary>
public enum CpuVendor
{
    /// <summary>Neither of the others; another architecture for example.</summary>
    Other,

    /// <summary>GenuineIntel.</summary>
    Intel,

    /// <summary>AuthenticAMD, and HygonGenuine, which uses AMD's IOMMU.</summary>
    Amd,
}
