using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Vfleet.Libvirt.Xml;

/// <summary>Writes <c>disk</c> elements. SCSI and SATA disks share the names <c>sdX</c>, so they are told where they sit.</summary>
internal static class DiskWriter
{
    // AHCI has six ports for each controller (hw/ide/ahci.c of QEMU; libvirt src/conf/domain_conf.c, virDomainDiskDefAssignAddress).
    private const int SataPorts = 6;

    internal static IEnumerable<XElement> Write(ImmutableArray<DomainDisk> disks)
    {
        var (virtio, others, scsi, sata) = (0, 0, 0, 0);
        foreach (var disk in disks)
        {
            yield return disk.Bus switch
            {
                DomainDiskBus.Virtio => Write(disk, "virtio", Name("vd", virtio++), null),
                DomainDiskBus.Scsi => Write(disk, "scsi", Name("sd", others++), Drive(0, scsi++)),
                _ => Write(disk, "sata", Name("sd", others++), Drive(sata / SataPorts, sata++ % SataPorts)),
            };
        }
    }

    private static XElement Write(DomainDisk disk, string bus, string name, XElement? address) => new(
        "disk",
        new XAttribute("type", disk.IsBlockDevice ? "block" : "file"),
        new XAttribute("device", disk.IsCd ? "cdrom" : "disk"),
        new XElement("driver", new XAttribute("name", "qemu"), new XAttribute("type", disk.IsQcow2 ? "qcow2" : "raw")),
        new XElement("source", new XAttribute(disk.IsBlockDevice ? "dev" : "file", disk.Path)),
        new XElement("target", new XAttribute("dev", name), new XAttribute("bus", bus)),
        disk.IsReadOnly || disk.IsCd ? new XElement("readonly") : null,
        address);

    private static XElement Drive(int controller, int unit) => new(
        "address",
        new XAttribute("type", "drive"),
        new XAttribute("controller", controller),
        new XAttribute("bus", 0),
        new XAttribute("target", 0),
        new XAttribute("unit", unit));

    // vda ... vdz, vdaa ... as libvirt counts them (src/util/virutil.c, virIndexToDiskName).
    private static string Name(string prefix, int index)
    {
        var letters = "";
        for (var left = index; left >= 0; left = (left / 26) - 1)
        {
            letters = string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + (left % 26))}{letters}");
        }

        return prefix + letters;
    }
}
