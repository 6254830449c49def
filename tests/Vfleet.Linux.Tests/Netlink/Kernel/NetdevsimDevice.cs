using System.Diagnostics;
using System.Globalization;

namespace Vfleet.Linux.Tests.Netlink.Kernel;

/// <summary>A netdevsim device of the running kernel, on an emulated host: a PF without PCI whose driver takes every VF attribute.</summary>
internal sealed class NetdevsimDevice : IDisposable
{
    private const string Bus = "/sys/bus/netdevsim";

    private static int s_lastId = 40;

    private readonly int _id = Interlocked.Increment(ref s_lastId);

    public NetdevsimDevice(int vfs)
    {
        if (!Directory.Exists(Bus))
        {
            using var modprobe = Process.Start("modprobe", "netdevsim");
            modprobe.WaitForExit();
            modprobe.ExitCode.ShouldBe(0, "this test runs as root on an emulated host, whose image has the netdevsim module");
        }

        File.WriteAllText($"{Bus}/new_device", string.Create(CultureInfo.InvariantCulture, $"{_id} 1"));
        File.WriteAllText($"/sys/kernel/debug/netdevsim/{Name}/max_vfs", vfs.ToString(CultureInfo.InvariantCulture));
        SetVfs(vfs);
        LinkIndex = ReadLinkIndex();
    }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"netdevsim{_id}");

    /// <summary>Interface index: the name is udev's to change at any moment.</summary>
    public int LinkIndex { get; }

    private string Path => $"{Bus}/devices/{Name}";

    public void SetVfs(int count) => File.WriteAllText($"{Path}/sriov_numvfs", count.ToString(CultureInfo.InvariantCulture));

    private int ReadLinkIndex()
    {
        while (true)
        {
            try
            {
                var link = Directory.GetDirectories($"{Path}/net").Single();
                return int.Parse(File.ReadAllText($"{link}/ifindex"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // Renamed between the two reads.
            }
        }
    }

    public void Dispose() => File.WriteAllText($"{Bus}/del_device", _id.ToString(CultureInfo.InvariantCulture));
}
