using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>
/// Reads <c>device</c> elements. The texts of <c>domain</c>, <c>bus</c>, <c>slot</c> and <c>function</c> are decimal;
/// the attributes of <c>address</c> elements beside them are hexadecimal with their prefix.
/// </summary>
internal static class NodeDeviceReader
{
    internal static NodeDevice Read(XElement root) => new(
        root.RequiredText("name"),
        root.Text("path"),
        root.Text("parent"),
        root.Element("driver")?.Text("name"),
        root.Elements("capability").Select(ReadCapability).FirstOrDefault(static one => one is not null));

    private static NodeDeviceCapability? ReadCapability(XElement capability) => capability.RequiredValue("type") switch
    {
        "pci" => ReadPci(capability),
        "net" => ReadNet(capability),
        _ => null,
    };

    private static PciCapability ReadPci(XElement pci)
    {
        var address = new PciAddress(
            pci.DecimalText("domain", uint.MaxValue),
            (byte)pci.DecimalText("bus", 0xff),
            (byte)pci.DecimalText("slot", 0x1f),
            (byte)pci.DecimalText("function", 7));
        return new(address, ReadName(pci.Element("vendor")), ReadName(pci.Element("product")))
        {
            ClassCode = pci.Text("class") is { } text && LibvirtNumber.TryReadAnyBase(text, out var code) ? code : null,
            IommuGroup = pci.Element("iommuGroup") is { } group ? ReadGroup(group) : null,
            NumaNode = pci.Element("numa") is { } numa ? Number(numa, "node") : null,
            PhysicalFunction = Nested(pci, "phys_function")?.Element("address") is { } pf ? PciAddressXml.Read(pf) : null,
            VirtualFunctions = Nested(pci, "virt_functions") is { } vfs ? ReadVirtualFunctions(vfs) : null,
        };
    }

    private static NetCapability ReadNet(XElement net)
    {
        var link = net.Element("link");
        return new(
            net.RequiredText("interface"),
            MacAddress.TryParse(net.Text("address"), out var mac) ? mac : null,
            link?.Value("state"),
            int.TryParse(link?.Value("speed"), NumberStyles.None, CultureInfo.InvariantCulture, out var speed) ? speed : null);
    }

    private static XElement? Nested(XElement pci, string type) =>
        pci.Elements("capability").FirstOrDefault(one => string.Equals(one.Value("type"), type, StringComparison.Ordinal));

    private static IommuGroup ReadGroup(XElement group) => new(Number(group, "number"), Addresses(group));

    private static VirtualFunctions ReadVirtualFunctions(XElement vfs) =>
        new(vfs.Value("maxCount") is null ? null : Number(vfs, "maxCount"), Addresses(vfs));

    private static ImmutableArray<PciAddress> Addresses(XElement parent) => [.. parent.Elements("address").Select(PciAddressXml.Read)];

    private static PciName ReadName(XElement? element) => new(
        element?.Value("id") is { } id && LibvirtNumber.TryReadAnyBase(id, out var number) && number <= ushort.MaxValue ? (ushort)number : null,
        element?.Value ?? "");

    private static int Number(XElement element, string attribute)
    {
        var text = element.RequiredValue(attribute);
        return LibvirtNumber.TryReadDecimal(text, out var value) && value <= int.MaxValue
            ? (int)value
            : throw new LibvirtXmlException($"{element.Place()}/@{attribute}", $"'{text}' is not a decimal number");
    }
}
