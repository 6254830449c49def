using System.Xml.Linq;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>
/// A plain <c>hostdev</c> of type pci: a function handed over as it is. libvirt sets neither MAC nor VLAN of it.
/// </summary>
/// <param name="Address">The function's address on the host.</param>
/// <param name="Managed">Whether libvirt binds it to vfio and gives it back.</param>
public sealed record PciHostDevice(PciAddress Address, bool Managed)
{
    private static readonly ChildOrder Order = new("driver", "source", "teaming", "boot", "rom", "alias", "address");

    /// <summary>Name of the assignment driver, <c>vfio</c>; null leaves it to libvirt.</summary>
    public string? Driver { get; init; }

    /// <summary>Kernel driver to bind; null leaves it to libvirt.</summary>
    public string? DriverModel { get; init; }

    /// <summary>Its part in a pair: always the transient one.</summary>
    public TransientTeaming? Teaming { get; init; }

    /// <summary>Its alias: the key in events and in detaching.</summary>
    public string? Alias { get; init; }

    /// <summary>Where the guest sees it.</summary>
    public PciAddress? GuestAddress { get; init; }

    /// <summary>Reads a <c>hostdev</c> document of type pci.</summary>
    /// <param name="xml">The document.</param>
    /// <returns>The device.</returns>
    /// <exception cref="LibvirtXmlException">It is not such a document.</exception>
    public static PciHostDevice Parse(string xml)
    {
        var element = XmlText.Parse(xml, "hostdev");
        return Read(element) ?? throw new LibvirtXmlException("hostdev/@type", "is not pci");
    }

    /// <summary>Writes a <c>hostdev</c> document in libvirt's own form.</summary>
    /// <returns>The document.</returns>
    public string ToXml() => XmlText.Print(Write());

    /// <summary>Reads an element, or answers null when it is a device of another type.</summary>
    internal static PciHostDevice? Read(XElement element)
    {
        if (!string.Equals(element.Value("type"), "pci", StringComparison.Ordinal))
        {
            return null;
        }

        var address = element.Element("source")?.Element("address")
            ?? throw new LibvirtXmlException($"{element.Place()}/source/address", "is missing");
        return new(PciAddressXml.Read(address), element.YesNo("managed") ?? false)
        {
            Driver = element.Element("driver")?.Value("name"),
            DriverModel = element.Element("driver")?.Value("model"),
            Teaming = Xml.Teaming.Read(element) as TransientTeaming,
            Alias = element.Element("alias")?.Value("name"),
            GuestAddress = PciAddressXml.ReadTyped(element.Element("address")),
        };
    }

    internal XElement Write()
    {
        var element = new XElement(
            "hostdev",
            new XAttribute("mode", "subsystem"),
            new XAttribute("type", "pci"),
            new XAttribute("managed", Managed ? "yes" : "no"));
        Order.SetAttribute(element, "driver", "name", Driver);
        Order.SetAttribute(element, "driver", "model", DriverModel);
        Order.Set(element, "source", new XElement("source", PciAddressXml.Write(Address, typed: false)));
        Order.Set(element, "teaming", Teaming?.Write());
        Order.SetAttribute(element, "alias", "name", Alias);
        Order.Set(element, "address", GuestAddress is { } guest ? PciAddressXml.Write(guest, typed: true) : null);
        return element;
    }
}
