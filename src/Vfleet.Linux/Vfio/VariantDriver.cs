using System.Text;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Vfio;

/// <summary>Finds the vfio driver made for a device, which can migrate its state where plain vfio-pci cannot.</summary>
/// <remarks>
/// Such drivers announce themselves in <c>modules.alias</c> with the device's alias under "vfio_pci:" in place of "pci:"
/// (kernel scripts/mod/file2alias.c, do_pci_entry; PCI_ID_F_VFIO_DRIVER_OVERRIDE in include/linux/mod_devicetable.h).
/// As in libvirt, the match with the fewest wildcards wins.
/// </remarks>
public static class VariantDriver
{
    /// <summary>The generic driver: right for every device.</summary>
    public const string Generic = "vfio-pci";

    private const int MostBytes = 64 << 20;

    /// <summary>Finds the best vfio driver for a device. Load what is found; then <see cref="KernelModules.PciDriver"/> tells the
    /// driver's name.</summary>
    /// <param name="root">The host.</param>
    /// <param name="modalias">The device's alias, <c>pci:v...</c>.</param>
    /// <returns>The module's name, <see cref="Generic"/> when none is made for the device, or null when the list of aliases is not
    /// readable.</returns>
    public static string? Find(SysfsRoot root, string modalias)
    {
        var file = $"{new KernelModules(root).Directory}/modules.alias";
        return root.TryReadBytes(file, out var content, MostBytes) == Errno.None ? Find(content, modalias) ?? Generic : null;
    }

    /// <summary>Finds the best variant driver in the text of <c>modules.alias</c>.</summary>
    /// <param name="aliases">Lines "alias PATTERN MODULE"; others are passed over.</param>
    /// <param name="modalias">The device's alias.</param>
    /// <returns>The module's name, or null when none is made for the device.</returns>
    public static string? Find(ReadOnlySpan<byte> aliases, string modalias)
    {
        const string Bus = "pci:";
        if (!modalias.StartsWith(Bus, StringComparison.Ordinal))
        {
            return null;
        }

        var device = Encoding.UTF8.GetBytes(modalias[Bus.Length..].TrimEnd());
        var fewest = int.MaxValue;
        string? best = null;
        foreach (var range in aliases.Split((byte)'\n'))
        {
            var line = aliases[range];
            if (!line.StartsWith("alias vfio_pci:"u8))
            {
                continue;
            }

            line = line["alias vfio_pci:"u8.Length..].TrimEnd(" \r"u8);
            var space = line.IndexOf((byte)' ');
            if (space <= 0)
            {
                continue;
            }

            var wildcards = line[..space].Count((byte)'*');
            if (wildcards < fewest && Matches(line[..space], device))
            {
                fewest = wildcards;
                best = Encoding.UTF8.GetString(line[(space + 1)..]);
            }
        }

        // vfio-pci itself has an alias for every device.
        return best is "vfio_pci" or Generic ? null : best;
    }

    /// <summary>Whether a pattern with '*' and '?' matches a whole text. Takes at most the product of both lengths.</summary>
    internal static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept((byte)'*') < 0;
    }
}
