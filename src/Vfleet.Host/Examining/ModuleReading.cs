using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;

namespace Vfleet.Host.Examining;

/// <summary>The kernel's modules and those of their parameters that decide about VFs.</summary>
internal static class ModuleReading
{
    /// <summary>Loaded modules.</summary>
    public const string Loaded = "proc/modules";

    private const int MostBytes = 64 << 20;

    // Whatever has them: drivers of PFs and VFs are looked at besides.
    private static readonly ImmutableArray<string> Always = ["vfio", "vfio_pci", "vfio_pci_core", "vfio_iommu_type1"];

    public static ModuleFacts Read(SysfsRoot root, IEnumerable<string> drivers) => new()
    {
        Loaded = root.TryReadText(Loaded, out var text) == Errno.None
            ? [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)[0])]
            : [],
        BuiltIn = root.TryReadBytes(BuiltIn(root), out var content, MostBytes) == Errno.None
            ? [.. System.Text.Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ModuleOf)]
            : [],
        Parameters = ImmutableDictionary.CreateRange(
            StringComparer.Ordinal,
            Parameters(root, drivers)
                .Select(path => (path, Errno: root.TryReadText(path, out var value), Value: value))
                .Where(parameter => parameter.Errno == Errno.None)
                .Select(parameter => KeyValuePair.Create(NameOf(parameter.path), parameter.Value))),
    };

    /// <summary>The list of modules that are part of the kernel.</summary>
    /// <param name="root">The host.</param>
    /// <returns>Path relative to the root.</returns>
    public static string BuiltIn(SysfsRoot root) => $"{new KernelModules(root).Directory}/modules.builtin";

    /// <summary>Files of the parameters.</summary>
    /// <param name="root">The host.</param>
    /// <param name="drivers">Drivers of the functions.</param>
    /// <returns>Paths relative to the root.</returns>
    public static IEnumerable<string> Parameters(SysfsRoot root, IEnumerable<string> drivers) =>
        from module in Always.Concat(drivers.Select(driver => driver.Replace('-', '_'))).Distinct(StringComparer.Ordinal)
        let folder = $"sys/module/{module}/parameters"
        from name in root.List(folder)
        select $"{folder}/{name}";

    // sys/module/vfio/parameters/enable_unsafe_noiommu_mode
    private static string NameOf(string path) => path.Split('/') is [.., var module, _, var name] ? $"{module}.{name}" : path;

    // kernel/drivers/vfio/pci/vfio-pci.ko
    private static string ModuleOf(string line)
    {
        var name = line[(line.LastIndexOf('/') + 1)..];
        var end = name.IndexOf(".ko", StringComparison.Ordinal);
        return (end < 0 ? name : name[..end]).Replace('-', '_');
    }
}
