using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Xml;

public sealed class NetworkDocumentTests
{
    [Fact]
    public void A_running_pool_shows_its_PF_and_its_functions()
    {
        var pool = NetworkDefinition.Parse(Samples.Pool);
        pool.Name.ShouldBe("pool");
        pool.Connections.ShouldBe(2);
        pool.Forward.ShouldBe(new NetworkForward(NetworkForward.HostDeviceMode)
        {
            Managed = true,
            PhysicalFunction = "eth2",
            Functions = [PciAddress.Parse("0000:01:10.0"), PciAddress.Parse("0000:01:10.2")],
        });
        pool.PortGroups.ShouldBe([new PortGroup("blue", IsDefault: true, VlanSetting.Single(42))]);
    }

    [Fact]
    public void A_second_PF_is_refused() => Should.Throw<LibvirtXmlException>(
        static () => NetworkDefinition.Parse("<network><name>n</name><forward mode='hostdev'><pf dev='a'/><pf dev='b'/></forward></network>"));

    [Fact]
    public void Forwarding_without_a_mode_is_nat() =>
        NetworkDefinition.Parse("<network><name>n</name><forward/></network>").Forward!.Mode.ShouldBe("nat");

    [Fact]
    public void A_port_says_who_has_which_function()
    {
        var port = NetworkPort.Parse(Samples.Port);
        port.OwnerName.ShouldBe("web");
        port.Group.ShouldBe("blue");
        port.Mac.ShouldBe(MacAddress.Parse("52:54:00:7b:35:93"));
        port.Vlan.ShouldBe(VlanSetting.Single(42));
        port.Plug.ShouldBe(new FunctionPlug(PciAddress.Parse("0000:01:10.2"), Managed: true));
    }

    [Theory]
    [InlineData("<plug type='direct' dev='eth0' mode='private'/>")]
    [InlineData("<plug type='bridge' bridge='br0'/>")]
    [InlineData("<plug type='network' bridge='virbr0'/>")]
    [InlineData("<plug type='user'/>")]
    [InlineData("")]
    public void Other_ports_are_read_too(string plug) =>
        NetworkPort.Parse($"<networkport><owner><name>o</name></owner>{plug}</networkport>").Plug.ShouldNotBeOfType<FunctionPlug>();
}
