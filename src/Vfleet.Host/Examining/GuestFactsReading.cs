using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Xml;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>What guests' processes and definitions say beyond what every command shows.</summary>
internal static class GuestFactsReading
{
    public static ImmutableDictionary<Guid, GuestFacts> Read(SysfsRoot root, ImmutableArray<DomainSnapshot> domains)
    {
        var guests = ImmutableDictionary.CreateBuilder<Guid, GuestFacts>();
        var postCopy = PostCopyReading.Read(root);
        foreach (var domain in domains.IsDefault ? [] : domains)
        {
            if ((domain.LiveXml ?? domain.ConfigXml) is { } xml && Parse(xml) is { } document)
            {
                guests[domain.Entry.Uuid] = new GuestFacts
                {
                    LockableBytes = domain.Entry.IsActive ? LockableBytes(root, domain.Entry.Name) : null,
                    HasIommu = document.HasIommu,
                    PostCopy = postCopy,
                    Teamings = [.. document.Interfaces.Select(Pair).OfType<Domain.Doctor.Facts.Teaming>()],
                };
            }
        }

        return guests.ToImmutable();
    }

    /// <summary>Where libvirt writes the process id of a running guest (src/qemu/qemu_process.c, qemuProcessInit; stateDir of the system daemon).</summary>
    /// <param name="guest">Its name.</param>
    /// <returns>Path relative to the root; null for a name that is no file's.</returns>
    public static string? PidFile(string guest) => guest.Contains('/') ? null : $"run/libvirt/qemu/{guest}.pid";

    /// <summary>The process of a guest.</summary>
    /// <param name="root">The host.</param>
    /// <param name="guest">Its name.</param>
    /// <returns>Its id; null when there is none.</returns>
    public static int? Pid(SysfsRoot root, string guest) =>
        PidFile(guest) is { } file && root.TryReadText(file, out var text) == Errno.None
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? pid
            : null;

    private static DomainDocument? Parse(string xml)
    {
        try
        {
            return DomainDocument.Parse(xml);
        }
        catch (LibvirtXmlException)
        {
            // Told among the host's problems already.
            return null;
        }
    }

    private static Domain.Doctor.Facts.Teaming? Pair(DomainInterface device) => (device.Alias, device.Teaming) switch
    {
        ({ } alias, TransientTeaming vf) => new(alias, vf.Standby),
        ({ } alias, PersistentTeaming) => new(alias, null),
        _ => null,
    };

    // "Max locked memory         8388608              8388608              bytes" (fs/proc/base.c, proc_pid_limits).
    private static ulong? LockableBytes(SysfsRoot root, string guest)
    {
        const string Label = "Max locked memory";
        if (Pid(root, guest) is not { } pid || root.TryReadText($"proc/{pid}/limits", out var text) != Errno.None)
        {
            return null;
        }

        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
        return line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["unlimited", ..] => ulong.MaxValue,
            [var soft, ..] when ulong.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) => bytes,
            _ => null,
        };
    }
}
