using System.Text;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Vfio;

public sealed class VfioHolderTests
{
    [Fact]
    public void Whoever_has_a_vfio_file_open_is_found_with_the_guests_name()
    {
        using var host = new FakeHost().AddPf("0000:01:00.0", vfs: 2);
        AddProcess(host, 4242, "qemu-system-x86", "/usr/bin/qemu-system-x86_64\0-name\0guest=web,,1,debug-threads=on\0-S\0", "/dev/vfio/vfio", "/dev/vfio/2", "/dev/null", "/dev/vfio/2");
        AddProcess(host, 99, "dpdk", "dpdk-testpmd\0", "/dev/vfio/devices/vfio3");
        AddProcess(host, 5, "bash", "bash\0", "/dev/vfio/vfio");
        host.Files.MakeDirectory("proc/sys");

        var holders = VfioHolder.ReadAll(host.Root, TestContext.Current.CancellationToken);
        holders.ShouldBe(
        [
            new VfioHolder(99, "dpdk", null, null, "vfio3"),
            new VfioHolder(4242, "qemu-system-x86", "web,1", 2, null),
        ]);

        var vf = PciTopology.ReadFunction(host.Root, PciAddress.Parse("0000:01:10.2"))!;
        vf.IommuGroup.ShouldBe(2);
        holders[1].Holds(host.Root, vf).ShouldBeTrue();
        holders[0].Holds(host.Root, vf).ShouldBeFalse();
        host.Files.MakeDirectory($"{host.DevicePath(vf.Address)}/vfio-dev/vfio3");
        holders[0].Holds(host.Root, vf).ShouldBeTrue();
    }

    [Theory]
    [InlineData("qemu\0-name\0guest=a b\0", "a b")]
    [InlineData("qemu\0-name\0plain,process=x\0", "plain")]
    [InlineData("qemu\0-name\0process=x,guest=late\0", "late")]
    [InlineData("qemu\0-name\0process=x\0", null)]
    [InlineData("qemu\0-name\0", null)]
    [InlineData("qemu\0-name", null)]
    [InlineData("", null)]
    public void QEMUs_name_argument_is_read_as_QEMU_reads_it(string arguments, string? name) =>
        VfioHolder.GuestOf(Encoding.UTF8.GetBytes(arguments)).ShouldBe(name);

    [Fact]
    public void A_real_processes_open_files_are_looked_through()
    {
        // Nobody here has vfio; but every process's fd directory is a real one.
        Should.NotThrow(() => VfioHolder.ReadAll(Linux.Sysfs.SysfsRoot.Live, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_group_is_viable_when_no_host_driver_has_a_member()
    {
        var members = new[] { ("0000:01:00.0", "vfio-pci", 0x020000u), ("0000:01:00.1", null, 0x020000u), ("0000:00:01.0", "pcieport", 0x060400u), ("0000:00:02.0", "pci-stub", 0x0c0300u) };
        IommuGroup Group(string? second) => new(
            7, "DMA", [.. members.Select(m => new PciFunction
            {
                Address = PciAddress.Parse(m.Item1), Vendor = 1, Device = 1, Class = m.Item3, Driver = m.Item1 == "0000:01:00.1" ? second : m.Item2,
            })], []);
        GroupViability.Judge(Group(null)).IsViable.ShouldBeTrue();
        GroupViability.Judge(Group("mlx5_vfio_pci")).IsViable.ShouldBeTrue();
        var verdict = GroupViability.Judge(Group("igb"));
        verdict.IsViable.ShouldBeFalse();
        verdict.Blocking.ShouldHaveSingleItem().Address.ShouldBe(PciAddress.Parse("0000:01:00.1"));
    }

    private static void AddProcess(FakeHost host, int id, string command, string arguments, params string[] files)
    {
        host.Files.Write($"proc/{id}/comm", command + "\n");
        host.Files.Write($"proc/{id}/cmdline", arguments);
        host.Files.MakeDirectory($"proc/{id}/fd");
        for (var i = 0; i < files.Length; i++)
        {
            File.CreateSymbolicLink(host.Files.At($"proc/{id}/fd/{i}"), files[i]);
        }
    }
}
