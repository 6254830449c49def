using System.Xml.Linq;
using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Xml;

public sealed class DomainDocumentTests
{
    private static readonly DomainDocument Web = DomainDocument.Parse(Samples.RunningDomain);

    [Fact]
    public void Facts_of_a_domain_are_read()
    {
        Web.Name.ShouldBe("web");
        Web.Uuid.ShouldBe(Guid.Parse("6f2b6a1e-8f0c-4f4b-9d0a-0d6f3f1f2a11"));
        Web.Id.ShouldBe(7);
        Web.MemoryKiB.ShouldBe(192UL * 1024);
    }

    [Theory]
    [InlineData("<memory>1024</memory>", 1024)]
    [InlineData("<memory unit='b'>1025</memory>", 2)]
    [InlineData("<memory unit='KB'>1024</memory>", 1000)]
    [InlineData("<memory unit='GiB'>2</memory>", 2 * 1024 * 1024)]
    [InlineData("<memory unit='g'>1</memory>", 1024 * 1024)]
    public void Memory_is_read_in_its_unit(string memory, long kib) =>
        DomainDocument.Parse($"<domain><name>d</name>{memory}</domain>").MemoryKiB.ShouldBe((ulong)kib);

    [Fact]
    public void Interfaces_are_read_with_all_we_use()
    {
        Web.Interfaces.Length.ShouldBe(2);
        Web.Interfaces[0].ShouldBe(new DomainInterface(new FunctionSource(PciAddress.Parse("0000:01:10.2"), Managed: true))
        {
            Mac = MacAddress.Parse("52:54:00:aa:bb:cc"),
            Vlan = VlanSetting.Single(100),
            Teaming = new TransientTeaming("ua-stby0"),
            Alias = "ua-vf0",
            GuestAddress = PciAddress.Parse("0000:01:00.0"),
        });
        Web.InterfaceOf("ua-stby0")!.Source.ShouldBe(new BridgeSource("br0"));
    }

    [Fact]
    public void Only_PCI_host_devices_are_host_devices() => Web.HostDevices.ShouldHaveSingleItem().Address.ShouldBe(PciAddress.Parse("0000:01:10.4"));

    [Fact]
    public void A_root_port_with_nothing_in_it_is_free() => Web.FreeHotPlugPorts.ShouldBe([3]);

    [Fact]
    public void A_function_is_used_by_interface_or_by_host_device()
    {
        Web.Uses(PciAddress.Parse("0000:01:10.2")).ShouldBeTrue();
        Web.Uses(PciAddress.Parse("0000:01:10.4")).ShouldBeTrue();
        Web.Uses(PciAddress.Parse("0000:01:10.0")).ShouldBeFalse();
    }

    [Fact]
    public void A_change_of_one_interface_leaves_everything_else_untouched()
    {
        var changed = Web.WithChangedInterface("ua-stby0", static one => one with { LinkUp = false });
        var expected = XElement.Parse(Samples.RunningDomain);
        expected.Element("devices")!.Elements("interface").Last().Element("teaming")!.AddAfterSelf(XElement.Parse("<link state='down'/>"));
        XNode.DeepEquals(XElement.Parse(changed.ToXml()), expected).ShouldBeTrue(changed.ToXml());
    }

    [Fact]
    public void What_is_not_changed_reads_back_the_same() =>
        XNode.DeepEquals(XElement.Parse(Web.ToXml()), XElement.Parse(Samples.RunningDomain)).ShouldBeTrue();

    [Fact]
    public void A_device_is_removed_by_its_alias()
    {
        var without = Web.WithoutDevice("ua-plain");
        without.HostDevices.ShouldBeEmpty();
        without.Interfaces.ShouldBe(Web.Interfaces);
        Web.HostDevices.Length.ShouldBe(1, "documents do not change");
    }

    [Fact]
    public void Added_devices_stand_with_their_kind()
    {
        var added = Web.WithInterface(new DomainInterface(new BridgeSource("br1"))).WithHostDevice(new(PciAddress.Parse("0000:01:11.0"), Managed: true));
        added.Interfaces.Length.ShouldBe(3);
        added.HostDevices.Length.ShouldBe(2);
        XElement.Parse(added.ToXml()).Element("devices")!.Elements("interface").Last().ElementsAfterSelf("interface").ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_alias_is_a_callers_mistake() =>
        Should.Throw<ArgumentException>(static () => Web.WithChangedInterface("ua-nobody", static one => one));

    [Fact]
    public void An_error_names_its_place()
    {
        var failure = Should.Throw<LibvirtXmlException>(
            static () => DomainInterface.Parse("<interface type='user'><vlan><tag id='4096'/></vlan></interface>"));
        failure.Place.ShouldBe("interface/vlan/tag/@id");
        failure.Message.ShouldContain("4096");
    }
}
