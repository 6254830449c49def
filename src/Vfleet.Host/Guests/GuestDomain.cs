using Vfleet.Domain.Functions;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Host.Guests.Seeds;
using Vfleet.Libvirt.Xml;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Guests;

/// <summary>A guest in libvirt's words.</summary>
internal static class GuestDomain
{
    private const string LogFolder = "/var/log/libvirt/qemu";

    /// <summary>The whole domain.</summary>
    /// <param name="guest">The guest; its VFs and NUMA node are the host's.</param>
    /// <param name="host">The host as read.</param>
    /// <param name="root">The host's files.</param>
    /// <param name="seeds">Where its seed image lies.</param>
    /// <param name="usesKvm">Whether the processor runs it itself.</param>
    public static DomainDefinition Of(GuestSpec guest, ObservedHost host, SysfsRoot root, SeedImage seeds, bool usesKvm) => new(guest.Id, guest.Name)
    {
        UsesKvm = usesKvm,
        Cpus = guest.Cpus,
        Topology = guest.Topology is { } topology ? (topology.Sockets, topology.Cores, topology.Threads) : null,
        MemoryMiB = guest.MemoryMiB,
        Numa = guest.NumaNode is { } node && StartRule.CpusOf(node, root) is { } cpus ? new NumaBinding(node, cpus) : null,
        IsUefi = guest.Boot.Firmware == GuestFirmware.Uefi,
        Nvram = UefiVariables.PathOf(guest, root),
        Kernel = guest.Boot.Kernel,
        Initrd = guest.Boot.Initrd,
        CommandLine = guest.Boot.CommandLine,
        Disks = [.. guest.Disks.Select(disk => Disk(disk, root)), .. guest.Seed is null ? Array.Empty<DomainDisk>() : [Seed(guest, seeds)]],
        Interfaces = [.. guest.Nics.SelectMany(nic => Interfaces(nic, host))],
        ConsoleLog = $"{LogFolder}/{guest.Name}-serial0.log",
        Mark = new DomainMark(guest.Id, $"vfleet {ProgramVersion.Text}"),
    };

    /// <summary>The virtio device of a vNIC.</summary>
    /// <param name="nic">The vNIC, which has a bridge.</param>
    public static DomainInterface Virtio(GuestNic nic) => new(new BridgeSource(nic.Bridge!))
    {
        Mac = nic.Mac,
        Model = "virtio",
        Alias = VirtioAlias(nic),
        LinkUp = nic.IsLinked ? null : false,
        Teaming = nic.Vf is null ? null : PersistentTeaming.Instance,
    };

    /// <summary>The alias of a vNIC's virtio device.</summary>
    /// <param name="nic">The vNIC.</param>
    public static string VirtioAlias(GuestNic nic) => $"{GuestVfPlanner.AliasOf(nic)}-virtio";

    // What stays comes first: libvirt wants to know the interface that another one refers to (src/qemu/qemu_validate.c).
    private static IEnumerable<DomainInterface> Interfaces(GuestNic nic, ObservedHost host)
    {
        if (nic.Bridge is not null)
        {
            yield return Virtio(nic);
        }

        if (nic.Vf is { } vf && host.Vf(new VfId(vf.Pf, vf.Index)) is { } function)
        {
            // Not managed: we bind it ourselves, so that it is what it was when the guest has ended.
            yield return new DomainInterface(new FunctionSource(function.Address, Managed: false))
            {
                Mac = nic.Mac,
                Vlan = vf.Settings.Vlan is { Id: > 0 and var id } ? VlanSetting.Single(id) : null,
                Alias = GuestVfPlanner.AliasOf(nic),
                Teaming = nic.Bridge is null ? null : new TransientTeaming(VirtioAlias(nic)),
            };
        }
    }

    /// <summary>Whether a disk is a block device: those live in /dev; elsewhere only links to them do.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="root">The host's files.</param>
    public static bool IsDevice(string path, SysfsRoot root) =>
        path.StartsWith("/dev/", StringComparison.Ordinal)
        || File.ResolveLinkTarget(root.Absolute(path[1..]), returnFinalTarget: true)?.FullName.StartsWith("/dev/", StringComparison.Ordinal) == true;

    private static DomainDisk Disk(GuestDisk disk, SysfsRoot root) => new(disk.Path)
    {
        Bus = disk.Bus switch
        {
            GuestDiskBus.Scsi => DomainDiskBus.Scsi,
            GuestDiskBus.Sata => DomainDiskBus.Sata,
            _ => DomainDiskBus.Virtio,
        },
        IsQcow2 = disk.Format == GuestDiskFormat.Qcow2,
        IsBlockDevice = IsDevice(disk.Path, root),
        IsReadOnly = disk.IsReadOnly,
    };

    private static DomainDisk Seed(GuestSpec guest, SeedImage seeds) => new(seeds.PathOf(guest.Id)) { Bus = DomainDiskBus.Sata, IsReadOnly = true, IsCd = true };
}
