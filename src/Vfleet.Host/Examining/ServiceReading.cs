using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>Programs that may touch functions, and tasks that wait in the kernel for ever.</summary>
internal static class ServiceReading
{
    /// <summary>Where udev keeps its state.</summary>
    public const string Udev = "run/udev";

    /// <summary>There while udev has events to handle.</summary>
    public const string UdevQueue = "run/udev/queue";

    // As in comm, which the kernel cuts to 15 characters (TASK_COMM_LEN, include/linux/sched.h).
    private static readonly ImmutableHashSet<string> Watched =
    [
        "NetworkManager", "systemd-network", "systemd-udevd", "libvirtd", "virtqemud", "ovs-vswitchd", "vdsmd", "dhclient", "dhcpcd", "netplan",
        "sriov-network-c", "k3s", "kubelet",
    ];

    private static readonly ImmutableDictionary<string, string> FullNames =
        ImmutableDictionary<string, string>.Empty.Add("systemd-network", "systemd-networkd").Add("sriov-network-c", "sriov-network-config-daemon");

    public static ServiceFacts Read(SysfsRoot root)
    {
        var running = new SortedSet<string>(StringComparer.Ordinal);
        var stuck = ImmutableArray.CreateBuilder<StuckTask>();
        foreach (var task in Tasks(root))
        {
            if (Watched.Contains(task.Command))
            {
                _ = running.Add(FullNames.GetValueOrDefault(task.Command, task.Command));
            }

            if (task.IsStuck && WaitsIn(root, task.Pid) is { } function)
            {
                stuck.Add(new StuckTask(task.Pid, task.Command, function));
            }
        }

        return new ServiceFacts
        {
            Running = [.. running],
            UdevQueueBusy = root.Exists(Udev) ? root.Exists(UdevQueue) : null,
            StuckTasks = stuck.DrainToImmutable(),
        };
    }

    /// <summary>The processes that a recording must hold.</summary>
    /// <param name="root">The host.</param>
    /// <returns>Their files, relative to the root.</returns>
    public static IEnumerable<string> Files(SysfsRoot root) =>
        from task in Tasks(root)
        where task.IsStuck || Watched.Contains(task.Command)
        from name in (string[])(task.IsStuck ? ["stat", "stack", "wchan"] : ["stat"])
        select $"proc/{task.Pid}/{name}";

    // "812 (vfleet vf) D 1 ...": the command in parentheses may hold anything, the state stands behind the last ')' (proc_pid_stat(5)).
    private static IEnumerable<(int Pid, string Command, bool IsStuck)> Tasks(SysfsRoot root)
    {
        foreach (var name in root.List("proc"))
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                || root.TryReadText($"proc/{name}/stat", out var stat) != Errno.None)
            {
                continue;
            }

            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            if (open > 0 && close > open)
            {
                yield return (pid, stat[(open + 1)..close], stat.AsSpan(close + 1).TrimStart().StartsWith("D"));
            }
        }
    }

    // "[<0>] sriov_numvfs_store+0x5a/0x160", one for each call, the innermost first; without the right to see it, wchan has the innermost alone.
    private static string? WaitsIn(SysfsRoot root, int pid)
    {
        if (root.TryReadText($"proc/{pid}/stack", out var stack) == Errno.None && stack.Length > 0)
        {
            return stack.Split('\n')
                .Select(line => line[(line.IndexOf(']') + 1)..].Trim().Split('+')[0])
                .FirstOrDefault(Concerns);
        }

        return root.TryReadText($"proc/{pid}/wchan", out var wchan) == Errno.None && Concerns(wchan) ? wchan : null;
    }

    private static bool Concerns(string function) =>
        function.Contains("sriov", StringComparison.Ordinal) || function.Contains("pci", StringComparison.Ordinal)
        || function.Contains("vfio", StringComparison.Ordinal);
}
