using System.Xml.Linq;

namespace Vfleet.Lab.Guests;

/// <summary>Writes libvirt's domain XML of a guest (formatdomain.html of libvirt's documentation).</summary>
internal static class GuestDomainXml
{
    // Ports that libvirt fills with the devices of the XML come on top of the spare ones.
    private const int FirstPortIndex = 1;

    /// <summary>Where the guest's console is logged, in its host.</summary>
    public static string ConsoleLog(string guest) => $"/run/vfleet-lab/{guest}.console";

    /// <summary>Where its second serial port is, in its host; <c>lab-guest-run</c> speaks there.</summary>
    public static string CommandSocket(string guest) => $"/run/vfleet-lab/{guest}.sock";

    /// <summary>Writes the XML.</summary>
    /// <param name="options">The guest.</param>
    /// <param name="type">Domain type, <c>kvm</c> or <c>qemu</c>.</param>
    /// <returns>The XML.</returns>
    /// <exception cref="System.Xml.XmlException">One of the devices is not XML.</exception>
    public static string Write(LabGuestOptions options, string type)
    {
        var devices = options.Devices.Select(device => XElement.Parse(device)).ToList();
        var ports = Enumerable.Range(FirstPortIndex, options.SparePorts + devices.Count)
            .Select(index => Controller("pci", "pcie-root-port", index));
        return new XElement(
            "domain",
            new XAttribute("type", type),
            new XElement("name", options.Name),
            new XElement("memory", new XAttribute("unit", "MiB"), options.MemoryMiB),
            new XElement("vcpu", 1),
            new XElement(
                "os",
                new XElement("type", new XAttribute("arch", "x86_64"), new XAttribute("machine", "q35"), "hvm"),
                new XElement("kernel", GuestImage.Kernel),
                new XElement("initrd", GuestImage.Initrd),
                new XElement("cmdline", KernelArguments(options))),
            new XElement("features", new XElement("acpi"), new XElement("apic")),
            type is "kvm" ? new XElement("cpu", new XAttribute("mode", "host-passthrough")) : null,
            new XElement(
                "devices",
                new XElement("emulator", "/usr/bin/qemu-system-x86_64"),
                Controller("pci", "pcie-root", 0),
                ports,
                Controller("usb", "none", 0),
                new XElement(
                    "serial",
                    new XAttribute("type", "pty"),
                    new XElement("log", new XAttribute("file", ConsoleLog(options.Name)), new XAttribute("append", "off")),
                    new XElement("target", new XAttribute("port", 0))),
                new XElement(
                    "serial",
                    new XAttribute("type", "unix"),
                    new XElement("source", new XAttribute("mode", "bind"), new XAttribute("path", CommandSocket(options.Name))),
                    new XElement("target", new XAttribute("port", 1))),
                devices,
                new XElement("memballoon", new XAttribute("model", "none")))).ToString();
    }

    private static XElement Controller(string type, string model, int index) =>
        new("controller", new XAttribute("type", type), new XAttribute("index", index), new XAttribute("model", model));

    private static string KernelArguments(LabGuestOptions options) => string.Join(
        ' ',
        [
            "console=ttyS0 quiet loglevel=4 no_timer_check",
            .. options.Address is { } address ? [$"vfleet.ip={address}"] : Array.Empty<string>(),
            .. options.Addresses.OrderBy(entry => entry.Key)
                .Select(entry => $"vfleet.ip.{entry.Key.ToString().Replace(':', '-')}={entry.Value}"),
        ]);
}
