using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Guests.Seeds;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Guests;

/// <summary>What must hold on the host before a guest of our making is defined: its name is free, its files, bridges and memory are there.</summary>
internal static class StartRule
{
    private const int MostCpus = 1024;

    /// <summary>Everything that stands against it, apart from its VFs.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The host as read.</param>
    /// <param name="root">The host's files.</param>
    public static ImmutableArray<Problem> Check(GuestSpec guest, ObservedHost host, SysfsRoot root) =>
    [
        .. Numbers(guest),
        .. Name(guest, host),
        .. SeedImage.Check(guest),
        .. Files(guest, root),
        .. guest.Nics.Where(nic => nic.Bridge is not null).Select(nic => Bridge(nic.Bridge!, root)).OfType<Problem>(),
        .. Memory(guest, root),
        .. Firmware(guest, root),
    ];

    /// <summary>What stands against a bridge.</summary>
    /// <param name="bridge">Its name.</param>
    /// <param name="root">The host's files.</param>
    public static Problem? Bridge(string bridge, SysfsRoot root) => root.Exists($"sys/class/net/{bridge}/bridge")
        ? null
        : new Problem(
            ProblemCode.BridgeUnknown, $"the host has no bridge {bridge}", $"make it ('ip link add {bridge} type bridge'), or map the network to another one", bridge);

    /// <summary>The CPUs of a NUMA node, as the kernel lists them; null when there is no such node, or it has none.</summary>
    /// <param name="node">The node's number.</param>
    /// <param name="root">The host's files.</param>
    public static string? CpusOf(int node, SysfsRoot root) =>
        root.ReadText($"sys/devices/system/node/node{node}/cpulist")?.Trim() is { Length: > 0 } cpus ? cpus : null;

    private static IEnumerable<Problem> Numbers(GuestSpec guest)
    {
        if (guest.Cpus is < 1 or > MostCpus)
        {
            yield return new Problem(ProblemCode.OutOfRange, $"{guest.Cpus} CPUs are out of range", $"give 1 to {MostCpus}", "cpus");
        }

        if (guest.MemoryMiB < 1)
        {
            yield return new Problem(ProblemCode.OutOfRange, $"{guest.MemoryMiB} MiB of memory are out of range", "give 1 and more", "memory");
        }
    }

    // A domain's name is the name of files in the daemon's folders (libvirt src/conf/domain_conf.c, virDomainDefPostParseCheckName).
    private static IEnumerable<Problem> Name(GuestSpec guest, ObservedHost host)
    {
        if (guest.Name is "" or "." or ".." || guest.Name.Any(c => c == '/' || char.IsControl(c)))
        {
            yield return new Problem(ProblemCode.Malformed, $"'{guest.Name}' is no name that a guest can have", "use a name without '/' and line breaks", "name");
        }
        else if (host.Guests.FirstOrDefault(other => other.Name == guest.Name && other.Uuid != guest.Id) is { } other)
        {
            yield return new Problem(
                ProblemCode.GuestExists,
                $"the host has another guest called {guest.Name} ({other.Uuid})",
                $"rename one of them: virsh domrename {guest.Name} NEWNAME, while it is off",
                "name");
        }
    }

    private static IEnumerable<Problem> Files(GuestSpec guest, SysfsRoot root)
    {
        List<(string? Path, string Field)> files =
        [
            .. guest.Disks.Select((disk, index) => ((string?)disk.Path, string.Create(CultureInfo.InvariantCulture, $"disks[{index}]"))),
            (guest.Boot.Kernel, "boot.kernel"),
            (guest.Boot.Initrd, "boot.initrd"),
        ];
        foreach (var (path, field) in files)
        {
            if (path is null)
            {
                continue;
            }

            if (!path.StartsWith('/'))
            {
                yield return new Problem(ProblemCode.Malformed, $"{path} is no absolute path", "begin it with '/'", field);
            }
            else if (!root.Exists(path[1..]) || Directory.Exists(root.Absolute(path[1..])))
            {
                yield return new Problem(ProblemCode.FileUnknown, $"the host has no file or block device {path}", "put it there, or name another host or path", field);
            }
        }

        if (guest.Boot is { Kernel: null, Initrd: not null } or { Kernel: null, CommandLine: not null })
        {
            yield return new Problem(ProblemCode.OptionsConflict, "an initial RAM disk or a command line is given without a kernel", "give the kernel too", "boot.kernel");
        }
    }

    // QEMU's descriptions of firmware (docs/interop/firmware.json): libvirt chooses among them.
    private static IEnumerable<Problem> Firmware(GuestSpec guest, SysfsRoot root)
    {
        string[] folders = ["usr/share/qemu/firmware", "etc/qemu/firmware"];
        var files = folders.Where(root.Exists).SelectMany(folder => root.List(folder).Select(name => $"{folder}/{name}"));
        if (guest.Boot.Firmware == GuestFirmware.Uefi && !files.Any(file => root.ReadText(file)?.Contains("\"uefi\"", StringComparison.Ordinal) == true))
        {
            yield return new Problem(
                ProblemCode.FileUnknown,
                "the host has no UEFI firmware for guests (/usr/share/qemu/firmware describes none)",
                "install it: 'apt install ovmf' (Debian, Ubuntu) or 'dnf install edk2-ovmf' (Fedora, RHEL)",
                "boot.firmware");
        }
    }

    private static IEnumerable<Problem> Memory(GuestSpec guest, SysfsRoot root)
    {
        if (guest.NumaNode is { } node && CpusOf(node, root) is null)
        {
            yield return new Problem(ProblemCode.OutOfRange, $"the host has no NUMA node {node} with CPUs", "'lscpu' shows its nodes", "numaNode");
        }

        if (AvailableMiB(root) is { } free && free < guest.MemoryMiB)
        {
            yield return new Problem(
                ProblemCode.MemoryShort, $"guest {guest.Name} needs {guest.MemoryMiB} MiB, and {free} MiB are free", "stop another guest, or give it less memory", "memory");
        }
    }

    // MemAvailable of proc_meminfo(5): what can be had without swapping, caches counted.
    private static long? AvailableMiB(SysfsRoot root) => root.ReadText("proc/meminfo")?
        .Split('\n')
        .Where(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))
        .Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
        .Select(words => words.Length > 1 && long.TryParse(words[1], CultureInfo.InvariantCulture, out var kib) ? kib / 1024 : (long?)null)
        .FirstOrDefault();
}
