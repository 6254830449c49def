using System.Collections.Immutable;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Linux.Tests.Pci;

public sealed class PciTopologyTests : IDisposable
{
    private static readonly PciAddress s_pf = PciAddress.Parse("0000:01:00.0");

    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_PF_and_its_VFs_are_read_with_everything_they_show()
    {
        _host.AddPf(new FakePf
        {
            Address = s_pf,
            Port = PciAddress.Parse("0000:00:01.0"),
            Netdevs = ["enp1s0"],
            VfNetdev = "enp1s0v{0}",
            NumaNode = 1,
        }, vfs: 7);

        var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);

        topology.Faults.ShouldBeEmpty();
        var pf = topology.PhysicalFunctions.ShouldHaveSingleItem();
        pf.Address.ShouldBe(s_pf);
        pf.Function.Ids.ShouldBe("8086:10c9");
        pf.Function.SubsystemVendor.ShouldBe((ushort)0x8086);
        pf.Function.SubsystemDevice.ShouldBe((ushort)1);
        pf.Function.Class.ShouldBe(0x020000u);
        pf.Function.IsNetworkController.ShouldBeTrue();
        pf.Function.Driver.ShouldBe("igb");
        pf.Function.DriverOverride.ShouldBeNull();
        pf.Function.NumaNode.ShouldBe(1);
        pf.Function.IommuGroup.ShouldBe(1);
        pf.Function.Netdevs.ShouldBe(["enp1s0"]);
        pf.UpstreamPort.ShouldBe(PciAddress.Parse("0000:00:01.0"));
        (pf.TotalVfs, pf.NumVfs, pf.VfOffset, pf.VfStride, pf.VfDevice, pf.DriversAutoprobe).ShouldBe((7, 7, 0x80, 2, (ushort)0x10ca, true));
        pf.VirtualFunctions.Select(vf => vf.Index).ShouldBe([0, 1, 2, 3, 4, 5, 6]);
        pf.VirtualFunctions.Select(vf => vf.Address.ToString()).Take(3).ShouldBe(["0000:01:10.0", "0000:01:10.2", "0000:01:10.4"]);
        pf.VirtualFunctions[3].Function.Driver.ShouldBe("igbvf");
        pf.VirtualFunctions[3].Function.Ids.ShouldBe("8086:10ca");
        pf.VirtualFunctions[3].Function.Netdevs.ShouldBe(["enp1s0v3"]);
        topology.Find(s_pf).ShouldBe(pf);
        topology.FindByNetdev("enp1s0").ShouldBe(pf);
        topology.FindVirtual(PciAddress.Parse("0000:01:10.2"))!.Value.Vf.Index.ShouldBe(1);
        topology.FindVirtual(s_pf).ShouldBeNull();
    }

    [Fact]
    public void A_PF_without_VFs_and_one_that_is_no_network_card_are_PFs_too()
    {
        _host.AddPf("0000:01:00.0");
        _host.AddPf(new FakePf { Address = PciAddress.Parse("0000:02:00.0"), Class = 0x010802, Driver = "nvme", Vendor = 0x144d });
        var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);
        topology.PhysicalFunctions.Select(pf => pf.Function.IsNetworkController).ShouldBe([true, false]);
        topology.PhysicalFunctions.ShouldAllBe(pf => pf.VirtualFunctions.IsEmpty && pf.NumVfs == 0);
    }

    [Fact]
    public void Domains_other_than_0000_are_read_even_of_five_digits()
    {
        _host.AddPf("10000:e1:00.0", vfs: 2).AddPf("0001:01:00.0", vfs: 1);
        PciTopology.Read(_host.Root, TestContext.Current.CancellationToken).PhysicalFunctions
            .Select(pf => $"{pf.Address} {pf.VirtualFunctions.Length}").ShouldBe(["0001:01:00.0 1", "10000:e1:00.0 2"]);
    }

    [Fact]
    public void A_function_may_have_several_interfaces_with_any_names()
    {
        _host.AddPf(new FakePf { Address = s_pf, Netdevs = ["ens1f0_np0", "ens1f0_np1", "a.b-c_d"] });
        PciTopology.Read(_host.Root, TestContext.Current.CancellationToken).PhysicalFunctions[0].Function.Netdevs
            .ShouldBe(["a.b-c_d", "ens1f0_np0", "ens1f0_np1"]);
    }

    [Fact]
    public void Gaps_between_VFs_keep_their_indexes()
    {
        _host.AddPf("0000:01:00.0", vfs: 5);
        _host.Files.Delete($"{_host.DevicePath(s_pf)}/virtfn1");
        _host.Files.Delete($"{_host.DevicePath(s_pf)}/virtfn3");
        var pf = PciTopology.ReadPhysicalFunction(_host.Root, s_pf, out var faults)!;
        faults.ShouldBeEmpty();
        pf.VirtualFunctions.Select(vf => vf.Index).ShouldBe([0, 2, 4]);
    }

    [Fact]
    public void VFs_are_ordered_by_number_not_by_name()
    {
        _host.AddPf(new FakePf { Address = s_pf, TotalVfs = 64, VfStride = 1 }, vfs: 12);
        PciTopology.ReadPhysicalFunction(_host.Root, s_pf, out _)!.VirtualFunctions.Select(vf => vf.Index).ShouldBe(Enumerable.Range(0, 12));
    }

    [Fact]
    public void A_VF_that_vanished_between_two_reads_is_reported_and_left_out()
    {
        _host.AddPf("0000:01:00.0", vfs: 2);
        _host.RemoveFunction(PciAddress.Parse("0000:01:10.0"));
        var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);
        topology.PhysicalFunctions[0].VirtualFunctions.Select(vf => vf.Index).ShouldBe([1]);
        topology.Faults.ShouldHaveSingleItem().Path.ShouldContain("0000:01:10.0");
    }

    [Fact]
    public void A_PF_that_vanished_is_reported_and_the_others_are_read()
    {
        _host.AddPf("0000:01:00.0").AddPf("0000:02:00.0");
        Directory.Delete(_host.Files.At(_host.DevicePath(s_pf)), recursive: true);
        var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);
        topology.PhysicalFunctions.Select(pf => pf.Address.Bus).ShouldBe([(byte)2]);
        topology.Faults.ShouldHaveSingleItem().ShouldBe(new ReadFault("sys/bus/pci/devices/0000:01:00.0", Errno.NoEntry));
    }

    [Fact]
    public void A_PF_whose_files_vanish_one_by_one_is_reported()
    {
        _host.AddPf("0000:01:00.0");
        foreach (var file in new[] { "uevent", "vendor" })
        {
            _host.Files.Delete($"{_host.DevicePath(s_pf)}/{file}");
        }

        var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);
        topology.PhysicalFunctions.ShouldBeEmpty();
        topology.Faults.ShouldHaveSingleItem().Errno.ShouldBe(Errno.NoDevice);
    }

    [Fact]
    public void A_tree_without_uevent_files_is_read_from_the_single_ones()
    {
        _host.AddPf("0000:01:00.0", vfs: 1);
        var whole = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken).PhysicalFunctions[0];
        foreach (var address in new[] { s_pf, PciAddress.Parse("0000:01:10.0") })
        {
            _host.Files.Delete($"{_host.DevicePath(address)}/uevent");
        }

        var lean = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken).PhysicalFunctions[0];
        lean.Function.ShouldBe(whole.Function with { Netdevs = lean.Function.Netdevs });
        lean.VirtualFunctions[0].Function.Driver.ShouldBe("igbvf");
    }

    [Theory]
    [InlineData("numa_node", "many")]
    [InlineData("numa_node", "99999999999999999999")]
    [InlineData("sriov_numvfs", "-3")]
    [InlineData("sriov_numvfs", "70000")]
    [InlineData("sriov_vf_device", "0x1ffff")]
    [InlineData("sriov_drivers_autoprobe", "yes")]
    public void A_value_that_makes_no_sense_is_a_fault_with_the_value_and_nothing_else_suffers(string attribute, string value)
    {
        _host.AddPf("0000:01:00.0");
        _host.Files.Write($"{_host.DevicePath(s_pf)}/{attribute}", value);
        var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);
        topology.PhysicalFunctions.ShouldHaveSingleItem().TotalVfs.ShouldBe(7);
        var fault = topology.Faults.ShouldHaveSingleItem();
        fault.Path.ShouldEndWith(attribute);
        fault.Errno.ShouldBe(Errno.Invalid);
        value.ShouldContain(fault.Detail);
    }

    [Fact]
    public void An_override_is_read_and_null_means_none()
    {
        _host.AddPf("0000:01:00.0");
        _host.Files.Write($"{_host.DevicePath(s_pf)}/driver_override", "vfio-pci\n");
        PciTopology.ReadFunction(_host.Root, s_pf)!.DriverOverride.ShouldBe("vfio-pci");
        PciTopology.ReadFunction(_host.Root, PciAddress.Parse("0000:99:00.0")).ShouldBeNull();
    }

    [Fact]
    public void A_tree_without_a_PCI_bus_says_so()
    {
        _host.Files.Delete("sys/bus/pci/devices");
        var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);
        topology.PhysicalFunctions.ShouldBeEmpty();
        topology.Faults.ShouldHaveSingleItem().Path.ShouldBe("sys/bus/pci/devices");
    }

    [Fact]
    public void A_VF_without_IOMMU_has_no_group_and_group_members_are_named()
    {
        _host.AddPf(new FakePf { Address = s_pf, Iommu = false }, vfs: 1).AddPf("0000:02:00.0", vfs: 1);
        var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);
        topology.PhysicalFunctions[0].VirtualFunctions[0].Function.IommuGroup.ShouldBeNull();
        var number = topology.PhysicalFunctions[1].VirtualFunctions[0].Function.IommuGroup!.Value;
        var group = IommuGroup.Read(_host.Root, number)!;
        group.Type.ShouldBe("DMA-FQ");
        group.Members.Select(member => member.Address.ToString()).ShouldBe(["0000:02:10.0"]);
        IommuGroup.Numbers(_host.Root).ShouldBe([0, 1]);
        IommuGroup.Read(_host.Root, 77).ShouldBeNull();
    }

    [Fact]
    public void Reading_does_not_mind_random_damage_to_any_file()
    {
        var random = new Random(20240607);
        _host.AddPf("0000:01:00.0", netdev: "enp1s0", vfs: 3);

        // Links are skipped: they make rings.
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var files = Directory.EnumerateFiles(_host.Files.At("sys/devices"), "*", everything).ToImmutableArray();
        for (var round = 0; round < 300; round++)
        {
            var file = files[random.Next(files.Length)];
            var kept = File.ReadAllBytes(file);
            var damage = new byte[random.Next(0, 6000)];
            random.NextBytes(damage);
            File.WriteAllBytes(file, damage);
            var topology = PciTopology.Read(_host.Root, TestContext.Current.CancellationToken);
            topology.PhysicalFunctions.Length.ShouldBeLessThanOrEqualTo(1);
            _ = FunctionDetail.Read(_host.Root, s_pf);
            File.WriteAllBytes(file, kept);
        }

        PciTopology.Read(_host.Root, TestContext.Current.CancellationToken).Faults.ShouldBeEmpty();
    }
}
