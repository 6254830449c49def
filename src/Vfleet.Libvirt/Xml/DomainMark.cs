using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Our element in a domain's metadata: that we made it, and of what.</summary>
/// <param name="Id">The VM that the domain was made of.</param>
/// <param name="Maker">Which program made it.</param>
public sealed record DomainMark(Guid Id, string Maker)
{
    /// <summary>The XML namespace of the element.</summary>
    public const string NamespaceUri = "urn:vfleet:guest:1";

    private static readonly XNamespace s_namespace = NamespaceUri;

    internal static DomainMark? Read(XElement domain) =>
        domain.Element("metadata")?.Element(s_namespace + "guest") is { } mark && Guid.TryParse(mark.Value("id"), out var id)
            ? new DomainMark(id, mark.Value("maker") ?? "")
            : null;

    internal XElement Write() => new(
        "metadata",
        new XElement(
            s_namespace + "guest",
            new XAttribute(XNamespace.Xmlns + "vfleet", NamespaceUri),
            new XAttribute("id", Id.ToString("D")),
            new XAttribute("maker", Maker)));
}
