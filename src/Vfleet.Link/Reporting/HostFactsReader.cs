using System.Globalization;
using Vfleet.Api.Agents;
using Vfleet.Domain.Fleet;
using Vfleet.Host;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Link.Reporting;

/// <summary>Reads what the fleet knows of a host besides its functions and guests: memory, CPUs, NUMA nodes, bridges, the kernel.</summary>
/// <param name="root">The host's files.</param>
internal sealed class HostFactsReader(SysfsRoot root)
{
    private const string Cpus = "sys/devices/system/cpu";
    private const string Nodes = "sys/devices/system/node";
    private const string Netdevs = "sys/class/net";

    /// <summary>Reads it. What the host does not say is 0 or empty.</summary>
    /// <returns>It.</returns>
    public HostFacts Read() => new()
    {
        MemoryMiB = MemoryOf("proc/meminfo"),
        Cpus = CountOf(root.ReadText($"{Cpus}/online")),
        NumaNodes = [.. NodeNumbers().Order().Select(node => new InventoryNode(node, MemoryOf($"{Nodes}/node{node}/meminfo"), CountOf(root.ReadText($"{Nodes}/node{node}/cpulist"))))],
        Kernel = root.ReadText("proc/sys/kernel/osrelease")?.Trim(),
        AgentVersion = ProgramVersion.Text,
        Bridges = [.. root.List(Netdevs).Where(netdev => root.Exists($"{Netdevs}/{netdev}/bridge")).Order(StringComparer.Ordinal)],
    };

    /// <summary>How many numbers a list of the kernel's has, as <c>0-3,8</c> (lib/bitmap-str.c).</summary>
    /// <param name="list">The list; null for none.</param>
    /// <returns>The number.</returns>
    internal static int CountOf(string? list)
    {
        var count = 0;
        foreach (var part in (list ?? "").Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            if (int.TryParse(ends[0], NumberStyles.None, null, out var first) && int.TryParse(ends[^1], NumberStyles.None, null, out var last))
            {
                count += last - first + 1;
            }
        }

        return count;
    }

    // "MemTotal:  16 kB" of the whole host (fs/proc/meminfo.c), "Node 0 MemTotal: 16 kB" of a node (drivers/base/node.c).
    private int MemoryOf(string file)
    {
        const string Label = "MemTotal:";
        foreach (var line in (root.ReadText(file) ?? "").Split('\n'))
        {
            var at = line.IndexOf(Label, StringComparison.Ordinal);
            if (at >= 0 && line[(at + Label.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var kib, "kB"]
                && long.TryParse(kib, NumberStyles.None, null, out var number))
            {
                return (int)(number / 1024);
            }
        }

        return 0;
    }

    private IEnumerable<int> NodeNumbers()
    {
        const string Node = "node";
        foreach (var name in root.List(Nodes))
        {
            if (name.StartsWith(Node, StringComparison.Ordinal) && int.TryParse(name.AsSpan(Node.Length), NumberStyles.None, null, out var number))
            {
                yield return number;
            }
        }
    }
}
