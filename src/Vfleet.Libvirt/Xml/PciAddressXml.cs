using System.Globalization;
using System.Xml.Linq;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>PCI addresses as attributes of an <c>address</c> element.</summary>
internal static class PciAddressXml
{
    /// <summary>Reads an address; a part that is missing is 0, as for libvirt.</summary>
    /// <exception cref="LibvirtXmlException">A part is no number or out of range.</exception>
    internal static PciAddress Read(XElement address) => new(
        Part(address, "domain", uint.MaxValue),
        (byte)Part(address, "bus", 0xff),
        (byte)Part(address, "slot", 0x1f),
        (byte)Part(address, "function", 7));

    /// <summary>The address of an element that is of type pci, or null.</summary>
    internal static PciAddress? ReadTyped(XElement? address) =>
        address is not null && string.Equals(address.Value("type"), "pci", StringComparison.Ordinal) ? Read(address) : null;

    /// <summary>Writes an address in libvirt's own form: <c>domain='0x0000' bus='0x01' slot='0x10' function='0x2'</c>.</summary>
    /// <param name="element">The <c>address</c> element to fill.</param>
    /// <param name="address">The address.</param>
    /// <param name="typed">Whether it says <c>type='pci'</c>: an interface's source does, a hostdev's source must not.</param>
    internal static void Fill(XElement element, PciAddress address, bool typed)
    {
        element.SetAttributeValue("type", typed ? "pci" : null);
        element.SetAttributeValue("domain", string.Create(CultureInfo.InvariantCulture, $"0x{address.Domain:x4}"));
        element.SetAttributeValue("bus", string.Create(CultureInfo.InvariantCulture, $"0x{address.Bus:x2}"));
        element.SetAttributeValue("slot", string.Create(CultureInfo.InvariantCulture, $"0x{address.Device:x2}"));
        element.SetAttributeValue("function", string.Create(CultureInfo.InvariantCulture, $"0x{address.Function:x}"));
    }

    /// <summary>A new <c>address</c> element.</summary>
    internal static XElement Write(PciAddress address, bool typed)
    {
        var element = new XElement("address");
        Fill(element, address, typed);
        return element;
    }

    private static uint Part(XElement address, string name, uint most)
    {
        var text = address.Value(name);
        if (text is null)
        {
            return 0;
        }

        return LibvirtNumber.TryReadAnyBase(text, out var value) && value <= most
            ? value
            : throw new LibvirtXmlException($"{address.Place()}/@{name}", $"'{text}' is not a number from 0 to {most} that libvirt reads");
    }
}
