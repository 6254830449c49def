using System.Xml.Linq;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>A <c>networkport</c> document: one connection of a domain to a network (libvirt <c>docs/formatnetworkport.rst</c>).</summary>
/// <param name="Uuid">UUID of the port.</param>
/// <param name="OwnerUuid">UUID of the domain.</param>
/// <param name="OwnerName">Name of the domain.</param>
/// <param name="Mac">MAC of the interface.</param>
/// <param name="Group">Port group, or null.</param>
/// <param name="Plug">What it is connected to.</param>
public sealed record NetworkPort(Guid? Uuid, Guid? OwnerUuid, string OwnerName, MacAddress? Mac, string? Group, PortPlug Plug)
{
    /// <summary>VLAN of the port.</summary>
    public VlanSetting? Vlan { get; init; }

    /// <summary>Reads a <c>networkport</c> document.</summary>
    /// <param name="xml">The document.</param>
    /// <returns>The port.</returns>
    /// <exception cref="LibvirtXmlException">It is not such a document.</exception>
    public static NetworkPort Parse(string xml)
    {
        var root = XmlText.Parse(xml, "networkport");
        var owner = root.Element("owner") ?? throw new LibvirtXmlException("networkport/owner", "is missing");
        return new(root.Uuid("uuid"), owner.Uuid("uuid"), owner.RequiredText("name"), root.Mac(), root.Text("group"), ReadPlug(root))
        {
            Vlan = VlanSetting.Read(root),
        };
    }

    private static PortPlug ReadPlug(XElement root)
    {
        // A port without a plug is on an isolated network.
        if (root.Element("plug") is not { } plug)
        {
            return new OtherPlug("none");
        }

        var type = plug.RequiredValue("type");
        switch (type)
        {
            case "hostdev-pci":
                var address = plug.Element("address") ?? throw new LibvirtXmlException($"{plug.Place()}/address", "is missing");
                return new FunctionPlug(PciAddressXml.Read(address), plug.YesNo("managed") ?? false);
            case "direct":
                return new DirectPlug(plug.RequiredValue("dev"), plug.Value("mode") ?? "vepa");
            case "bridge" or "network":
                return new BridgePlug(plug.RequiredValue("bridge"));
            default:
                return new OtherPlug(type);
        }
    }
}

/// <summary>What a port is connected to.</summary>
public abstract record PortPlug
{
    private protected PortPlug()
    {
    }
}

/// <summary>A PCI function.</summary>
/// <param name="Function">Its address.</param>
/// <param name="Managed">Whether libvirt binds it.</param>
public sealed record FunctionPlug(PciAddress Function, bool Managed) : PortPlug;

/// <summary>A macvtap.</summary>
/// <param name="Device">The interface below.</param>
/// <param name="Mode">Its mode.</param>
public sealed record DirectPlug(string Device, string Mode) : PortPlug;

/// <summary>A bridge.</summary>
/// <param name="Bridge">Its name.</param>
public sealed record BridgePlug(string Bridge) : PortPlug;

/// <summary>A kind not known here, or none.</summary>
/// <param name="Type">Its type as written.</param>
public sealed record OtherPlug(string Type) : PortPlug;
