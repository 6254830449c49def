using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Host.Guests;

/// <summary>virtio devices of running guests on bridges: plugged, taken out, their cable pulled. They are found by their MAC address, whatever others call them.</summary>
/// <param name="work">The host.</param>
internal sealed class VirtioNics(GuestWork work)
{
    // A guest that is still booting loses the request (hw/pci/pcie.c of QEMU).
    private static readonly TimeSpan s_askAgain = TimeSpan.FromSeconds(10);

    /// <summary>The device of a vNIC in a running guest; null for none.</summary>
    public async Task<DomainInterface?> FindAsync(Guid guest, GuestNic nic, CancellationToken cancellationToken)
    {
        var connection = await work.ConnectAsync(cancellationToken);
        try
        {
            return Find(DomainDocument.Parse(await connection.Domains.ReadXmlAsync(guest, DomainScope.Live, secure: false, cancellationToken)), nic);
        }
        catch (LibvirtException failure) when (failure.Code == LibvirtErrorCode.NoDomain)
        {
            return null;
        }
    }

    /// <summary>Plugs one in.</summary>
    /// <returns>Why not; null when it is in.</returns>
    public async Task<Problem?> PlugAsync(Guid guest, GuestNic nic, CancellationToken cancellationToken)
    {
        var connection = await work.ConnectAsync(cancellationToken);
        var answer = await connection.Devices.AttachAsync(guest, GuestDomain.Virtio(nic).ToXml(), DomainScope.Live, cancellationToken);
        return answer is Refused refused ? ToProblem(refused, $"plugging {nic.Name} into guest {guest}", nic) : null;
    }

    /// <summary>Takes one out and waits until the guest has let go of it.</summary>
    /// <returns>Why not; null when it is out.</returns>
    public async Task<Problem?> UnplugAsync(Guid guest, GuestNic nic, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var connection = await work.ConnectAsync(cancellationToken);
        if (await FindAsync(guest, nic, cancellationToken) is not { Alias: { } alias })
        {
            return null;
        }

        await using var watch = await DeviceWatch.OpenAsync(connection.Events, guest, alias, work.Parts.Time, cancellationToken);
        var began = work.Parts.Time.GetTimestamp();
        var asked = false;
        while (true)
        {
            var answer = await connection.Devices.DetachByAliasAsync(guest, alias, DomainScope.Live, cancellationToken);
            if (answer is Refused { Reason: RefusalReason.NoSuchDevice or RefusalReason.NotRunning })
            {
                break;
            }

            if (answer is Refused refused && !asked)
            {
                return ToProblem(refused, $"unplugging {nic.Name} from guest {guest}", nic);
            }

            asked = true;
            var left = deadline - work.Parts.Time.GetElapsedTime(began);
            var outcome = left <= TimeSpan.Zero ? DeviceWatchOutcome.TimedOut : await watch.WaitForRemovalAsync(left < s_askAgain ? left : s_askAgain, cancellationToken);
            if (outcome is DeviceWatchOutcome.Removed or DeviceWatchOutcome.DomainStopped || await FindAsync(guest, nic, cancellationToken) is null)
            {
                break;
            }

            if (outcome == DeviceWatchOutcome.RemovalRefused)
            {
                return new Problem(ProblemCode.GuestRefused, $"the guest refused to let go of {nic.Name}", "stop what uses the interface inside the guest and try again", nic.Name);
            }

            if (work.Parts.Time.GetElapsedTime(began) >= deadline)
            {
                return new Problem(
                    ProblemCode.GuestSilent,
                    $"the guest did not let go of {nic.Name} within {deadline.TotalSeconds:0} s",
                    "is its operating system up, with PCI hot plug (pciehp)? Try again with more time, or shut the guest down",
                    nic.Name);
            }
        }

        // A guest that was started with it has it in its configuration, too.
        await connection.Devices.DetachByAliasAsync(guest, alias, DomainScope.Config, CancellationToken.None);
        return null;
    }

    /// <summary>Puts the cable in or pulls it.</summary>
    /// <returns>Whether that was to be done, and why it failed.</returns>
    public async Task<(bool IsChanged, Problem? Problem)> SetLinkAsync(Guid guest, GuestNic nic, CancellationToken cancellationToken)
    {
        var connection = await work.ConnectAsync(cancellationToken);
        var document = DomainDocument.Parse(await connection.Domains.ReadXmlAsync(guest, DomainScope.Live, secure: false, cancellationToken));
        if (Find(document, nic) is not { Alias: { } alias } device)
        {
            return (false, new Problem(ProblemCode.DeviceUnknown, $"guest {document.Name} has no virtio interface {nic.Mac}", "plug it in first", nic.Name));
        }

        if ((device.LinkUp ?? true) == nic.IsLinked)
        {
            return (false, null);
        }

        var changed = document.WithChangedInterface(alias, one => one with { LinkUp = nic.IsLinked }).DeviceXml(alias)!;
        var answer = await connection.Devices.UpdateAsync(guest, changed, DomainScope.Live, cancellationToken);
        return (true, answer is Refused refused ? ToProblem(refused, $"setting the link of {nic.Name} of guest {document.Name}", nic) : null);
    }

    private static DomainInterface? Find(DomainDocument document, GuestNic nic) =>
        document.Interfaces.FirstOrDefault(device => device.Mac == nic.Mac && device.Function is null);

    private static Problem ToProblem(Refused refused, string during, GuestNic nic)
    {
        var (code, remedy) = refused.Reason switch
        {
            RefusalReason.NotRunning => (ProblemCode.GuestState, "start the guest first"),
            RefusalReason.NoFreeSlot => (ProblemCode.GuestNoSlot, "stop the guest and start it again: it then gets ports for what it has, and spare ones"),
            RefusalReason.Busy => (ProblemCode.Locked, "another job (a migration, a snapshot) holds the guest: try again when it ends"),
            RefusalReason.NotSupported => (ProblemCode.Unsupported, "this libvirt or QEMU cannot do it"),
            _ => (ProblemCode.LibvirtFailed, "see the daemon's log: journalctl -u libvirtd -u virtqemud"),
        };
        return new Problem(code, $"{during}: {refused.Message}", remedy, nic.Name);
    }
}
