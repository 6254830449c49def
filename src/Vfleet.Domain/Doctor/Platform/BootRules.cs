using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;

namespace Vfleet.Domain.Doctor.Platform;

/// <summary>Kernel arguments, modules and lockdown.</summary>
internal static class BootRules
{
    // drivers/iommu/intel/iommu.c, intel_iommu_setup
    private static readonly ImmutableHashSet<string> s_intelWords =
        ["on", "off", "igfx_off", "forcedac", "strict", "sp_off", "sm_on", "sm_off", "tboot_noforce"];

    // Arguments that SR-IOV hangs on, so that a difference between the boot loader's files and the running kernel matters.
    private static readonly string[] s_ours =
    [
        "intel_iommu", "amd_iommu", "iommu", "iommu.passthrough", "iommu.strict", "pci", "pcie_acs_override", "vfio_pci.ids", "vfio_pci.disable_idle_d3",
        "vfio_iommu_type1.allow_unsafe_interrupts", "intremap",
    ];

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PLT04", RuleSeverity.Degrades, "a kernel argument is configured and not in effect, or has a form that the kernel does not "
            + "know")
        {
            Detection = "arguments for IOMMU, PCI and vfio in the boot loader's files against /proc/cmdline, value by "
                + "value; words of intel_iommu= that the driver does not know. Arguments that switch the IOMMU on are "
                + "judged by effect: nothing is said while there are IOMMU groups. Of a folder of boot entries one must fit",
            Remedy = "find the file that overrides it (/etc/default/grub.d, the kernel's own entry, "
                + "another boot loader), write the configuration anew, restart once; when it is still "
                + "missing then, the host boots with another configuration than the one that was changed",
            Source = "kernel drivers/iommu/intel/iommu.c (intel_iommu_setup); sriov-network-operator issues 359, 976, 1016",
            Find = NotInEffect,
        },
        new("PLT13", RuleSeverity.Degrades, "vfio-pci is not there")
        {
            Detection = "VFs are enabled, none is on a vfio driver; vfio_pci is neither loaded nor built in",
            Remedy = "modprobe vfio-pci; echo vfio-pci > /etc/modules-load.d/vfio-pci.conf makes it so at every boot",
            Source = "kernel drivers/vfio/pci/Kconfig",
            Find = NoVfio,
        },
        new("PLT14", RuleSeverity.Degrades, "kernel lockdown keeps firmware tools from the card")
        {
            Detection = "/sys/kernel/security/lockdown shows [integrity] or [confidentiality], "
                + "and there is an NVIDIA card, whose VFs are switched on in its firmware",
            Remedy = "change the card's firmware settings in the firmware set-up (HII), or "
                + "boot once with Secure Boot off; the tools cannot write while locked down",
            Source = "man kernel_lockdown(7); sriov-network-operator pkg/vendors/mellanox",
            Find = LockedDown,
        },
    ];

    private static IEnumerable<Symptom> NotInEffect(ExaminedHost host)
    {
        if (host.Boot.Running is not { } running)
        {
            yield break;
        }

        var hasGroups = host.Platform.IommuGroups > 0;
        var inEffect = Parts(running).ToHashSet();
        foreach (var line in host.Boot.Configured.GroupBy(Folder, StringComparer.Ordinal).SelectMany(same => Meant(same, part => IsMissing(part, inEffect, hasGroups))))
        {
            var text = string.Join(' ', Parts(line).Where(part => IsMissing(part, inEffect, hasGroups)).Distinct());
            yield return new Symptom(
                Subject.Host,
                $"{line.Path} has {text}, {running.Path} has not",
                "write the boot loader's configuration anew ('update-grub', or 'grub2-mkconfig -o "
                    + $"/boot/grub2/grub.cfg') and restart once; if {text} is still missing then, "
                    + "look for what overrides it, such as /etc/default/grub.d or another boot entry");
        }

        var unknown = running.Words("intel_iommu").Where(word => !s_intelWords.Contains(word)).ToList();
        if (unknown.Count > 0 && !hasGroups)
        {
            var text = $"intel_iommu={string.Join(',', unknown)}";
            yield return new Symptom(Subject.Host, $"the kernel does not know {text}", "write "
                + $"intel_iommu=on instead of {text}; {BootAdvice.Add("intel_iommu=on")}");
        }
    }

    private static bool IsMissing(BootArgument part, HashSet<BootArgument> inEffect, bool hasGroups) =>
        !inEffect.Contains(part) && !(hasGroups && part is { Name: "intel_iommu" or "amd_iommu", Value: "on" });

    // A folder of boot entries has one for each kernel, old ones among them: the host was started with one of them.
    private static string Folder(BootLine line) =>
        line.Path.Contains("/loader/entries/", StringComparison.Ordinal) ? line.Path[..line.Path.LastIndexOf('/')] : line.Path;

    private static List<BootLine> Meant(IEnumerable<BootLine> lines, Func<BootArgument, bool> isMissing)
    {
        var all = lines.ToList();
        var missing = all.Where(line => Parts(line).Any(isMissing)).ToList();
        return missing.Count < all.Count && Folder(all[0]) != all[0].Path ? [] : missing;
    }

    // One argument for each word of a value: pci=realloc,nocrs are two.
    private static IEnumerable<BootArgument> Parts(BootLine line) => line.Arguments
        .Where(argument => Array.Exists(s_ours, argument.Is))
        .SelectMany(argument => argument.Value is { } value
            ? value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(word => new BootArgument(argument.Name.Replace('-', '_'), word))
            : [new BootArgument(argument.Name.Replace('-', '_'), null)]);

    private static IEnumerable<Symptom> NoVfio(ExaminedHost host)
    {
        if (host.Modules.Has("vfio_pci") == false && host.Vfs.Any() && !host.Vfs.Any(pair => pair.Vf.IsOnVfio))
        {
            yield return new Symptom(Subject.Host, "vfio_pci is neither among the loaded modules nor built in");
        }
    }

    private static IEnumerable<Symptom> LockedDown(ExaminedHost host)
    {
        if (host.Platform.Lockdown is { } lockdown
            && (lockdown.Contains("[integrity]", StringComparison.Ordinal) || lockdown.Contains("[confidentiality]", StringComparison.Ordinal))
            && host.Pfs.Any(pf => pf.VendorId == PciVendor.Nvidia))
        {
            yield return new Symptom(Subject.Host, $"/sys/kernel/security/lockdown: {lockdown.Trim()}");
        }
    }
}
