using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Reads <c>interface</c> elements of every type.</summary>
internal static class InterfaceReader
{
    internal static DomainInterface Read(XElement element) => new(ReadSource(element))
    {
        Mac = element.Mac(),
        Vlan = VlanSetting.Read(element),
        VirtualPort = VirtualPort.Read(element),
        Target = element.Element("target")?.Value("dev"),
        Model = element.Element("model")?.Value("type"),
        Teaming = Teaming.Read(element),
        LinkUp = ReadLink(element),
        Alias = element.Element("alias")?.Value("name"),
        GuestAddress = PciAddressXml.ReadTyped(element.Element("address")),
    };

    private static InterfaceSource ReadSource(XElement element)
    {
        var type = element.RequiredValue("type");
        return type switch
        {
            "hostdev" => ReadFunction(element),
            "network" => new NetworkSource(
                Source(element).RequiredValue("network"), Source(element).Value("portgroup"), Source(element).Value("portid")),
            "bridge" => new BridgeSource(Source(element).RequiredValue("bridge")),
            "direct" => new DirectSource(Source(element).RequiredValue("dev"), Source(element).Value("mode") ?? "vepa"),
            "vdpa" => new VdpaSource(Source(element).RequiredValue("dev")),
            _ => new OtherSource(type),
        };
    }

    private static FunctionSource ReadFunction(XElement element)
    {
        var source = Source(element);
        var address = source.Element("address") ?? throw new LibvirtXmlException($"{source.Place()}/address", "is missing");
        var pci = PciAddressXml.ReadTyped(address)
            ?? throw new LibvirtXmlException($"{address.Place()}/@type", $"'{address.Value("type")}' is not pci");
        var driver = element.Element("driver");
        return new(pci, element.YesNo("managed") ?? false, driver?.Value("name"), driver?.Value("model"));
    }

    private static XElement Source(XElement element) =>
        element.Element("source") ?? throw new LibvirtXmlException($"{element.Place()}/source", "is missing");

    private static bool? ReadLink(XElement element) => element.Element("link")?.Value("state") switch
    {
        null => null,
        "up" => true,
        "down" => false,
        var other => throw new LibvirtXmlException($"{element.Place()}/link/@state", $"'{other}' is neither up nor down"),
    };
}
