using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Xml;

public sealed class CanonicalFormTests
{
    [Fact]
    public void An_interface_on_a_function_has_libvirts_own_form()
    {
        var vf = new DomainInterface(new FunctionSource(PciAddress.Parse("0000:01:10.2"), Managed: false, DriverModel: "vfio-pci"))
        {
            Mac = MacAddress.Parse("52:54:00:aa:bb:cc"),
            Vlan = VlanSetting.Single(42),
            Teaming = new TransientTeaming("ua-stby0"),
            Alias = "ua-vf0",
        };
        vf.ToXml().ShouldBe("""
            <interface type='hostdev' managed='no'>
              <mac address='52:54:00:aa:bb:cc' />
              <driver name='vfio' model='vfio-pci' />
              <source>
                <address type='pci' domain='0x0000' bus='0x01' slot='0x10' function='0x2' />
              </source>
              <vlan>
                <tag id='42' />
              </vlan>
              <teaming type='transient' persistent='ua-stby0' />
              <alias name='ua-vf0' />
            </interface>
            """);
    }

    [Fact]
    public void A_plain_host_device_has_an_address_without_a_type() =>
        new PciHostDevice(PciAddress.Parse("10000:e1:00.3"), Managed: true).ToXml().ShouldContain("<address domain='0x10000' bus='0xe1' slot='0x00' function='0x3' />");

    [Fact]
    public void A_teaming_standby_is_a_virtio_interface()
    {
        var standby = new DomainInterface(new DirectSource("eth2", "bridge"))
        {
            Mac = MacAddress.Parse("52:54:00:aa:bb:cc"),
            Model = "virtio",
            Teaming = PersistentTeaming.Instance,
            Alias = "ua-stby0",
            LinkUp = false,
        };
        standby.ToXml().ShouldBe("""
            <interface type='direct'>
              <mac address='52:54:00:aa:bb:cc' />
              <source dev='eth2' mode='bridge' />
              <model type='virtio' />
              <teaming type='persistent' />
              <link state='down' />
              <alias name='ua-stby0' />
            </interface>
            """);
    }
}
