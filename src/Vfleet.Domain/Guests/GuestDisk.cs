namespace Vfleet.Domain.Guests;

/// <summary>A disk of a guest: a file or block device that the host has.</summary>
/// <param name="Path">Absolute path on the host.</param>
public sealed record GuestDisk(string Path)
{
    /// <summary>What is in the file.</summary>
    public GuestDiskFormat Format { get; init; }

    /// <summary>How the guest sees it.</summary>
    public GuestDiskBus Bus { get; init; }

    /// <summary>Whether the guest may only read it.</summary>
    public bool IsReadOnly { get; init; }
}

/// <summary>What is in a disk's file.</summary>
public enum GuestDiskFormat
{
    /// <summary>The disk's bytes; also a block device.</summary>
    Raw,

    /// <summary>QEMU's format.</summary>
    Qcow2,
}

/// <summary>How a guest sees a disk.</summary>
public enum GuestDiskBus
{
    /// <summary>virtio-blk.</summary>
    Virtio,

    /// <summary>A SCSI disk at a virtio-scsi controller.</summary>
    Scsi,

    /// <summary>A SATA disk.</summary>
    Sata,
}
