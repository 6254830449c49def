using System.Collections.Immutable;
using System.Xml.Linq;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>Reads <c>network</c> elements.</summary>
internal static class NetworkReader
{
    internal static NetworkDefinition Read(XElement root) => new(root.RequiredText("name"))
    {
        Uuid = root.Uuid("uuid"),
        Connections = ReadConnections(root),
        Forward = root.Element("forward") is { } forward ? ReadForward(forward) : null,
        Bridge = root.Element("bridge")?.Value("name"),
        Vlan = VlanSetting.Read(root),
        VirtualPort = VirtualPort.Read(root),
        PortGroups = [.. root.Elements("portgroup").Select(ReadPortGroup)],
    };

    private static NetworkForward ReadForward(XElement forward)
    {
        ImmutableArray<string> functions = [.. forward.Elements("pf").Select(static pf => pf.RequiredValue("dev"))];
        if (functions.Length > 1)
        {
            throw new LibvirtXmlException($"{forward.Place()}/pf", "more than one PF; libvirt takes one per network");
        }

        // Mode is nat where it is not said (libvirt src/conf/network_conf.c).
        return new(forward.Value("mode") ?? "nat")
        {
            Managed = forward.YesNo("managed"),
            Device = forward.Value("dev"),
            Driver = forward.Element("driver")?.Value("name"),
            DriverModel = forward.Element("driver")?.Value("model"),
            PhysicalFunction = functions.FirstOrDefault(),
            Functions = [.. forward.Elements("address").Select(ReadFunction)],
            Interfaces = [.. forward.Elements("interface").Select(static one => one.RequiredValue("dev"))],
        };
    }

    private static PciAddress ReadFunction(XElement address) =>
        PciAddressXml.ReadTyped(address) ?? throw new LibvirtXmlException($"{address.Place()}/@type", $"'{address.Value("type")}' is not pci");

    private static PortGroup ReadPortGroup(XElement group) =>
        new(group.RequiredValue("name"), group.YesNo("default") ?? false, VlanSetting.Read(group), VirtualPort.Read(group));

    private static int? ReadConnections(XElement root) => root.Value("connections") switch
    {
        null => null,
        var text when LibvirtNumber.TryReadDecimal(text, out var count) && count <= int.MaxValue => (int)count,
        var text => throw new LibvirtXmlException("network/@connections", $"'{text}' is not a decimal number"),
    };
}
