using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Platform;

/// <summary>Whether single functions can be given away: interrupt remapping, reserved memory, IOMMU groups, ACS.</summary>
internal static class IsolationRules
{
    private const string OtherSlot = "enable ACS in the firmware set-up, or put the card into another slot";

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PLT05", RuleSeverity.Blocks, "interrupts are not remapped, so vfio refuses devices (EPERM)")
        {
            Detection = "IOMMU groups exist; the kernel log says that interrupt remapping is off, or, when it still "
                + "begins with the boot, does not say that it is on; allow_unsafe_interrupts of vfio_iommu_type1 is not Y",
            Remedy = "enable x2APIC and interrupt remapping in the firmware set-up, and take intremap=off away; as a last resort "
                + "boot with vfio_iommu_type1.allow_unsafe_interrupts=1: a guest can then inject interrupts into the host",
            Source = "kernel drivers/vfio/vfio_iommu_type1.c, drivers/iommu/intel/irq_remapping.c; kubevirt docs/network/sriov.md",
            Find = NoInterruptRemapping,
        },
        new("PLT07", RuleSeverity.Blocks, "the platform has reserved memory for the card (RMRR), so no guest gets it")
        {
            Detection = "kernel log: \"ineligible for IOMMU domain attach due to platform RMRR\"; "
                + "or rows of type direct in the reserved_regions of the group of a PF or VF",
            Remedy = "switch off the shared memory region of this slot in the firmware set-up "
                + "(HPE: conrep, \"Shared Memory Communications\"), or use another slot",
            Source = "kernel drivers/iommu/intel/iommu.c (device_is_rmrr_locked); harvester issue 7340",
            Find = ReservedMemory,
        },
        new("PLT08", RuleSeverity.Blocks, "a VF shares its IOMMU group, so it cannot be given away alone")
        {
            Detection = "other functions, bridges aside, in the IOMMU group of a VF",
            Remedy = $"{OtherSlot}; pcie_acs_override=downstream (patched kernels) makes groups small without isolating anything",
            Source = "kernel Documentation/driver-api/vfio.rst; Proxmox pve-docs qm-pci-passthrough.adoc",
            Find = SharedGroup,
        },
        new("PLT09", RuleSeverity.Blocks, "the host uses a member of an IOMMU group of which a VF is on vfio (\"group is not viable\")")
        {
            Detection = "a group with a VF on a vfio driver has a member, bridges aside, whose driver is neither a vfio driver nor "
                + "pci-stub",
            Remedy = "take that member's driver away or bind it to vfio-pci too; better, see PLT08 for groups of one VF each",
            Source = "kernel drivers/vfio/group.c, drivers/iommu/iommu.c (iommu_group_claim_dma_owner); incus issue 3422",
            Find = NotViable,
        },
    ];

    private static IEnumerable<Symptom> NoInterruptRemapping(ExaminedHost host)
    {
        if (host.Modules.Flag("vfio_iommu_type1.allow_unsafe_interrupts") == true || !(host.Platform.IommuGroups > 0))
        {
            yield break;
        }

        var on = host.Log.Say(KernelWords.RemappingOnIntel, KernelWords.RemappingOnAmd).LastOrDefault();
        var off = host.Log.Say(
            KernelWords.RemappingNotEnabled, KernelWords.RemappingNotSetUp, KernelWords.RemappingNotEnabling, KernelWords.RemappingBeingDisabled,
            KernelWords.RemappingWillBeDisabled, KernelWords.RemappingDisabling, KernelWords.NoRemappingForVfio).LastOrDefault();
        if (off is not null && !(on?.Line > off.Line))
        {
            yield return new Symptom(Subject.Host, off.Quote);
        }
        else if (on is null && host.Log.IsFromBoot && host.Platform.Cpu is Facts.CpuVendor.Intel or Facts.CpuVendor.Amd)
        {
            yield return new Symptom(Subject.Host, "the kernel log since boot does not say that interrupt remapping was enabled");
        }
    }

    private static IEnumerable<Symptom> ReservedMemory(ExaminedHost host)
    {
        foreach (var symptom in host.Log.Symptoms(KernelWords.ReservedByPlatform))
        {
            yield return symptom;
        }

        foreach (var group in host.Examination.Groups)
        {
            if (group.Reserved.FirstOrDefault(region => region.Type == "direct") is { } region
                && group.Members.Select(member => host.Owner(member.Address)).FirstOrDefault(pf => pf is not null) is { } pf)
            {
                yield return new Symptom(
                    Subject.Of(pf), $"reserved_regions of IOMMU group {group.Number} has 0x{region.Start:x}-0x{region.End:x} direct");
            }
        }
    }

    private static IEnumerable<Symptom> SharedGroup(ExaminedHost host) => host.Vfs
        .Where(pair => !pair.Vf.GroupPeers.IsDefaultOrEmpty && pair.Vf.IommuGroup is not null)
        .GroupBy(pair => (pair.Pf, Group: pair.Vf.IommuGroup!.Value))
        .Select(same => new Symptom(
            Subject.Of(same.Key.Pf),
            $"{VfNumbers.Text(same.Select(pair => pair.Vf))} in IOMMU group {same.Key.Group} with {Some(same.First().Vf.GroupPeers)}"));

    private static string Some(ImmutableArray<PciAddress> peers) =>
        peers.Length <= 3 ? string.Join(", ", peers) : $"{string.Join(", ", peers.Take(3))} and {peers.Length - 3} more";

    private static IEnumerable<Symptom> NotViable(ExaminedHost host)
    {
        foreach (var group in host.Vfs.Where(pair => pair.Vf is { IsOnVfio: true, IommuGroup: not null }).GroupBy(pair => pair.Vf.IommuGroup!.Value))
        {
            if (host.Group(group.Key)?.Members.FirstOrDefault(member => member.ClassCode >> 16 != 0x06 && !VfioDriver.Yields(member.Driver)) is { } used)
            {
                var (pf, vf) = group.First();
                yield return new Symptom(
                    Subject.Of(pf, vf),
                    $"IOMMU group {group.Key} has {used.Address} on {used.Driver}",
                    $"echo {used.Address} > /sys/bus/pci/drivers/{used.Driver}/unbind, if the host can do without it; better, {OtherSlot}");
            }
        }
    }
}
