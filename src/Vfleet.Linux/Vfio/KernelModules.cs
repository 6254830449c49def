using System.Text;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Vfio;

/// <summary>Where a kernel module stands.</summary>
public enum ModuleState
{
    /// <summary>Neither loaded nor to be found.</summary>
    Absent,

    /// <summary>It can be loaded (<c>modprobe</c>).</summary>
    Loadable,

    /// <summary>It is loaded.</summary>
    Loaded,

    /// <summary>It is part of the kernel.</summary>
    BuiltIn,
}

/// <summary>The modules of the running kernel.</summary>
/// <remarks>In names '-' and '_' are the same (kernel/params.c, modprobe(8)).</remarks>
public sealed class KernelModules
{
    private const int MostBytes = 64 << 20;

    private readonly SysfsRoot _root;

    /// <summary>Makes a view of one host's modules.</summary>
    /// <param name="root">The host.</param>
    public KernelModules(SysfsRoot root)
    {
        _root = root;
        var release = root.TryReadText("proc/sys/kernel/osrelease", out var text) == Errno.None ? text : null;
        var recorded = root.List("lib/modules");
        Directory = $"lib/modules/{release ?? (recorded.Count == 1 ? recorded[0] : "unknown")}";
    }

    /// <summary>Where the running kernel's modules are, relative to the root.</summary>
    public string Directory { get; }

    /// <summary>Where a module stands.</summary>
    /// <param name="module">Its name, such as vfio-pci.</param>
    /// <returns>The state.</returns>
    public ModuleState State(string module)
    {
        var loaded = $"sys/module/{module.Replace('-', '_')}";
        if (_root.Exists(loaded))
        {
            // A built-in module with parameters has a directory too, but no "initstate" (kernel/module/sysfs.c).
            return _root.Exists($"{loaded}/initstate") ? ModuleState.Loaded : ModuleState.BuiltIn;
        }

        return Names("modules.builtin", module) ? ModuleState.BuiltIn : Names("modules.dep", module) ? ModuleState.Loadable : ModuleState.Absent;
    }

    /// <summary>The value of a loaded module's parameter.</summary>
    /// <param name="module">Module.</param>
    /// <param name="parameter">Parameter.</param>
    /// <returns>The value, or null when there is none or it may not be read.</returns>
    public string? Parameter(string module, string parameter) =>
        _root.TryReadText($"sys/module/{module.Replace('-', '_')}/parameters/{parameter}", out var text) == Errno.None ? text : null;

    /// <summary>
    /// The PCI driver that a loaded module brought, which is what <c>driver_override</c> takes: module nvgrace_gpu_vfio_pci has the driver
    /// nvgrace-gpu-vfio-pci.
    /// </summary>
    /// <param name="module">Module.</param>
    /// <returns>The driver's name, or null when the module is not loaded or has no PCI driver.</returns>
    public string? PciDriver(string module) =>
        _root.List($"sys/module/{module.Replace('-', '_')}/drivers").FirstOrDefault(name => name.StartsWith("pci:", StringComparison.Ordinal))?[4..];

    // Lines are paths, in modules.dep with a colon: kernel/drivers/vfio/pci/vfio-pci.ko.xz: kernel/drivers/...
    private bool Names(string file, string module)
    {
        if (_root.TryReadBytes($"{Directory}/{file}", out var content, MostBytes) != Errno.None)
        {
            return false;
        }

        var wanted = Encoding.UTF8.GetBytes(module.Replace('-', '_'));
        var name = new byte[wanted.Length];
        foreach (var range in content.AsSpan().Split((byte)'\n'))
        {
            var line = content.AsSpan()[range];
            var end = line.IndexOf(".ko"u8);
            var start = end < 0 ? 0 : line[..end].LastIndexOf((byte)'/') + 1;
            if (end - start != wanted.Length)
            {
                continue;
            }

            line[start..end].Replace(name, (byte)'-', (byte)'_');
            if (name.AsSpan().SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }
}
