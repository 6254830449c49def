using System.Diagnostics;
using System.Globalization;

namespace Vfleet.Bench.VfAttributes;

/// <summary>A netdevsim PF for the time of the measurement. Needs root, and the kernel's netdevsim module.</summary>
internal sealed class NetdevsimPf : IDisposable
{
    private const string Bus = "/sys/bus/netdevsim";
    private const int Id = 4096;

    public NetdevsimPf(int vfs)
    {
        if (!Directory.Exists(Bus))
        {
            using var modprobe = Process.Start("modprobe", "netdevsim");
            modprobe.WaitForExit();
        }

        File.WriteAllText($"{Bus}/new_device", string.Create(CultureInfo.InvariantCulture, $"{Id} 1"));
        File.WriteAllText(string.Create(CultureInfo.InvariantCulture, $"/sys/kernel/debug/netdevsim/netdevsim{Id}/max_vfs"), vfs.ToString(CultureInfo.InvariantCulture));
        var device = string.Create(CultureInfo.InvariantCulture, $"{Bus}/devices/netdevsim{Id}");
        File.WriteAllText($"{device}/sriov_numvfs", vfs.ToString(CultureInfo.InvariantCulture));

        // udev renames the new link; after that its name holds.
        using var settle = Process.Start("udevadm", "settle");
        settle.WaitForExit();
        LinkName = Path.GetFileName(Directory.GetDirectories($"{device}/net").Single());
    }

    /// <summary>Name of the PF's link.</summary>
    public string LinkName { get; }

    public void Dispose() => File.WriteAllText($"{Bus}/del_device", Id.ToString(CultureInfo.InvariantCulture));
}
