using System.Collections.Immutable;
using System.Text;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Vfio;

/// <summary>The modules that announce themselves for some devices, found in one pass over the lists that depmod and the kernel's build leave.</summary>
/// <remarks>
/// <c>modules.alias</c> has lines "alias PATTERN MODULE" (kmod, depmod.c); <c>modules.builtin.modinfo</c> has "MODULE.alias=PATTERN", each ended by
/// a zero byte (kernel scripts/Makefile.vmlinux).
/// </remarks>
public sealed class ModuleAliases
{
    private const int MostBytes = 64 << 20;
    private const string Bus = "pci:";

    private readonly Dictionary<string, SortedSet<string>> _modules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _variants = new(StringComparer.Ordinal);
    private readonly (string Modalias, byte[] Device)[] _wanted;
    private readonly List<string> _lines = [];

    private ModuleAliases(IEnumerable<string> modaliases) => _wanted =
    [
        .. modaliases.Distinct(StringComparer.Ordinal)
            .Where(modalias => modalias.StartsWith(Bus, StringComparison.Ordinal))
            .Select(modalias => (modalias, Encoding.UTF8.GetBytes(modalias[Bus.Length..]))),
    ];

    /// <summary>The lines of <c>modules.alias</c>, and those of built-in modules in the same form, that match any of the devices.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Looks devices up.</summary>
    /// <param name="root">The host.</param>
    /// <param name="modaliases">Aliases of the devices, <c>pci:v...</c>.</param>
    /// <returns>What was found; null when the list of aliases is not readable.</returns>
    public static ModuleAliases? Read(SysfsRoot root, IEnumerable<string> modaliases)
    {
        var folder = new KernelModules(root).Directory;
        if (root.TryReadBytes($"{folder}/modules.alias", out var content, MostBytes) != Errno.None)
        {
            return null;
        }

        var found = new ModuleAliases(modaliases);
        foreach (var range in content.AsSpan().Split((byte)'\n'))
        {
            found.AliasLine(content.AsSpan()[range]);
        }

        if (root.TryReadBytes($"{folder}/modules.builtin.modinfo", out content, MostBytes) == Errno.None)
        {
            foreach (var range in content.AsSpan().Split((byte)0))
            {
                found.BuiltInEntry(content.AsSpan()[range]);
            }
        }

        return found;
    }

    /// <summary>Modules that drive a device.</summary>
    /// <param name="modalias">The device's alias.</param>
    /// <returns>The modules by name; empty when there is none.</returns>
    public ImmutableArray<string> Modules(string modalias) => _modules.TryGetValue(modalias, out var found) ? [.. found] : [];

    /// <summary>vfio drivers made for a device; the generic one is not among them.</summary>
    /// <param name="modalias">The device's alias.</param>
    /// <returns>The modules by name; empty when there is none.</returns>
    public ImmutableArray<string> Variants(string modalias) => _variants.TryGetValue(modalias, out var found) ? [.. found] : [];

    private void AliasLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("alias "u8))
        {
            return;
        }

        var rest = line["alias "u8.Length..].TrimEnd(" \r"u8);
        var space = rest.IndexOf((byte)' ');
        if (space > 0)
        {
            Match(rest[..space], rest[(space + 1)..]);
        }
    }

    private void BuiltInEntry(ReadOnlySpan<byte> entry)
    {
        var at = entry.IndexOf(".alias="u8);
        if (at > 0)
        {
            Match(entry[(at + ".alias=".Length)..], entry[..at]);
        }
    }

    private void Match(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> module)
    {
        var isVariant = pattern.StartsWith("vfio_pci:"u8);
        if (!isVariant && !pattern.StartsWith("pci:"u8))
        {
            return;
        }

        var device = pattern[(isVariant ? "vfio_pci:"u8.Length : "pci:"u8.Length)..];
        string? name = null;
        foreach (var (modalias, wanted) in _wanted)
        {
            if (!VariantDriver.Matches(device, wanted))
            {
                continue;
            }

            if (name is null)
            {
                name = Encoding.UTF8.GetString(module).Replace('-', '_');
                _lines.Add($"alias {Encoding.UTF8.GetString(pattern)} {name}");
            }

            // vfio-pci itself has an alias for every device.
            if (!isVariant || name != "vfio_pci")
            {
                Add(isVariant ? _variants : _modules, modalias, name);
            }
        }
    }

    private static void Add(Dictionary<string, SortedSet<string>> found, string modalias, string module)
    {
        if (!found.TryGetValue(modalias, out var modules))
        {
            found[modalias] = modules = new SortedSet<string>(StringComparer.Ordinal);
        }

        _ = modules.Add(module);
    }
}
