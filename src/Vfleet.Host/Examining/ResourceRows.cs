using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Examining;

/// <summary>The VF BARs in a PF's <c>resource</c>: rows 7 to 12 (include/linux/pci.h, PCI_IOV_RESOURCES).</summary>
internal static class ResourceRows
{
    private const int First = 7;
    private const int Bars = 6;

    public static ImmutableArray<VfBar> VfBars(SysfsRoot root, PciAddress pf)
    {
        if (root.TryReadText($"{PciTopology.PathOf(pf)}/resource", out var text) != Errno.None)
        {
            return default;
        }

        var rows = text.Split('\n');
        var bars = ImmutableArray.CreateBuilder<VfBar>(Bars);
        for (var bar = 0; bar < Bars; bar++)
        {
            // "0x00000000fe800000 0x00000000fe87ffff 0x0000000000140204" (drivers/pci/pci-sysfs.c, resource_show). A kernel without SR-IOV has fewer rows.
            if (First + bar >= rows.Length
                || rows[First + bar].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var start, var end, var flags]
                || !Hexadecimal.TryRead(start, out var first)
                || !Hexadecimal.TryRead(end, out var last)
                || !Hexadecimal.TryRead(flags, out var bits))
            {
                return default;
            }

            bars.Add(new VfBar(bar, first, last, bits));
        }

        return bars.DrainToImmutable();
    }
}
