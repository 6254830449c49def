using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Writes <c>network</c> elements in libvirt's own form (libvirt <c>src/conf/network_conf.c</c>, virNetworkDefFormatBuf).</summary>
internal static class NetworkWriter
{
    internal static XElement Write(NetworkDefinition network)
    {
        var root = new XElement("network");
        root.SetAttributeValue("connections", network.Connections);
        root.Add(new XElement("name", network.Name));
        root.Add(network.Uuid is { } uuid ? new XElement("uuid", uuid.ToString("D")) : null);
        root.Add(network.Forward is { } forward ? WriteForward(forward) : null);
        root.Add(network.Bridge is { } bridge ? new XElement("bridge", new XAttribute("name", bridge)) : null);
        root.Add(network.Vlan?.Write());
        root.Add(network.VirtualPort?.Write());
        root.Add(network.PortGroups.Select(WritePortGroup));
        return root;
    }

    private static XElement WriteForward(NetworkForward forward)
    {
        var element = new XElement("forward");
        element.SetAttributeValue("dev", forward.Device);
        element.SetAttributeValue("mode", forward.Mode);
        element.SetAttributeValue("managed", forward.Managed switch
        {
            null => null,
            true => "yes",
            false => "no",
        });
        if (forward.Driver is not null || forward.DriverModel is not null)
        {
            var driver = new XElement("driver");
            driver.SetAttributeValue("name", forward.Driver);
            driver.SetAttributeValue("model", forward.DriverModel);
            element.Add(driver);
        }

        element.Add(forward.PhysicalFunction is { } pf ? new XElement("pf", new XAttribute("dev", pf)) : null);
        element.Add(forward.Functions.Select(static address => PciAddressXml.Write(address, typed: true)));
        element.Add(forward.Interfaces.Select(static one => new XElement("interface", new XAttribute("dev", one))));
        return element;
    }

    private static XElement WritePortGroup(PortGroup group)
    {
        var element = new XElement("portgroup", new XAttribute("name", group.Name));
        element.SetAttributeValue("default", group.IsDefault ? "yes" : null);
        element.Add(group.Vlan?.Write());
        element.Add(group.VirtualPort?.Write());
        return element;
    }
}
