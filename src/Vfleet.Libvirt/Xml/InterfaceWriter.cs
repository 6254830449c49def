using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Writes <c>interface</c> elements in libvirt's own form (libvirt <c>src/conf/domain_conf.c</c>, virDomainNetDefFormat).</summary>
internal static class InterfaceWriter
{
    // The assignment driver of a PCI function stands before its source, the back end of any other interface after its model.
    private static readonly ChildOrder FunctionOrder = new(
        "mac", "driver", "source", "vlan", "virtualport", "bandwidth", "target", "guest", "model", "filterref", "teaming", "link", "mtu", "boot",
        "rom", "alias", "address");

    private static readonly ChildOrder OtherOrder = new(
        "mac", "source", "vlan", "virtualport", "bandwidth", "target", "guest", "model", "driver", "filterref", "teaming", "link", "mtu", "boot",
        "rom", "alias", "address");

    internal static XElement Write(DomainInterface wanted)
    {
        var element = new XElement("interface");
        Apply(element, wanted);
        return element;
    }

    /// <summary>Makes an element say what is wanted, keeping whatever else it says.</summary>
    internal static void Apply(XElement element, DomainInterface wanted)
    {
        var order = wanted.Source is FunctionSource ? FunctionOrder : OtherOrder;
        ApplySource(element, wanted.Source, order);
        order.SetAttribute(element, "mac", "address", wanted.Mac?.ToString());
        order.Set(element, "vlan", wanted.Vlan?.Write());
        order.Set(element, "virtualport", wanted.VirtualPort?.Write());
        order.SetAttribute(element, "target", "dev", wanted.Target);
        order.SetAttribute(element, "model", "type", wanted.Model);
        order.Set(element, "teaming", wanted.Teaming?.Write());
        order.SetAttribute(element, "link", "state", wanted.LinkUp switch
        {
            null => null,
            true => "up",
            false => "down",
        });
        order.SetAttribute(element, "alias", "name", wanted.Alias);
        order.Set(element, "address", wanted.GuestAddress is { } address ? PciAddressXml.Write(address, typed: true) : Unmodelled(element));
    }

    // A guest address that is not PCI (ccw, virtio-mmio) is not ours to remove.
    private static XElement? Unmodelled(XElement element) =>
        element.Element("address") is { } other && PciAddressXml.ReadTyped(other) is null ? new XElement(other) : null;

    private static void ApplySource(XElement element, InterfaceSource source, ChildOrder order)
    {
        var before = element.Value("type");
        var type = TypeOf(source);
        if (!string.Equals(before, type, StringComparison.Ordinal))
        {
            element.Element("source")?.Remove();
            element.Element("driver")?.Remove();
        }

        element.SetAttributeValue("type", type);
        element.SetAttributeValue("managed", (source as FunctionSource)?.Managed switch
        {
            null => null,
            true => "yes",
            false => "no",
        });
        switch (source)
        {
            case FunctionSource function:
                order.SetAttribute(element, "driver", "name", function.Driver);
                order.SetAttribute(element, "driver", "model", function.DriverModel);
                order.Set(element, "source", new XElement("source", PciAddressXml.Write(function.Address, typed: true)));
                break;
            case NetworkSource network:
                order.SetAttribute(element, "source", "network", network.Network);
                order.SetAttribute(element, "source", "portgroup", network.PortGroup);
                order.SetAttribute(element, "source", "portid", network.PortId);
                break;
            case BridgeSource bridge:
                order.SetAttribute(element, "source", "bridge", bridge.Bridge);
                break;
            case DirectSource direct:
                order.SetAttribute(element, "source", "dev", direct.Device);
                order.SetAttribute(element, "source", "mode", direct.Mode);
                break;
            case VdpaSource vdpa:
                order.SetAttribute(element, "source", "dev", vdpa.Device);
                break;
        }
    }

    private static string TypeOf(InterfaceSource source) => source switch
    {
        FunctionSource => "hostdev",
        NetworkSource => "network",
        BridgeSource => "bridge",
        DirectSource => "direct",
        VdpaSource => "vdpa",
        OtherSource other => other.Type,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
