using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Examining;

/// <summary>The IOMMU groups that hold a PF or a VF.</summary>
internal static class GroupReading
{
    public static ImmutableArray<GroupFacts> Read(SysfsRoot root, ObservedHost host)
    {
        var known = new Dictionary<PciAddress, GroupMember>();
        var numbers = new SortedSet<int>();
        foreach (var pf in host.Pfs)
        {
            Note(new GroupMember(pf.Address, pf.ClassCode, pf.Driver), pf.IommuGroup);
            foreach (var vf in pf.Vfs)
            {
                // A VF's class code is its PF's (SR-IOV specification, 3.4.1.6).
                Note(new GroupMember(vf.Address, pf.ClassCode, vf.Driver), vf.IommuGroup);
            }
        }

        return [.. numbers.Select(number => Read(root, number, known))];

        void Note(GroupMember member, int? group)
        {
            known[member.Address] = member;
            if (group is { } number)
            {
                _ = numbers.Add(number);
            }
        }
    }

    private static GroupFacts Read(SysfsRoot root, int number, Dictionary<PciAddress, GroupMember> known)
    {
        var path = $"{PlatformReading.IommuGroups}/{number.ToString(CultureInfo.InvariantCulture)}";
        return new GroupFacts(number)
        {
            Type = root.TryReadText($"{path}/type", out var type) == Errno.None && type.Length > 0 ? type : null,
            Members = [.. root.List($"{path}/devices").Select(name => Member(root, name, known)).OfType<GroupMember>()],
            Reserved = root.TryReadText($"{path}/reserved_regions", out var text) == Errno.None ? Regions(text) : [],
        };
    }

    private static GroupMember? Member(SysfsRoot root, string name, Dictionary<PciAddress, GroupMember> known)
    {
        // Platform devices have groups too; their names are no PCI addresses.
        if (!PciAddress.TryParse(name, out var address))
        {
            return null;
        }

        return known.TryGetValue(address, out var member)
            ? member
            : PciTopology.ReadFunction(root, address) is { } function ? new GroupMember(address, function.Class, function.Driver) : null;
    }

    // "0x00000000fee00000 0x00000000feefffff msi" (drivers/iommu/iommu.c, iommu_group_show_resv_regions).
    private static ImmutableArray<ReservedRegion> Regions(string text)
    {
        var regions = ImmutableArray.CreateBuilder<ReservedRegion>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var start, var end, var type]
                && Hexadecimal.TryRead(start, out var first)
                && Hexadecimal.TryRead(end, out var last))
            {
                regions.Add(new ReservedRegion(first, last, type));
            }
        }

        return regions.ToImmutable();
    }
}
