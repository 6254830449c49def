using System.Collections.Immutable;
using System.Xml.Linq;
using Vfleet.Lab.Guests;
using Vfleet.Primitives;

namespace Vfleet.Lab.Tests.Guests;

public sealed class GuestDomainXmlTests
{
    [Fact]
    public void Devices_and_spare_ports_and_addresses_are_in_the_definition()
    {
        var options = new LabGuestOptions("vm1")
        {
            Devices = ["<interface type='network'><source network='red'/></interface>"],
            Address = "10.0.0.2/24",
            Addresses = ImmutableDictionary<MacAddress, string>.Empty.Add(MacAddress.Parse("02:00:00:00:00:01"), "10.1.0.2/24"),
        };

        var domain = XElement.Parse(GuestDomainXml.Write(options, "qemu"));

        domain.Descendants("controller").Count(controller => (string?)controller.Attribute("model") == "pcie-root-port").ShouldBe(5);
        domain.Element("devices")!.Elements("interface").Count().ShouldBe(1);
        ((string)domain.Element("os")!.Element("cmdline")!).ShouldEndWith("vfleet.ip=10.0.0.2/24 vfleet.ip.02-00-00-00-00-01=10.1.0.2/24");
        domain.Element("cpu").ShouldBeNull();
    }

    [Fact]
    public void A_device_that_is_not_XML_is_refused() =>
        Should.Throw<System.Xml.XmlException>(() => GuestDomainXml.Write(new LabGuestOptions("vm1") { Devices = ["<interface>"] }, "kvm"));
}
