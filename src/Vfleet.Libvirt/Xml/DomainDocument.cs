using System.Collections.Immutable;
using System.Xml.Linq;
using Vfleet.Primitives;

namespace Vfleet.Libvirt.Xml;

/// <summary>
/// A <c>domain</c> document: the parts that we use are typed, all others are kept as they are. Immutable; a change
/// gives a new document.
/// </summary>
public sealed class DomainDocument
{
    private readonly XElement _root;

    private DomainDocument(XElement root)
    {
        _root = root;
        Name = root.RequiredText("name");
        Uuid = root.Uuid("uuid");
        Id = ReadId(root);
        MemoryKiB = MemoryAmount.Read(root);
        Cpus = LibvirtNumber.TryReadDecimal(root.Text("vcpu")?.Trim() ?? "1", out var cpus) && cpus <= int.MaxValue ? (int)cpus : null;
        Mark = DomainMark.Read(root);
        Nvram = root.Element("os")?.Element("nvram") is { } nvram ? nvram.Element("source")?.Value("file") ?? nvram.Value.Trim() : null;
        Interfaces = [.. Devices(root).Elements("interface").Select(InterfaceReader.Read)];
        HostDevices = [.. Devices(root).Elements("hostdev").Select(PciHostDevice.Read).OfType<PciHostDevice>()];
    }

    /// <summary>The domain's name.</summary>
    public string Name { get; }

    /// <summary>Its UUID, or null when libvirt is to choose.</summary>
    public Guid? Uuid { get; }

    /// <summary>Its run-time id; only in a running domain's document.</summary>
    public int? Id { get; }

    /// <summary>Memory at start, in KiB; null when it is not said.</summary>
    public ulong? MemoryKiB { get; }

    /// <summary>Its virtual processors; null when that is no number.</summary>
    public int? Cpus { get; }

    /// <summary>The file of its UEFI variables; null when it has none, or libvirt has not chosen one yet. Empty when it is no file.</summary>
    public string? Nvram { get; }

    /// <summary>Our mark, when we made it; null for a domain of others.</summary>
    public DomainMark? Mark { get; }

    /// <summary>Its network interfaces, in document order.</summary>
    public ImmutableArray<DomainInterface> Interfaces { get; }

    /// <summary>Its plain PCI host devices, in document order.</summary>
    public ImmutableArray<PciHostDevice> HostDevices { get; }

    /// <summary>
    /// The pcie-root-ports that nothing is plugged into, by their index: each takes one hot-plugged device. Only a
    /// running domain's document tells the truth: before the start libvirt may not have placed every device.
    /// </summary>
    public ImmutableArray<int> FreeHotPlugPorts => HotPlugPorts.Free(Devices(_root));

    /// <summary>Whether its machine is of PCI Express (q35, virt), where a hot-plugged device needs a port of its own.</summary>
    public bool HasPciExpress => Devices(_root).Elements("controller").Any(one => one.Value("type") is "pci" && one.Value("model") is "pcie-root");

    /// <summary>Whether it has an emulated IOMMU, with which each host device maps the guest's memory for itself.</summary>
    public bool HasIommu => Devices(_root).Element("iommu") is not null;

    /// <summary>Reads a document.</summary>
    /// <param name="xml">The document.</param>
    /// <returns>The domain.</returns>
    /// <exception cref="LibvirtXmlException">It is not a domain's document.</exception>
    public static DomainDocument Parse(string xml) => new(XmlText.Parse(xml, "domain"));

    /// <summary>The interface with an alias, or null.</summary>
    /// <param name="alias">The alias.</param>
    /// <returns>The interface.</returns>
    public DomainInterface? InterfaceOf(string alias) =>
        Interfaces.FirstOrDefault(one => string.Equals(one.Alias, alias, StringComparison.Ordinal));

    /// <summary>Adds an interface after the others.</summary>
    /// <param name="added">The interface.</param>
    /// <returns>The document with it.</returns>
    public DomainDocument WithInterface(DomainInterface added) => Changed(devices => AddAfterLast(devices, InterfaceWriter.Write(added)));

    /// <summary>Adds a plain PCI host device after the others.</summary>
    /// <param name="added">The device.</param>
    /// <returns>The document with it.</returns>
    public DomainDocument WithHostDevice(PciHostDevice added) => Changed(devices => AddAfterLast(devices, added.Write()));

    /// <summary>Changes the interface with an alias; what its element says beyond the typed parts stays.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="change">From what it is to what it is to be.</param>
    /// <returns>The changed document.</returns>
    /// <exception cref="ArgumentException">No interface has that alias.</exception>
    public DomainDocument WithChangedInterface(string alias, Func<DomainInterface, DomainInterface> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Changed(devices =>
        {
            var element = Device(devices, alias);
            if (element is null || element.Name != "interface")
            {
                throw new ArgumentException($"domain {Name} has no interface with the alias {alias}", nameof(alias));
            }

            InterfaceWriter.Apply(element, change(InterfaceReader.Read(element)));
        });
    }

    /// <summary>Removes the device, of whatever kind, with an alias; a document without it stays as it is.</summary>
    /// <param name="alias">The alias.</param>
    /// <returns>The document without it.</returns>
    public DomainDocument WithoutDevice(string alias) => Changed(devices => Device(devices, alias)?.Remove());

    /// <summary>The element of the device with an alias, as a document of its own: what libvirt wants for an update or a detach.</summary>
    /// <param name="alias">The alias.</param>
    /// <returns>The document, or null when no device has that alias.</returns>
    public string? DeviceXml(string alias) => Device(Devices(_root), alias) is { } element ? XmlText.Print(element) : null;

    /// <summary>Whether the domain uses a PCI function of the host.</summary>
    /// <param name="address">The function.</param>
    /// <returns>Whether an interface or a plain host device has it.</returns>
    public bool Uses(PciAddress address) => Interfaces.Any(one => one.Function == address) || HostDevices.Any(one => one.Address == address);

    /// <summary>Writes the document.</summary>
    /// <returns>The document.</returns>
    public string ToXml() => XmlText.Print(_root);

    private static XElement Devices(XElement root) => root.Element("devices") ?? new XElement("devices");

    private static XElement? Device(XElement devices, string alias) =>
        devices.Elements().FirstOrDefault(one => string.Equals(one.Element("alias")?.Value("name"), alias, StringComparison.Ordinal));

    private static void AddAfterLast(XElement devices, XElement added)
    {
        if (devices.Elements(added.Name).LastOrDefault() is { } last)
        {
            last.AddAfterSelf(added);
        }
        else
        {
            devices.Add(added);
        }
    }

    private static int? ReadId(XElement root) => root.Value("id") switch
    {
        null => null,
        var text when LibvirtNumber.TryReadDecimal(text, out var id) && id <= int.MaxValue => (int)id,
        var text => throw new LibvirtXmlException("domain/@id", $"'{text}' is not a decimal number"),
    };

    private DomainDocument Changed(Action<XElement> change)
    {
        var root = new XElement(_root);
        if (root.Element("devices") is null)
        {
            root.Add(new XElement("devices"));
        }

        change(root.Element("devices")!);
        return new(root);
    }
}
