using System.Collections.Immutable;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Doctor.Vfio;

/// <summary>VFs in guests: who has them, the memory they take, and letting go.</summary>
internal static class GuestRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("VFO05", RuleSeverity.Blocks, "two want the same VF")
        {
            Detection = "a VF is in the definitions of several guests; or a process that is "
                + "no guest's has its vfio device open while a guest's definition names it",
            Remedy = "give one of them another VF: vfleet vm attach GUEST PF, which takes a free one",
            Source = "kernel drivers/vfio/group.c (EBUSY); libvirt src/hypervisor/virhostdev.c",
            Find = Contested,
        },
        new("VFO06", RuleSeverity.Blocks, "a guest may not lock enough memory for a VF (VFIO_MAP_DMA: ENOMEM)")
        {
            Detection = "kernel log: \"RLIMIT_MEMLOCK exceeded\"; or a running guest's limit is smaller than "
                + "its memory (for each device with an emulated IOMMU), and a PCI function is in its definition",
            Remedy = "raise the limit: <memtune><hard_limit> of the guest, its memory "
                + "and 1 GiB, times the number of its devices with an emulated IOMMU",
            Source = "kernel drivers/vfio/vfio_iommu_type1.c (vfio_pin_pages_remote); "
                + "libvirt qemuDomainGetMemLockLimitBytes; kubevirt issue 8472",
            Find = LockedMemory,
        },
        new("VFO08", RuleSeverity.Blocks, "a security policy keeps QEMU from the vfio device")
        {
            Detection = "kernel log: AppArmor or SELinux denials that name /dev/vfio or vfio",
            Remedy = "let libvirt manage the device (managed='yes'), which allows it; otherwise allow /dev/vfio/GROUP in the guest's "
                + "policy",
            Source = "libvirt docs, drvqemu (security drivers)",
            Find = Denied,
        },
        new("VFO11", RuleSeverity.Degrades, "a guest does not let go of a VF")
        {
            Detection = "the record of a VF says detaching for more than five minutes, and the running guest still has it",
            Remedy = "in the guest, ACPI hot-plug or pciehp must be there, and no program "
                + "may use the card; then vfleet vm detach GUEST PF/N, or stop the guest",
            Source = "QEMU docs/pcie.txt (hot-plug); libvirt virDomainDetachDeviceFlags",
            Find = Unplugging,
        },
        new("VFO14", RuleSeverity.Degrades, "a VF was given to a guest that does not have it any more")
        {
            Detection = "the record of a VF says attached, or attaching for more "
                + "than five minutes, and no guest's definition or process has it",
            Remedy = "vfleet vf reset PF/N, which puts the VF back as it was",
            Source = "docs/design/changes.md (records)",
            Find = Forgotten,
        },
    ];

    /// <summary>Whether a guest has its devices in hand.</summary>
    internal static bool IsRunning(ObservedGuest guest) => guest.State is GuestState.Running or GuestState.Paused or GuestState.Suspended;

    private static IEnumerable<Symptom> Contested(ExaminedHost host)
    {
        foreach (var (pf, vf) in host.Vfs)
        {
            // The one that runs comes first: the other gets another VF.
            var guests = vf.Guests.OrderByDescending(use => use.Live).ThenBy(use => use.Name, StringComparer.Ordinal)
                .Select(use => use.Name).Distinct(StringComparer.Ordinal).ToList();
            if (guests.Count > 1)
            {
                yield return new Symptom(
                    Subject.Of(pf, vf),
                    $"{string.Join(" and ", guests)} have it in their definitions",
                    $"give {guests[^1]} another one: vfleet vm attach {guests[^1]} {pf.Name}");
            }
            else if (guests.Count == 1 && vf.Holders.FirstOrDefault(holder => holder.Guest != guests[0]) is { } holder)
            {
                yield return new Symptom(
                    Subject.Of(pf, vf),
                    $"{holder.Command} (pid {holder.Pid}) has it open, and {guests[0]} has it in its definition",
                    $"end {holder.Command}, or give {guests[0]} another VF");
            }
        }
    }

    private static IEnumerable<Symptom> LockedMemory(ExaminedHost host)
    {
        if (host.Log.Say(KernelWords.LockLimit).LastOrDefault() is { } said)
        {
            yield return new Symptom(Subject.Host, said.Quote);
        }

        foreach (var guest in host.Guests.Where(IsRunning))
        {
            // With a function in hand its memory is locked already, whatever the limit says.
            var functions = guest.Devices.Any(device => device is { Function: not null, Live: true }) ? 0
                : guest.Devices.Count(device => device.Function is not null);
            if (functions > 0 && host.Facts(guest) is { LockableBytes: { } limit } facts && guest.MemoryKiB is { } memory
                && memory * 1024 * (ulong)(facts.HasIommu == true ? functions : 1) is var needed && limit < needed)
            {
                yield return new Symptom(
                    Subject.Guest(guest.Name),
                    $"it may lock {limit >> 20} MiB, and needs more than {needed >> 20} MiB",
                    $"virsh memtune {guest.Name} --hard-limit {(needed >> 10) + (1 << 20)} --config, and start it anew");
            }
        }
    }

    private static IEnumerable<Symptom> Denied(ExaminedHost host) => host.Log.Say(KernelWords.DeniedByAppArmor, KernelWords.DeniedBySelinux)
        .Where(said => said.Said.Text.Contains("vfio", StringComparison.Ordinal)).TakeLast(1).Select(said => new Symptom(Subject.Host, said.Quote));

    private static IEnumerable<Symptom> Unplugging(ExaminedHost host)
    {
        foreach (var (pf, vf) in host.Vfs)
        {
            if (vf.Record is { Phase: VfPhase.Detaching, Owner: { } owner, Since: var since } && host.IsLongAgo(since)
                && vf.Guests.FirstOrDefault(use => use is { Live: true } && use.Uuid == owner.Uuid) is { } use)
            {
                yield return new Symptom(
                    Subject.Of(pf, vf), $"it is detaching since {since:u}, and {use.Name} still has it", $"vfleet vm detach {use.Name} "
                        + $"{pf.Name}/{vf.Id.Index}");
            }
        }
    }

    private static IEnumerable<Symptom> Forgotten(ExaminedHost host) => host.Examination.Host.Guests.IsDefault
        ? []
        : host.Vfs
            .Where(pair => pair.Vf.Record is { } record
                && (record.Phase == VfPhase.Attached || (record.Phase == VfPhase.Attaching && host.IsLongAgo(record.Since)))
                && pair.Vf.Guests.IsEmpty && pair.Vf.Holders.IsEmpty)
            .Select(pair => new Symptom(
                Subject.Of(pair.Pf, pair.Vf),
                $"it was given to {pair.Vf.Record!.Owner.Guest} ({pair.Vf.Record.Since:u}), and no guest has it",
                $"vfleet vf reset {pair.Pf.Name}/{pair.Vf.Id.Index}"));
}
