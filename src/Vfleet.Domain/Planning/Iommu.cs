using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Planning;

/// <summary>What to say when a function cannot be isolated.</summary>
internal static class Iommu
{
    public static Problem Missing(string name) => new(
        ProblemCode.IommuNotViable,
        $"{name} has no IOMMU group: this host does not use an IOMMU, so no function can be given to a guest",
        "enable VT-d or AMD-Vi in the firmware set-up, boot with intel_iommu=on (Intel), and look for DMAR or AMD-Vi in the kernel log",
        name);
}
