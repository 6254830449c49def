using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;

namespace Vfleet.Domain.Doctor.Platform;

/// <summary>Whether there is an IOMMU, and whether the kernel uses it.</summary>
internal static class IommuRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PLT01", RuleSeverity.Blocks, "VT-d or AMD-Vi is off in the firmware set-up")
        {
            Detection = "an Intel or AMD CPU with vmx or svm; ACPI tables are there, but no DMAR (Intel) or IVRS (AMD); no IOMMU groups",
            Remedy = "enable VT-d (Intel) or IOMMU / AMD-Vi (AMD) in the firmware set-up, and restart the host",
            Source = "libvirt tools/virt-host-validate-common.c",
            Find = OffInFirmware,
        },
        new("PLT02", RuleSeverity.Blocks, "the firmware offers an IOMMU, and the kernel does not use it")
        {
            Detection = "ACPI table DMAR or IVRS is there, but /sys/kernel/iommu_groups "
                + "is empty; intel_iommu=, amd_iommu= and iommu= of /proc/cmdline",
            Remedy = $"Intel: {BootAdvice.Add("intel_iommu=on")}; AMD: take amd_iommu=off and iommu=off away, for it is on by default",
            Source = "libvirt tools/virt-host-validate-common.c; kernel Documentation/admin-guide/kernel-parameters.txt",
            Find = NotUsed,
        },
        new("PLT03", RuleSeverity.Advice, "the host's own cards pay for the IOMMU")
        {
            Detection = "a PF whose IOMMU group has type DMA or DMA-FQ; /proc/cmdline has neither iommu=pt nor iommu.passthrough=1",
            Remedy = $"{BootAdvice.Add("iommu=pt")}: the host's own DMA is then not translated; guests stay isolated",
            Source = "kernel Documentation/ABI/testing/sysfs-kernel-iommu_groups; sriov-network-operator "
                + "pkg/plugins/generic/generic_plugin.go",
            Find = Translated,
        },
        new("PLT06", RuleSeverity.Degrades, "vfio hands functions out without an IOMMU")
        {
            Detection = "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode is Y, or /dev/vfio has a file noiommu-N",
            Remedy = "use it for tests only: a guest can read and write all memory "
                + "of the host; switch on the IOMMU, and write N to the parameter",
            Source = "kernel drivers/vfio/Kconfig (VFIO_NOIOMMU)",
            Find = NoIommuMode,
        },
        new("PLT12", RuleSeverity.Blocks, "this host is itself a virtual machine without an IOMMU")
        {
            Detection = "the CPU flag hypervisor; ACPI tables without DMAR, IVRS and VIOT; no IOMMU groups",
            Remedy = "give the virtual machine an emulated IOMMU: in libvirt <iommu "
                + "model='intel'> with intremap and <ioapic driver='qemu'/>, on q35",
            Source = "libvirt formatdomain, IOMMU devices; QEMU hw/i386/intel_iommu.c",
            Find = NoIommuInGuest,
        },
    ];

    private static string? Table(PlatformFacts platform) =>
        platform.AcpiTables.FirstOrDefault(table => table is "DMAR" or "IVRS");

    private static IEnumerable<Symptom> OffInFirmware(ExaminedHost host)
    {
        var platform = host.Platform;
        if (platform is { Cpu: CpuVendor.Intel or CpuVendor.Amd, HasVirtualization: true, IommuGroups: 0 } && platform.IsVirtualMachine != true
            && !platform.AcpiTables.IsEmpty && Table(platform) is null)
        {
            var (table, name) = platform.Cpu == CpuVendor.Intel ? ("DMAR", "VT-d") : ("IVRS", "IOMMU (AMD-Vi)");
            yield return new Symptom(
                Subject.Host,
                $"{platform.AcpiTables.Length} ACPI tables, none of them {table}; no IOMMU groups",
                $"enable {name} in the firmware set-up, and restart the host; 'dmesg "
                    + "| grep -e DMAR -e IOMMU -e AMD-Vi' must then show something");
        }
    }

    private static IEnumerable<Symptom> NotUsed(ExaminedHost host)
    {
        if (host.Platform.IommuGroups != 0 || Table(host.Platform) is not { } table)
        {
            yield break;
        }

        var asked = host.Boot.Running?.Arguments.Where(argument => argument.Is("intel_iommu") || argument.Is("amd_iommu") || argument.Is("iommu")).ToList();
        var off = asked?.FirstOrDefault(argument => argument.Value?.Split(',').Contains("off", StringComparer.Ordinal) == true);
        var said = asked is null ? "" : asked.Count == 0 ? "; the command line does not ask for it" : "; "
            + $"the command line has {string.Join(' ', asked)}";
        yield return new Symptom(
            Subject.Host,
            $"ACPI table {table} is there, no IOMMU groups{said}",
            off is not null ? BootAdvice.Remove(off.ToString())
            : table == "DMAR" ? BootAdvice.Add("intel_iommu=on")
            : "look for 'AMD-Vi' in the kernel log, which says why the IOMMU was not set up; a firmware update is the usual remedy");
    }

    private static IEnumerable<Symptom> Translated(ExaminedHost host)
    {
        if (host.Boot.Running is not { } line || line.Words("iommu").Contains("pt", StringComparer.Ordinal)
            || line.Last("iommu.passthrough") is "1" or "on" or "y" or "Y")
        {
            yield break;
        }

        foreach (var pf in host.Pfs.Where(pf => !VfioDriver.Is(pf.Driver)))
        {
            if (pf.IommuGroup is { } number && host.Group(number) is { Type: "DMA" or "DMA-FQ" } group)
            {
                yield return new Symptom(Subject.Host, $"the IOMMU group {number} of "
                    + $"{pf.Name} has type {group.Type}; the command line has no iommu=pt");
                yield break;
            }
        }
    }

    private static IEnumerable<Symptom> NoIommuMode(ExaminedHost host)
    {
        if (host.Modules.Flag("vfio.enable_unsafe_noiommu_mode") == true)
        {
            yield return new Symptom(Subject.Host, "vfio.enable_unsafe_noiommu_mode is Y");
        }
        else if (host.Platform.HasNoIommuDevices == true)
        {
            yield return new Symptom(Subject.Host, "/dev/vfio has a file noiommu-N");
        }
    }

    private static IEnumerable<Symptom> NoIommuInGuest(ExaminedHost host)
    {
        var platform = host.Platform;
        if (platform is { IsVirtualMachine: true, IommuGroups: 0 } && !platform.AcpiTables.IsEmpty
            && Table(platform) is null && !platform.AcpiTables.Contains("VIOT", StringComparer.Ordinal))
        {
            yield return new Symptom(Subject.Host, "the CPU shows the flag hypervisor; no ACPI table DMAR or IVRS, no IOMMU groups");
        }
    }
}
