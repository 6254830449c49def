using Vfleet.Libvirt.Xml;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Tests.Xml;

public sealed class NodeDeviceTests
{
    [Fact]
    public void Texts_are_decimal_and_addresses_hexadecimal()
    {
        var device = NodeDevice.Parse(Samples.PhysicalFunctionDevice);
        device.Driver.ShouldBe("igb");
        var pci = device.Capability.ShouldBeOfType<PciCapability>();
        pci.Address.ShouldBe(PciAddress.Parse("0000:10:00.0"));
        pci.Vendor.ShouldBe(new PciName(0x8086, "Intel Corporation"));
        pci.Product.Id.ShouldBe((ushort)0x10c9);
        pci.ClassCode.ShouldBe(0x020000u);
        pci.IommuGroup.ShouldBe(new IommuGroup(12, [PciAddress.Parse("0000:10:00.0")]));
        pci.NumaNode.ShouldBe(1);
        pci.PhysicalFunction.ShouldBeNull();
        pci.VirtualFunctions.ShouldBe(new VirtualFunctions(7, [PciAddress.Parse("0000:10:10.0"), PciAddress.Parse("0000:10:10.2")]));
    }

    [Fact]
    public void A_VF_names_its_PF()
    {
        var pci = NodeDevice.Parse(Samples.VirtualFunctionDevice).Capability.ShouldBeOfType<PciCapability>();
        pci.Address.ShouldBe(PciAddress.Parse("0000:10:10.2"));
        pci.PhysicalFunction.ShouldBe(PciAddress.Parse("0000:10:00.0"));
        pci.VirtualFunctions.ShouldBeNull();
        pci.IommuGroup.ShouldBeNull();
    }

    [Fact]
    public void An_interface_says_its_link() => NodeDevice.Parse(Samples.NetDevice).Capability
        .ShouldBe(new NetCapability("eth2", MacAddress.Parse("52:54:00:00:00:01"), "up", 1000));

    [Theory]
    [InlineData("0000:01:10.2", "pci_0000_01_10_2")]
    [InlineData("10000:e1:00.0", "pci_10000_e1_00_0")]
    public void Names_follow_the_address(string address, string name) => NodeDevice.NameOf(PciAddress.Parse(address)).ShouldBe(name);
}
