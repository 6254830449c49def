using Vfleet.Domain.Doctor.Facts;
using Vfleet.Host.Examining;
using Vfleet.Primitives;

namespace Vfleet.Host.Tests.Examining;

/// <summary>Lines as those programs' manuals show them.</summary>
public sealed class ConfiguratorTests
{
    public static TheoryData<ConfiguratorKind, string, string, string?, int?> Files { get; } = new()
    {
        { ConfiguratorKind.Sysfs, "etc/sysfs.d/a.conf", "class/net/enp1s0/device/sriov_numvfs = 4\n", "enp1s0", 4 },
        { ConfiguratorKind.Netplan, "etc/netplan/1.yaml", "network:\n  ethernets:\n    enp1s0:\n      virtual-function-count: 8\n", "enp1s0", 8 },
        { ConfiguratorKind.NetworkManager, "etc/NetworkManager/system-connections/a.nmconnection", "[connection]\ninterface-name=enp1s0\n[sriov]\ntotal-vfs=2\n", "enp1s0", 2 },
        { ConfiguratorKind.Systemd, "etc/systemd/network/1.link", "[Match]\nOriginalName=enp1s0\n[Link]\nSR-IOVVirtualFunctions=6\n", "enp1s0", 6 },
        { ConfiguratorKind.Systemd, "etc/systemd/network/1.network", "[Match]\nName=enp1s0\n[SR-IOV]\nVirtualFunction=0\n", "enp1s0", 0 },
        { ConfiguratorKind.Script, "etc/rc.local", "#!/bin/sh\n# echo 1 > /sys/class/net/x/device/sriov_numvfs\necho 7 > /sys/class/net/enp1s0/device/sriov_numvfs\n", "enp1s0", null },
        { ConfiguratorKind.Udev, "etc/udev/rules.d/9.rules", "ACTION==\"add\", ATTR{device/sriov_numvfs}=\"5\"\n", null, 5 },
        { ConfiguratorKind.Agent, "etc/os-net-config/sriov_config.yaml", "- device_type: pf\n  name: enp1s0\n  numvfs: 10\n", "enp1s0", 10 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void The_line_that_makes_VFs_is_found_with_the_netdev_it_is_for(ConfiguratorKind kind, string path, string text, string? netdev, int? vfs)
    {
        var found = ConfiguratorReading.Lines(path, kind, text).ShouldHaveSingleItem();

        found.Path.ShouldBe("/" + path);
        (found.Netdev, found.Vfs).ShouldBe((netdev, vfs));
    }

    [Fact]
    public void A_modules_option_names_the_module()
    {
        var found = ConfiguratorReading.Lines("etc/modprobe.d/a.conf", ConfiguratorKind.Modprobe, "blacklist x\noptions ixgbe allow_unsupported_sfp=1 max_vfs=8,8\n")
            .ShouldHaveSingleItem();

        (found.Module, found.Vfs).ShouldBe(("ixgbe", 8));
    }

    [Fact]
    public void The_PF_stands_in_the_line_or_is_the_files_name()
    {
        var pf = PciAddress.Parse("0000:3b:00.0");
        ConfiguratorReading.Lines("etc/rc.local", ConfiguratorKind.Script, "echo 4 > /sys/bus/pci/devices/0000:3b:00.0/sriov_numvfs")
            .ShouldHaveSingleItem().Pf.ShouldBe(pf);
        ConfiguratorReading.Lines("etc/sriov-operator/pci/0000:3b:00.0", ConfiguratorKind.Agent, "{\"numVfs\": 4}").ShouldHaveSingleItem().Pf.ShouldBe(pf);
    }

    [Fact]
    public void Files_that_say_nothing_of_VFs_give_nothing() =>
        ConfiguratorReading.Lines("etc/netplan/1.yaml", ConfiguratorKind.Netplan, "network:\n  ethernets:\n    enp1s0:\n      dhcp4: true\n").ShouldBeEmpty();
}
