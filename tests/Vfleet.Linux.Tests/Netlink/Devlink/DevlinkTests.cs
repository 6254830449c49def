using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Devlink;

public sealed class DevlinkTests
{
    private static readonly DevlinkHandle Handle = DevlinkHandle.OfPci(PciAddress.Parse("0000:01:00.0"));

    private readonly FakeKernel _kernel = new();
    private readonly FakeDevlinkDevice _device;

    public DevlinkTests()
    {
        _device = new FakeDevlinkDevice { Handle = Handle, Pf = _kernel.AddPf("ens1f0", 3), Driver = "mlx5_core", SerialNumber = "MT1" };
        _device.Running.Add(new DevlinkVersion("fw.version", "16.35.1012"));
        _kernel.Devlink!.Add(_device);
    }

    [Fact]
    public void A_kernel_without_devlink_answers_that_there_is_none()
    {
        using var devlink = new DevlinkClient(new FakeKernel { Devlink = null });
        devlink.IsAvailable.ShouldBeFalse();
        devlink.GetDevices().ShouldBeEmpty();
        devlink.GetPorts().ShouldBeEmpty();
        devlink.GetEswitch(Handle).ShouldBeOfType<DevlinkReading<Eswitch>.NoDevlink>();
        devlink.SetEswitchMode(Handle, EswitchMode.Switchdev).ShouldBeOfType<NetlinkOutcome.Unsupported>();
    }

    [Fact]
    public void A_device_without_devlink_is_a_value()
    {
        using var devlink = new DevlinkClient(_kernel);
        var other = new DevlinkHandle("pci", "0000:02:00.0");
        devlink.GetEswitch(other).ShouldBeOfType<DevlinkReading<Eswitch>.NoDevlink>();
        devlink.GetDescription(other).ValueOrNull.ShouldBeNull();
        devlink.SetEswitchMode(other, EswitchMode.Switchdev).ShouldBeOfType<NetlinkOutcome.Unsupported>().KernelText.ShouldBe("no devlink for this device");
    }

    [Fact]
    public void A_driver_without_an_eswitch_is_a_value()
    {
        _device.Mode = null;
        using var devlink = new DevlinkClient(_kernel);
        devlink.GetEswitch(Handle).ShouldBeOfType<DevlinkReading<Eswitch>.Unsupported>();
    }

    [Fact]
    public void Driver_serial_number_and_versions_are_read()
    {
        using var devlink = new DevlinkClient(_kernel);
        devlink.GetDevices().ShouldBe([Handle]);
        var description = devlink.GetDescription(Handle).ValueOrNull.ShouldNotBeNull();
        (description.Driver, description.SerialNumber).ShouldBe(("mlx5_core", "MT1"));
        description.Running.ShouldBe([new DevlinkVersion("fw.version", "16.35.1012")]);
    }

    [Fact]
    public void A_parameter_is_read_by_its_name_and_an_unknown_name_is_a_value()
    {
        _device.Parameters["flow_steering_mode"] = "dmfs";
        using var devlink = new DevlinkClient(_kernel);

        var parameter = devlink.GetParameter(Handle, "flow_steering_mode").ValueOrNull.ShouldNotBeNull();
        parameter.Name.ShouldBe("flow_steering_mode");
        parameter.Values[DevlinkParameterMode.Runtime].ShouldBe("dmfs");
        devlink.GetParameter(Handle, "nothing").ShouldBeOfType<DevlinkReading<DevlinkParameter>.Unsupported>();
        devlink.GetParameter(new DevlinkHandle("pci", "0000:02:00.0"), "nothing").ShouldBeOfType<DevlinkReading<DevlinkParameter>.NoDevlink>();
    }

    [Fact]
    public void Switchdev_mode_gives_each_VF_a_representor_by_ports_and_by_links_alike()
    {
        _device.Pf.Vfs[2].Mac = MacAddress.Parse("02:00:00:00:00:22");
        using var devlink = new DevlinkClient(_kernel);
        using var route = new RouteClient(_kernel);
        devlink.SetEswitchMode(Handle, EswitchMode.Switchdev, EswitchInlineMode.Transport).IsApplied.ShouldBeTrue();
        devlink.GetEswitch(Handle).ValueOrNull.ShouldBe(new Eswitch(EswitchMode.Switchdev, EswitchInlineMode.Transport, null));

        var ports = devlink.GetPorts(Handle);
        ports.Count.ShouldBe(4);
        ports[3].FunctionAddress.ShouldNotBeNull().Mac.ShouldBe(MacAddress.Parse("02:00:00:00:00:22"));
        var byPorts = Representors.Of(ports);
        byPorts.Select(r => r.VfIndex).ShouldBe([0, 1, 2]);
        byPorts[1].LinkName.ShouldBe("ens1f0pf0vf1");
        Representors.Of(route.GetLinks(), route.GetLink("ens1f0")!).ShouldBe(byPorts);
    }

    [Fact]
    public void A_refused_mode_carries_the_kernels_words_and_a_remedy()
    {
        (_device.ModeError, _device.ModeErrorText) = (ErrorNumber.EBUSY, "Can't change mode while VFs are bound");
        using var devlink = new DevlinkClient(_kernel);
        var refused = devlink.SetEswitchMode(Handle, EswitchMode.Switchdev).ShouldBeOfType<NetlinkOutcome.Refused>();
        refused.KernelText.ShouldBe("Can't change mode while VFs are bound");
        refused.Hint.ShouldContain("unbind");
    }

    [Theory]
    [InlineData("p0", "pf0vf3", 3)]
    [InlineData("p0", "c0pf0vf3", 3)]
    [InlineData("pf1", "pf1vf12", 12)]
    [InlineData(null, "7", 7)]
    [InlineData("p0", "7", 7)]
    [InlineData("p1", "pf0vf3", 3)]
    [InlineData("p0", "c1pf0vf3", null)]
    [InlineData("p0", "pf0vf", null)]
    [InlineData("p0", "pf0vf3x", null)]
    [InlineData("p0", "pf0vf123456", null)]
    [InlineData("p0", "pf0sf3", null)]
    [InlineData("p0", "p0", null)]
    [InlineData("p0", "", null)]
    [InlineData("p0", null, null)]
    public void Representors_are_told_by_their_port_names(string? uplink, string? port, int? vf)
    {
        var pf = Named(1, uplink);
        Representors.Of([pf, Named(2, port), Named(3, "pf0vf0") with { PhysSwitchId = "bb" }], pf)
            .Select(r => (int?)r.VfIndex).SingleOrDefault().ShouldBe(vf);
    }

    [Fact]
    public void PFs_that_share_a_switch_each_have_their_own_representors()
    {
        Link[] links = [Named(1, "p0"), Named(2, "p1"), Named(3, "pf0vf0"), Named(4, "pf1vf0"), Named(5, "pf1vf1")];
        Representors.Of(links, links[0]).Select(r => r.LinkIndex).ShouldBe([3]);
        Representors.Of(links, links[1]).Select(r => r.LinkIndex).ShouldBe([4, 5]);
    }

    [Fact]
    public void A_PF_without_a_switch_id_has_no_representors()
    {
        var pf = Named(1, "p0") with { PhysSwitchId = null };
        Representors.Of([pf, Named(2, "pf0vf0") with { PhysSwitchId = null }], pf).ShouldBeEmpty();
    }

    [Fact]
    public void Damaged_devlink_messages_are_read_or_called_malformed_but_never_read_out_of_range()
    {
        using (var devlink = new DevlinkClient(_kernel))
        {
            devlink.SetEswitchMode(Handle, EswitchMode.Switchdev).IsApplied.ShouldBeTrue();
        }

        var request = new NetlinkMessage(0x15, MessageFlags.Dump, 1, 0, [DevlinkCommand.PortGet, 1, 0, 0]);
        var good = FakeGeneric.Handle(_kernel, request)[1];
        var random = new Random(5);
        var (read, malformed) = (0, 0);
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var flips = random.Next(1, 5); flips > 0; flips--)
            {
                bytes[random.Next(20, bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                var message = new NetlinkMessage(0x15, 0, 1, 0, bytes.AsSpan(16, random.Next(0, bytes.Length - 15)));
                DevlinkParser.Port(message);
                DevlinkParser.Description(message);
                read++;
            }
            catch (MalformedNetlinkException)
            {
                malformed++;
            }
        }

        read.ShouldBeGreaterThan(1000);
        malformed.ShouldBeGreaterThan(1000);
    }

    private static Link Named(int index, string? portName) => new()
    {
        Index = index,
        Name = $"eth{index}",
        HardwareType = 1,
        Flags = LinkFlags.Up,
        PhysPortName = portName,
        PhysSwitchId = "aa",
    };
}
