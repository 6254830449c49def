using System.Globalization;
using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Writes whole <c>domain</c> documents (libvirt <c>docs/formatdomain.rst</c>).</summary>
internal static class DomainWriter
{
    internal static XElement Write(DomainDefinition domain)
    {
        var hasFunctions = domain.Interfaces.Any(one => one.Function is not null);
        return new XElement(
            "domain",
            new XAttribute("type", domain.UsesKvm ? "kvm" : "qemu"),
            new XElement("name", domain.Name),
            new XElement("uuid", domain.Uuid.ToString("D")),
            domain.Mark?.Write(),
            new XElement("memory", new XAttribute("unit", "MiB"), domain.MemoryMiB),
            Processors(domain),
            domain.Numa is { } numa
                ? new XElement("numatune", new XElement("memory", new XAttribute("mode", "strict"), new XAttribute("nodeset", numa.Node)))
                : null,
            Start(domain),
            new XElement("features", new XElement("acpi"), new XElement("apic")),

            Cpu(domain),
            new XElement("clock", new XAttribute("offset", "utc")),
            new XElement("on_poweroff", "destroy"),
            new XElement("on_reboot", "restart"),
            new XElement("on_crash", "destroy"),
            new XElement(
                "devices",
                DiskWriter.Write(domain.Disks),
                Controllers(domain, hasFunctions),
                domain.Interfaces.Select(InterfaceWriter.Write),
                Console(domain.ConsoleLog),
                new XElement(
                    "channel",
                    new XAttribute("type", "unix"),
                    new XElement("target", new XAttribute("type", "virtio"), new XAttribute("name", "org.qemu.guest_agent.0"))),

                // A device that reads and writes all of the guest's memory pins it: there is nothing for a balloon to give back.
                new XElement("memballoon", new XAttribute("model", hasFunctions ? "none" : "virtio")),
                new XElement(
                    "rng",
                    new XAttribute("model", "virtio"),
                    new XElement("backend", new XAttribute("model", "random"), "/dev/urandom"))));
    }

    private static XElement Processors(DomainDefinition domain)
    {
        var element = new XElement("vcpu", new XAttribute("placement", "static"), domain.Cpus);
        element.SetAttributeValue("cpuset", domain.Numa?.Cpus);
        return element;
    }

    // Emulated processors have no pass-through; libvirt's default is what QEMU emulates.
    private static XElement? Cpu(DomainDefinition domain) => domain is { UsesKvm: false, Topology: null } ? null : new XElement(
        "cpu",
        domain.UsesKvm ? new XAttribute("mode", "host-passthrough") : null,
        domain.Topology is var (sockets, cores, threads)
            ? new XElement("topology", new XAttribute("sockets", sockets), new XAttribute("cores", cores), new XAttribute("threads", threads))
            : null);

    private static XElement Start(DomainDefinition domain)
    {
        var element = new XElement(
            "os",
            new XElement("type", new XAttribute("arch", "x86_64"), new XAttribute("machine", "q35"), "hvm"),
            domain.Kernel is { } kernel ? new XElement("kernel", kernel) : null,
            domain.Initrd is { } initrd ? new XElement("initrd", initrd) : null,
            domain.CommandLine is { } line ? new XElement("cmdline", line) : null,
            domain.Kernel is null ? new XElement("boot", new XAttribute("dev", "hd")) : null);
        if (domain.IsUefi)
        {
            // Without this libvirt may choose firmware that starts nothing but what Microsoft has signed.
            element.SetAttributeValue("firmware", "efi");
            element.Element("type")!.AddAfterSelf(
                new XElement("firmware", new XElement("feature", new XAttribute("enabled", "no"), new XAttribute("name", "secure-boot"))),
                domain.Nvram is { } nvram ? new XElement("nvram", nvram) : null);
        }

        return element;
    }

    private static IEnumerable<XElement> Controllers(DomainDefinition domain, bool hasFunctions)
    {
        var disks = domain.Disks.Count(disk => disk is { Bus: DomainDiskBus.Virtio, IsCd: false });
        var hasScsi = domain.Disks.Any(disk => disk.Bus == DomainDiskBus.Scsi);

        // Each in a port of its own: virtio disks, interfaces, the SCSI and serial controllers, the random numbers, the balloon.
        var own = disks + domain.Interfaces.Length + (hasScsi ? 1 : 0) + 2 + (hasFunctions ? 0 : 1);
        yield return Controller("pci", 0, "pcie-root");
        foreach (var index in Enumerable.Range(1, own + domain.SparePorts))
        {
            yield return Controller("pci", index, "pcie-root-port");
        }

        yield return Controller("usb", 0, "none");
        yield return Controller("virtio-serial", 0, null);
        if (hasScsi)
        {
            yield return Controller("scsi", 0, "virtio-scsi");
        }
    }

    private static XElement Controller(string type, int index, string? model)
    {
        var element = new XElement("controller", new XAttribute("type", type), new XAttribute("index", index.ToString(CultureInfo.InvariantCulture)));
        element.SetAttributeValue("model", model);
        return element;
    }

    private static IEnumerable<XElement> Console(string? log)
    {
        yield return new XElement(
            "serial",
            new XAttribute("type", "pty"),
            log is null ? null : new XElement("log", new XAttribute("file", log), new XAttribute("append", "off")),
            new XElement("target", new XAttribute("port", 0)));
        yield return new XElement(
            "console", new XAttribute("type", "pty"), new XElement("target", new XAttribute("type", "serial"), new XAttribute("port", 0)));
    }
}
