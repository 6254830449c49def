using System.Globalization;
using System.Text;
using Vfleet.Host.Examining;
using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;

namespace Vfleet.Host.Capturing;

/// <summary>Collects the files that are not of one function or netdev. Of files that may hold more than Vfleet reads only the lines that it reads are kept.</summary>
/// <param name="root">The host.</param>
/// <param name="tree">Where they go.</param>
internal sealed class HostFileCapture(SysfsRoot root, CapturedTree tree)
{
    private const int MostBytes = 4 << 20;

    private static readonly string[] Whole =
        ["proc/modules", "proc/sys/kernel/osrelease", "proc/sys/kernel/hostname", "etc/os-release", "sys/kernel/security/lockdown", IntentReading.Document];

    // On a host that answers netlink, that tells the same and more.
    private static readonly string[] OfNetwork = ["proc/net/route", "proc/net/ipv6_route", "proc/net/fib_trie", "proc/net/if_inet6"];

    /// <summary>Collects what depends on nothing.</summary>
    /// <param name="withNetwork">Also the tables of <c>/proc/net</c>.</param>
    public void Read(bool withNetwork)
    {
        foreach (var path in Whole)
        {
            Copy(path, text => text);
        }

        foreach (var path in withNetwork ? OfNetwork.Concat(root.List("proc/net/vlan").Select(name => $"proc/net/vlan/{name}")) : [])
        {
            Copy(path, text => text);
        }

        Copy("proc/cpuinfo", text => string.Concat(text.Split('\n').TakeWhile(line => line.Length > 0).Select(line => line + "\n")));
        Copy(BootReading.Running, TextSecrets.Remove);
        foreach (var path in BootReading.Files(root))
        {
            Copy(path, text => TextSecrets.Remove(string.Concat(BootReading.Lines(path, text).Select(line => line.Text + "\n"))));
        }

        foreach (var path in BootEntries.Choices)
        {
            Copy(path, text => string.Concat(BootEntries.Lines(text).Select(line => line + "\n")));
        }

        foreach (var (path, kind) in ConfiguratorReading.Files(root))
        {
            Copy(path, text => ConfiguratorExcerpt.Of(path, kind, text));
        }

        foreach (var path in ServiceReading.Files(root))
        {
            Copy(path, text => text);
        }

        Names();
    }

    /// <summary>Collects what is known of the modules that matter to some functions.</summary>
    /// <param name="modaliases">Aliases of the functions.</param>
    /// <param name="drivers">Drivers of PFs and VFs.</param>
    public void Modules(IEnumerable<string> modaliases, IEnumerable<string> drivers)
    {
        foreach (var path in ModuleReading.Parameters(root, drivers))
        {
            Copy(path, text => text);
        }

        Copy(ModuleReading.BuiltIn(root), text => text);
        if (ModuleAliases.Read(root, modaliases) is { } aliases)
        {
            var folder = new KernelModules(root).Directory;
            tree.Text($"{folder}/modules.alias", string.Concat(aliases.Lines.Select(line => line + "\n")));
        }
    }

    /// <summary>Collects the names of cards.</summary>
    /// <param name="models">Vendors and devices.</param>
    public void ModelNames(IEnumerable<(ushort Vendor, ushort Device)> models)
    {
        var ids = PciIds.Load(root);
        if (ids.Path is not { } path)
        {
            return;
        }

        var text = new StringBuilder();
        foreach (var vendor in models.GroupBy(model => model.Vendor).OrderBy(vendor => vendor.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"{vendor.Key:x4}  {ids.Vendor(vendor.Key)}\n");
            foreach (var device in vendor.Select(model => model.Device).Order())
            {
                if (ids.Device(vendor.Key, device) is { } name)
                {
                    text.Append(CultureInfo.InvariantCulture, $"\t{device:x4}  {name}\n");
                }
            }
        }

        tree.Text(path, text.ToString());
    }

    /// <summary>Collects the kernel's log in the form of <c>dmesg --raw</c>.</summary>
    public void Log()
    {
        var messages = KernelLogReader.ReadAll(root);
        if (messages.Errno != Errno.None)
        {
            tree.Note(KernelLogReader.RecordedPaths[0], messages.Errno);
            return;
        }

        var text = new StringBuilder();
        foreach (var message in messages.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"<{(int)message.Severity}>{message}\n");
        }

        tree.Text(KernelLogReader.RecordedPaths[0], TextSecrets.Remove(text.ToString()));
    }

    /// <summary>Collects what says who manages netdevs.</summary>
    /// <param name="netdevs">Names and indexes of the netdevs.</param>
    public void Netdevs(IEnumerable<(string Name, int Index)> netdevs)
    {
        var managed = root.List(NetdevReading.NetworkManagerDevices).ToHashSet(StringComparer.Ordinal);
        var leases = root.List(NetdevReading.NetworkdLeases).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, index) in netdevs)
        {
            var number = index.ToString(CultureInfo.InvariantCulture);
            if (managed.Contains(number))
            {
                Copy($"{NetdevReading.NetworkManagerDevices}/{number}", Managed);
            }

            if (leases.Contains(number))
            {
                tree.File($"{NetdevReading.NetworkdLeases}/{number}", []);
            }

            foreach (var lease in NetdevReading.LeaseFiles(name).Where(root.Exists))
            {
                tree.File(lease, []);
            }
        }
    }

    /// <summary>Collects the limits of guests' processes.</summary>
    /// <param name="guests">Names of running guests.</param>
    public void Guests(IEnumerable<string> guests)
    {
        foreach (var guest in guests)
        {
            if (GuestFactsReading.Pid(root, guest) is { } pid)
            {
                Copy(GuestFactsReading.PidFile(guest)!, text => text);
                Copy($"proc/{pid}/limits", text => text);
            }
        }
    }

    // What is there counts, not what it holds: the tables themselves tell serial numbers of the machine.
    private void Names()
    {
        foreach (var name in root.List(PlatformReading.AcpiTables))
        {
            tree.File($"{PlatformReading.AcpiTables}/{name}", []);
        }

        foreach (var folder in (string[])[PlatformReading.IommuGroups, PlatformReading.IommuUnits])
        {
            if (root.Exists(folder))
            {
                tree.Folder(folder);
            }

            foreach (var name in root.List(folder))
            {
                tree.Folder($"{folder}/{name}");
            }
        }

        foreach (var name in root.List(PlatformReading.VfioDevices))
        {
            tree.File($"{PlatformReading.VfioDevices}/{name}", []);
        }

        if (root.Exists(PlatformReading.VfioDevices))
        {
            tree.Folder(PlatformReading.VfioDevices);
        }

        if (root.Exists(ServiceReading.Udev))
        {
            tree.Folder(ServiceReading.Udev);
        }

        if (root.Exists(ServiceReading.UdevQueue))
        {
            tree.File(ServiceReading.UdevQueue, []);
        }
    }

    private static string Managed(string text) =>
        "[device]\n" + string.Concat(text.Split('\n').Where(line => line.StartsWith("managed=", StringComparison.Ordinal)).Select(line => line + "\n"));

    private void Copy(string path, Func<string, string> change)
    {
        var errno = root.TryReadBytes(path, out var content, MostBytes);
        tree.Note(path, errno);
        var text = errno == Errno.None ? change(Encoding.UTF8.GetString(content)) : "";
        if (text.Length > 0)
        {
            tree.Text(path, text);
        }
    }
}
