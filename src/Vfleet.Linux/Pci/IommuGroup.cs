using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>Functions that the IOMMU cannot keep apart: they go to one guest together.</summary>
/// <param name="Number">Group number, also of <c>/dev/vfio/NUMBER</c>.</param>
/// <param name="Type">Domain type: DMA, DMA-FQ, identity, or null when unreadable (kernel ABI sysfs-kernel-iommu_groups).</param>
/// <param name="Members">The PCI functions in it, by address.</param>
/// <param name="Faults">Members that could not be read.</param>
public sealed record IommuGroup(int Number, string? Type, ImmutableArray<PciFunction> Members, ImmutableArray<ReadFault> Faults)
{
    private const string GroupsPath = "sys/kernel/iommu_groups";

    /// <summary>Reads one group.</summary>
    /// <param name="root">The host.</param>
    /// <param name="number">The group.</param>
    /// <returns>The group, or null when there is none of this number.</returns>
    public static IommuGroup? Read(SysfsRoot root, int number)
    {
        var path = $"{GroupsPath}/{number.ToString(CultureInfo.InvariantCulture)}";
        if (!root.Exists(path))
        {
            return null;
        }

        var members = ImmutableArray.CreateBuilder<PciFunction>();
        var faults = ImmutableArray.CreateBuilder<ReadFault>();
        foreach (var name in root.List($"{path}/devices"))
        {
            // Platform devices have groups too; their names are no PCI addresses.
            if (!PciAddress.TryParse(name, out var address))
            {
                continue;
            }

            if (PciTopology.ReadFunction(root, address) is { } function)
            {
                members.Add(function);
            }
            else
            {
                faults.Add(new ReadFault($"{path}/devices/{name}", Errno.NoDevice));
            }
        }

        var errno = root.TryReadText($"{path}/type", out var type);
        return new IommuGroup(number, errno == Errno.None && type.Length > 0 ? type : null, members.ToImmutable(), faults.ToImmutable());
    }

    /// <summary>Numbers of all groups, ascending; empty when there is no IOMMU or it is off.</summary>
    /// <param name="root">The host.</param>
    /// <returns>The numbers.</returns>
    public static ImmutableArray<int> Numbers(SysfsRoot root) =>
        [.. root.List(GroupsPath)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .Where(number => number >= 0)
            .Order()];
}
