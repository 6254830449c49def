using Vfleet.Domain.Fleet;
using Vfleet.Link.Reporting;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Link.Tests.Reporting;

public sealed class FactsTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("vfleet-facts-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Memory_CPUs_nodes_and_bridges_are_read_as_the_kernel_writes_them()
    {
        Write("proc/meminfo", "MemTotal:       33554432 kB\nMemFree:         1024 kB\n");
        Write("proc/sys/kernel/osrelease", "6.12.0-7-amd64\n");
        Write("sys/devices/system/cpu/online", "0-7,16\n");
        foreach (var node in (int[])[10, 2])
        {
            Write($"sys/devices/system/node/node{node}/meminfo", $"Node {node} MemTotal:       16777216 kB\nNode {node} MemFree:  1 kB\n");
            Write($"sys/devices/system/node/node{node}/cpulist", "0-3\n");
        }

        Write("sys/devices/system/node/has_cpu", "0\n");
        Write("sys/class/net/br1/bridge/bridge_id", "8000\n");
        Write("sys/class/net/br0/bridge/bridge_id", "8000\n");
        Write("sys/class/net/eth0/mtu", "1500\n");
        using var root = SysfsRoot.Open(_root.FullName);

        var facts = new HostFactsReader(root).Read();

        (facts.MemoryMiB, facts.Cpus, facts.Kernel).ShouldBe((32768, 9, "6.12.0-7-amd64"));
        facts.NumaNodes.ShouldBe([new InventoryNode(2, 16384, 4), new InventoryNode(10, 16384, 4)]);
        facts.Bridges.ShouldBe(["br0", "br1"]);
        facts.AgentVersion.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void What_the_host_does_not_say_is_empty()
    {
        using var root = SysfsRoot.Open(_root.FullName);

        var facts = new HostFactsReader(root).Read();

        (facts.MemoryMiB, facts.Cpus, facts.NumaNodes!.Count, facts.Bridges!.Count, facts.Kernel).ShouldBe((0, 0, 0, 0, null));
    }

    private void Write(string path, string content)
    {
        var file = Path.Join(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
