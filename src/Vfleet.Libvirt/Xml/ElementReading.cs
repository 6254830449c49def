using System.Xml.Linq;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>Reads values of elements and attributes, with the place in every error.</summary>
internal static class ElementReading
{
    internal static string? Value(this XElement element, string attribute) => element.Attribute(attribute)?.Value;

    internal static string RequiredValue(this XElement element, string attribute) =>
        element.Value(attribute) ?? throw new LibvirtXmlException($"{element.Place()}/@{attribute}", "is missing");

    internal static string? Text(this XElement element, string child) => element.Element(child)?.Value;

    internal static string RequiredText(this XElement element, string child) =>
        element.Text(child) is { Length: > 0 } text ? text : throw new LibvirtXmlException($"{element.Place()}/{child}", "is missing or empty");

    /// <summary>The path of an element within its document, for errors.</summary>
    internal static string Place(this XElement element) =>
        string.Join('/', element.AncestorsAndSelf().Reverse().Select(static one => one.Name.LocalName));

    /// <summary>yes or no, as libvirt's booleans are.</summary>
    internal static bool? YesNo(this XElement element, string attribute) => element.Value(attribute) switch
    {
        null => null,
        "yes" => true,
        "no" => false,
        var other => throw new LibvirtXmlException($"{element.Place()}/@{attribute}", $"'{other}' is neither yes nor no"),
    };

    internal static MacAddress? Mac(this XElement element)
    {
        var mac = element.Element("mac");
        if (mac is null)
        {
            return null;
        }

        var text = mac.RequiredValue("address");
        return MacAddress.TryParse(text, out var address)
            ? address
            : throw new LibvirtXmlException($"{mac.Place()}/@address", $"'{text}' is not a MAC address");
    }

    /// <summary>A UUID with or without hyphens (libvirt <c>src/util/viruuid.c</c> passes over them).</summary>
    internal static Guid? Uuid(this XElement element, string child) => element.Text(child) switch
    {
        null => null,
        var text => Guid.TryParse(text, out var uuid)
            ? uuid
            : throw new LibvirtXmlException($"{element.Place()}/{child}", $"'{text}' is not a UUID"),
    };

    internal static uint DecimalText(this XElement element, string child, uint most)
    {
        var text = element.RequiredText(child);
        return LibvirtNumber.TryReadDecimal(text, out var value) && value <= most
            ? value
            : throw new LibvirtXmlException($"{element.Place()}/{child}", $"'{text}' is not a decimal number from 0 to {most}");
    }
}
