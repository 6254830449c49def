using System.Collections.Immutable;

namespace Vfleet.Libvirt.Xml;

/// <summary>A whole domain of our own making: a q35 machine without graphics, with a serial console and room for hot plug.</summary>
/// <param name="Uuid">Its UUID.</param>
/// <param name="Name">Its name; no '/' and not empty (libvirt <c>src/conf/domain_conf.c</c>).</param>
public sealed record DomainDefinition(Guid Uuid, string Name)
{
    /// <summary>Whether the processor runs the guest itself (KVM); else QEMU emulates one.</summary>
    public bool UsesKvm { get; init; }

    /// <summary>Virtual processors, 1 and more.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Sockets, cores of each and threads of each core, whose product is the number of processors; null for as many sockets.</summary>
    public (int Sockets, int Cores, int Threads)? Topology { get; init; }

    /// <summary>Memory in MiB, 1 and more.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>The host's NUMA node for processors and memory; null for none.</summary>
    public NumaBinding? Numa { get; init; }

    /// <summary>Whether its firmware is UEFI, which libvirt chooses from what the host has; else SeaBIOS.</summary>
    public bool IsUefi { get; init; }

    /// <summary>Absolute path of the file in which UEFI keeps its variables, made from libvirt's template when it is not there; null for one of libvirt's own.</summary>
    public string? Nvram { get; init; }

    /// <summary>Absolute path of a kernel for a direct start; null to start from the first disk.</summary>
    public string? Kernel { get; init; }

    /// <summary>Absolute path of the kernel's initial RAM disk; null for none.</summary>
    public string? Initrd { get; init; }

    /// <summary>The kernel's command line; null for none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Its disks in order.</summary>
    public ImmutableArray<DomainDisk> Disks { get; init; } = [];

    /// <summary>Its network interfaces in order.</summary>
    public ImmutableArray<DomainInterface> Interfaces { get; init; } = [];

    /// <summary>Root ports that stay empty: each takes one device while the guest runs.</summary>
    public int SparePorts { get; init; } = 8;

    /// <summary>Absolute path of the file in which its serial console is logged; null for no log.</summary>
    public string? ConsoleLog { get; init; }

    /// <summary>Who made it; null for no mark.</summary>
    public DomainMark? Mark { get; init; }

    /// <summary>Writes the document.</summary>
    /// <returns>The document.</returns>
    public string ToXml() => XmlText.Print(DomainWriter.Write(this));
}

/// <summary>A NUMA node of the host that a domain is bound to.</summary>
/// <param name="Node">The node's number.</param>
/// <param name="Cpus">The host's CPUs of the node, as the kernel lists them: <c>0-3,8-11</c>.</param>
public sealed record NumaBinding(int Node, string Cpus);

/// <summary>A disk of a domain.</summary>
/// <param name="Path">Absolute path on the host.</param>
public sealed record DomainDisk(string Path)
{
    /// <summary>How the guest sees it.</summary>
    public DomainDiskBus Bus { get; init; }

    /// <summary>Whether the file is in QEMU's format qcow2; else it holds the disk's bytes.</summary>
    public bool IsQcow2 { get; init; }

    /// <summary>Whether the path is a block device.</summary>
    public bool IsBlockDevice { get; init; }

    /// <summary>Whether the guest may only read it.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether the guest sees a CD in a drive.</summary>
    public bool IsCd { get; init; }
}

/// <summary>How a guest sees a disk.</summary>
public enum DomainDiskBus
{
    /// <summary>virtio-blk.</summary>
    Virtio,

    /// <summary>At a virtio-scsi controller.</summary>
    Scsi,

    /// <summary>SATA.</summary>
    Sata,
}
