using System.Collections.Immutable;
using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Which pcie-root-ports of a domain have nothing in them.</summary>
internal static class HotPlugPorts
{
    internal static ImmutableArray<int> Free(XElement devices)
    {
        // The bus of a guest's address is the index of the controller that the device sits on.
        var taken = devices.Elements()
            .Select(static device => PciAddressXml.ReadTyped(device.Element("address")))
            .Where(static address => address is not null)
            .Select(static address => (int)address!.Value.Bus)
            .ToHashSet();
        return
        [
            .. devices.Elements("controller")
                .Where(static one => one.Value("type") is "pci" && one.Value("model") is "pcie-root-port")
                .Select(Index)
                .Where(index => !taken.Contains(index))
                .Order(),
        ];
    }

    private static int Index(XElement controller)
    {
        var text = controller.RequiredValue("index");
        return LibvirtNumber.TryReadAnyBase(text, out var index) && index <= 0xff
            ? (int)index
            : throw new LibvirtXmlException($"{controller.Place()}/@index", $"'{text}' is not a number from 0 to 255");
    }
}
