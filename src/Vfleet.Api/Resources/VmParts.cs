using Vfleet.Domain.Guests;

namespace Vfleet.Api.Resources;

/// <summary>How a VM starts.</summary>
public sealed record BootResource
{
    /// <summary><c>bios</c> or <c>uefi</c>; <c>bios</c> when left out.</summary>
    public GuestFirmware? Firmware { get; init; }

    /// <summary>Absolute path of a kernel on the host, for a direct start.</summary>
    public string? Kernel { get; init; }

    /// <summary>Absolute path of the kernel's initial RAM disk.</summary>
    public string? Initrd { get; init; }

    /// <summary>The kernel's command line.</summary>
    public string? CommandLine { get; init; }
}

/// <summary>A disk: a file or block device that the host has.</summary>
public sealed record DiskResource
{
    /// <summary>Absolute path on the host.</summary>
    public string? Path { get; init; }

    /// <summary><c>raw</c> or <c>qcow2</c>; <c>raw</c> when left out.</summary>
    public GuestDiskFormat? Format { get; init; }

    /// <summary><c>virtio</c>, <c>scsi</c> or <c>sata</c>; <c>virtio</c> when left out.</summary>
    public GuestDiskBus? Bus { get; init; }

    /// <summary>Whether the guest may only read it; false when left out.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>What cloud-init in the guest is told (its data source NoCloud).</summary>
public sealed record SeedResource
{
    /// <summary>The file <c>user-data</c>, as cloud-init wants it.</summary>
    public string? UserData { get; init; }

    /// <summary>The file <c>network-config</c>.</summary>
    public string? NetworkConfig { get; init; }

    /// <summary>The guest's host name; the VM's name when left out.</summary>
    public string? HostName { get; init; }
}
