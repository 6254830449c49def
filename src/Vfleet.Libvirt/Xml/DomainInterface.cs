using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>An <c>interface</c> of a domain, as far as we use it; what is not here is kept when it is written over an existing one.</summary>
/// <param name="Source">What it is connected to.</param>
public sealed record DomainInterface(InterfaceSource Source)
{
    /// <summary>The start that libvirt demands of an alias chosen by the user.</summary>
    public const string UserAliasPrefix = "ua-";

    /// <summary>Its MAC address; null lets libvirt choose.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>VLAN that the host adds and takes away.</summary>
    public VlanSetting? Vlan { get; init; }

    /// <summary>What the switch is told.</summary>
    public VirtualPort? VirtualPort { get; init; }

    /// <summary>Name of the tap or macvtap on the host.</summary>
    public string? Target { get; init; }

    /// <summary>Emulated model, for example <c>virtio</c>; none for a PCI function.</summary>
    public string? Model { get; init; }

    /// <summary>Its part in a pair.</summary>
    public Teaming? Teaming { get; init; }

    /// <summary>Whether the guest is to see a link; null means up.</summary>
    public bool? LinkUp { get; init; }

    /// <summary>Its alias: the key in events and in detaching.</summary>
    public string? Alias { get; init; }

    /// <summary>Where the guest sees it.</summary>
    public PciAddress? GuestAddress { get; init; }

    /// <summary>The host's PCI function that it occupies, if it does.</summary>
    public PciAddress? Function => (Source as FunctionSource)?.Address;

    /// <summary>Reads an <c>interface</c> document.</summary>
    /// <param name="xml">The document.</param>
    /// <returns>The interface.</returns>
    /// <exception cref="LibvirtXmlException">It is not such a document.</exception>
    public static DomainInterface Parse(string xml) => InterfaceReader.Read(XmlText.Parse(xml, "interface"));

    /// <summary>Writes an <c>interface</c> document in libvirt's own form.</summary>
    /// <returns>The document.</returns>
    public string ToXml() => XmlText.Print(InterfaceWriter.Write(this));
}
