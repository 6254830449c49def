using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Ethtool;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeNetlink;
using Vfleet.TestKit.FakeOpenVswitch;
using Vfleet.TestKit.FakeSysfs;

namespace Vfleet.Host.Tests.Examining;

/// <summary>A host with a ConnectX-5 in switchdev mode: what decides whether flows reach the card is known live, and the capture says the same.</summary>
public sealed class SwitchdevFactsTests : IAsyncDisposable
{
    private const string Name = "ens1f0np0";
    private static readonly PciAddress Card = PciAddress.Parse("0000:0a:00.0");

    private readonly Rig _rig = new(vfs: 0);
    private readonly FakeLink _link;
    private readonly FakeDevlinkDevice _devlink;

    public SwitchdevFactsTests()
    {
        _rig.Sysfs.AddPf(new FakePf { Address = Card, Vendor = 0x15b3, Device = 0x1017, Driver = "mlx5_core", VfDriver = "mlx5_core", Netdevs = [Name] });
        _link = _rig.Netlink.AddPf(Name, 0, parent: Card.ToString());
        _devlink = new FakeDevlinkDevice
        {
            Handle = DevlinkHandle.OfPci(Card),
            Pf = _link,
            Driver = "mlx5_core",
            Mode = EswitchMode.Switchdev,
            InlineMode = EswitchInlineMode.None,
        };
        _rig.Netlink.Devlink!.Add(_devlink);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Offload_that_is_off_in_card_and_Open_vSwitch_is_seen()
    {
        _link.Features[LinkFeatures.HwTcOffload] = false;
        using var database = new FakeDatabase(_rig.Sysfs.Root.Absolute("run/openvswitch/db.sock"));
        database.OtherConfig["tc-policy"] = "skip_hw";
        database.OtherConfig["dpdk-extra"] = "--secret";

        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        foreach (var examination in new[] { live, recorded })
        {
            examination.Netdevs[Name].HwTcOffload.ShouldBe(false);
            examination.Services.OpenVswitch.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("tc-policy", "skip_hw"));
            examination.Evidence("SWD05").ShouldBe(["other_config of Open vSwitch has no hw-offload", $"hw-tc-offload of {Name} is off"]);
            examination.Evidence("SWD10").ShouldHaveSingleItem();
        }

        database.Requests.ShouldAllBe(request => request.Contains("\"select\"") && !request.Contains("\"update\""));
    }

    [Fact]
    public async Task Offload_that_is_on_or_not_the_drivers_is_no_finding()
    {
        _link.Features[LinkFeatures.HwTcOffload] = true;
        using var database = new FakeDatabase(_rig.Sysfs.Root.Absolute("run/openvswitch/db.sock"));
        database.OtherConfig["hw-offload"] = "true";

        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        foreach (var examination in new[] { live, recorded })
        {
            (examination.Netdevs[Name].HwTcOffload, examination.Netdevs[Rig.PfName].HwTcOffload).ShouldBe((true, null));
            examination.Evidence("SWD05").ShouldBeEmpty();
            examination.Evidence("SWD10").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Without_Open_vSwitch_nothing_is_known_of_it()
    {
        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        live.Services.OpenVswitch.ShouldBeNull();
        recorded.Services.OpenVswitch.ShouldBeNull();
    }

    [Fact]
    public async Task Steering_bond_and_firmware_of_the_card_are_known()
    {
        _devlink.Parameters["flow_steering_mode"] = "dmfs";
        _devlink.Running.Add(new DevlinkVersion("fw.psid", "MT_0000000008"));
        _devlink.Running.Add(new DevlinkVersion("fw.version", "16.35.1012"));
        _rig.Sysfs.Files.Write($"sys/kernel/debug/mlx5/{Card}/lag/state", "disabled\n");

        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        foreach (var examination in new[] { live, recorded })
        {
            (examination.Eswitches[Card].SteeringMode, examination.Eswitches[Card].LagState).ShouldBe(("dmfs", "disabled"));
            examination.Functions[Card].FirmwareVersion.ShouldBe("16.35.1012");
            examination.Functions[Rig.Pf].FirmwareVersion.ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_card_whose_firmware_refuses_to_answer_stops_nothing()
    {
        const int IoError = 5, DevlinkFamily = 0x15, EthtoolFamily = 0x17;
        _rig.Netlink.Fail(request => request.Type is DevlinkFamily or EthtoolFamily, IoError, times: 100);

        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        foreach (var examination in new[] { live, recorded })
        {
            examination.Functions[Card].FirmwareVersion.ShouldBeNull();
            examination.Netdevs[Name].HwTcOffload.ShouldBeNull();
            examination.Host.Pfs.Select(pf => pf.Name).ShouldBe([Rig.PfName, Name]);
        }
    }

    [Fact]
    public async Task Settings_in_an_NVIDIA_cards_memory_are_those_that_the_makers_program_shows()
    {
        var asked = new List<string>();
        _rig.Programs = (program, arguments) =>
        {
            asked.Add($"{program} {string.Join(' ', arguments)}");
            return new(0, """

                Device #1:
                ----------

                Device type:        ConnectX5
                Device:             0000:0a:00.0

                Configurations:                              Default             Current         Next Boot
                         MEMIC_BAR_SIZE                              0               0               0
                *        NUM_OF_VFS                                  0               4               8
                         SRIOV_EN                                    False(0)        True(1)         True(1)
                         HOST_CHAINING_DESCRIPTORS                   Array[0..7]     Array[0..7]     Array[0..7]
                         LINK_TYPE_P1                                ETH(2)          ETH(2)          ETH(2)
                The '*' shows parameters with next value different from default/current value.
                """, "");
        };

        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        asked.Distinct().ShouldHaveSingleItem().ShouldBe("mstconfig -e -d 0000:0a:00.0 q");
        foreach (var examination in new[] { live, recorded })
        {
            examination.Functions[Card].Firmware.ShouldBe(
                [new FirmwareSetting("NUM_OF_VFS", "4", "8"), new FirmwareSetting("SRIOV_EN", "True(1)", "True(1)"), new FirmwareSetting("LINK_TYPE_P1", "ETH(2)", "ETH(2)")]);
            examination.Functions[Rig.Pf].Firmware.ShouldBeEmpty();
            examination.Evidence("NIC02").ShouldHaveSingleItem().ShouldBe("NUM_OF_VFS is 4 and will be 8");
        }
    }

    [Fact]
    public async Task A_card_that_a_guest_has_as_a_whole_is_not_asked()
    {
        _rig.Programs = (_, _) => throw new InvalidOperationException("nobody may touch it");
        _rig.Sysfs.AddDriver("vfio-pci");
        _rig.Sysfs.UnbindDriver(Card);
        _rig.Sysfs.BindDriver(Card, "vfio-pci");

        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        live.Functions[Card].Firmware.ShouldBeEmpty();
        recorded.Functions[Card].Firmware.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ports_of_InfiniBand_VFs_on_the_host_are_known_those_of_Ethernet_are_not_looked_for()
    {
        var card = PciAddress.Parse("0000:0b:00.0");
        _rig.Sysfs.AddPf(new FakePf { Address = card, Vendor = 0x15b3, Device = 0x1017, Class = 0x020700, Driver = "mlx5_core", VfDriver = "mlx5_core" }, vfs: 1);
        var vf = _rig.Sysfs.DevicePath(card.VirtualFunction(0x80, 2, 0)!.Value);
        _rig.Sysfs.Files.Write($"{vf}/infiniband/mlx5_4/ports/1/state", "2: INIT\n");
        _rig.Sysfs.Files.Write($"{vf}/infiniband/mlx5_4/ports/1/link_layer", "InfiniBand\n");

        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        foreach (var examination in new[] { live, recorded })
        {
            examination.Functions[card.VirtualFunction(0x80, 2, 0)!.Value].InfiniBandPorts.ShouldBe([new InfiniBandPort("mlx5_4/1", "INIT", "InfiniBand")]);
        }
    }

    [Fact]
    public async Task VLANs_of_a_bridges_port_are_counted()
    {
        _rig.Link.BridgeVlans = [.. Enumerable.Range(1, 40).Select(id => (ushort)id)];

        var (live, recorded) = await BothWays.ExamineAsync(_rig.Host);

        foreach (var examination in new[] { live, recorded })
        {
            (examination.Netdevs[Rig.PfName].BridgeVlans, examination.Netdevs[Name].BridgeVlans).ShouldBe((40, null));
        }
    }
}
