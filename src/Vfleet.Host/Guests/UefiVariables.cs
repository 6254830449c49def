using Vfleet.Domain.Guests;
using Vfleet.Libvirt.Xml;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Guests;

/// <summary>
/// Where a guest's UEFI keeps its variables, the entries of its boot menu among them: beside its disk, so that they are there after a stop, and on each host
/// that reaches the disk. libvirt's own place (<c>/var/lib/libvirt/qemu/nvram</c>) is one host's, and goes with the definition.
/// </summary>
internal static class UefiVariables
{
    private const string Ending = ".nvram";

    /// <summary>The file of a guest: of its first disk in a file that it may write; null when it has none, or no UEFI.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="root">The host's files.</param>
    public static string? PathOf(GuestSpec guest, SysfsRoot root) =>
        guest.Boot.Firmware == GuestFirmware.Uefi && guest.Disks.FirstOrDefault(disk => !disk.IsReadOnly && !GuestDomain.IsDevice(disk.Path, root)) is { } first
            ? first.Path + Ending
            : null;

    /// <summary>Whether the file stays when the definition goes.</summary>
    /// <param name="domain">A domain of our making.</param>
    public static bool Stay(DomainDocument domain) => domain.Nvram?.EndsWith(Ending, StringComparison.Ordinal) == true;
}
