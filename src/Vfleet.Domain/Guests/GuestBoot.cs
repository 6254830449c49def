namespace Vfleet.Domain.Guests;

/// <summary>How a guest starts: by its firmware from the first disk, or straight into a kernel.</summary>
public sealed record GuestBoot
{
    /// <summary>The firmware.</summary>
    public GuestFirmware Firmware { get; init; }

    /// <summary>Absolute path of a kernel on the host, for a direct start; null to start from the first disk.</summary>
    public string? Kernel { get; init; }

    /// <summary>Absolute path of the kernel's initial RAM disk; null for none.</summary>
    public string? Initrd { get; init; }

    /// <summary>The kernel's command line; null for none.</summary>
    public string? CommandLine { get; init; }
}

/// <summary>A guest's firmware.</summary>
public enum GuestFirmware
{
    /// <summary>A PC's BIOS (SeaBIOS).</summary>
    Bios,

    /// <summary>UEFI, chosen by libvirt from what the host has.</summary>
    Uefi,
}
