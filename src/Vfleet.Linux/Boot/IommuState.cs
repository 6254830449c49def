using System.Collections.Immutable;
using Vfleet.Linux.KernelLog;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;

namespace Vfleet.Linux.Boot;

/// <summary>Whose IOMMU the firmware describes.</summary>
public enum IommuVendor
{
    /// <summary>None that x86 firmware describes.</summary>
    None,

    /// <summary>Intel VT-d: an ACPI table DMAR.</summary>
    Intel,

    /// <summary>AMD-Vi: an ACPI table IVRS.</summary>
    Amd,
}

/// <summary>What the host's IOMMU is and does, judged by its effects; the kernel's arguments are only a hint why.</summary>
/// <param name="Firmware">What the firmware offers. Without it nothing on the command line helps: it is off in the BIOS, or a virtual
/// machine has none.</param>
/// <param name="IsOn">Whether the kernel uses an IOMMU: groups exist.</param>
/// <param name="Groups">How many groups there are.</param>
/// <param name="InterruptRemapping">Whether interrupts are remapped, without which vfio refuses devices; null when the kernel log does
/// not tell (any more).</param>
/// <param name="AllowUnsafeInterrupts">Whether vfio hands devices out even so; null when vfio is not loaded.</param>
/// <param name="NoIommuMode">Whether vfio hands devices out without any IOMMU; null when vfio is not loaded or built without it.</param>
/// <param name="IntelWords">What <c>intel_iommu=</c> says, word by word.</param>
/// <param name="AmdWords">What <c>amd_iommu=</c> says, word by word.</param>
/// <param name="Passthrough">Whether <c>iommu=pt</c> or <c>iommu.passthrough=1</c> was given: faster for the host's own devices.</param>
/// <param name="IsVirtualMachine">Whether this host is itself a guest (CPU flag "hypervisor").</param>
public sealed record IommuState(
    IommuVendor Firmware,
    bool IsOn,
    int Groups,
    bool? InterruptRemapping,
    bool? AllowUnsafeInterrupts,
    bool? NoIommuMode,
    ImmutableArray<string> IntelWords,
    ImmutableArray<string> AmdWords,
    bool Passthrough,
    bool IsVirtualMachine)
{
    private const string Tables = "sys/firmware/acpi/tables";

    // drivers/iommu/intel/irq_remapping.c and drivers/iommu/amd/init.c.
    private static readonly string[] s_remapped = ["Enabled IRQ remapping in", "Interrupt remapping enabled"];

    private static readonly string[] s_notRemapped =
    [
        "Failed to enable irq remapping", "Failed to setup irq remapping", "Not enabling interrupt remapping",
        "interrupt remapping is being disabled", "interrupt remapping will be disabled", "Disabling interrupt remapping",
    ];

    /// <summary>Reads and judges a host.</summary>
    /// <param name="root">The host.</param>
    /// <returns>The state.</returns>
    public static IommuState Read(SysfsRoot root)
    {
        var line = KernelCommandLine.Read(root);
        var modules = new KernelModules(root);
        var groups = IommuGroup.Numbers(root).Length;
        return new IommuState(
            root.Exists($"{Tables}/DMAR") ? IommuVendor.Intel : root.Exists($"{Tables}/IVRS") ? IommuVendor.Amd : IommuVendor.None,
            groups > 0,
            groups,
            Remapping(KernelLogReader.ReadAll(root)),
            Flag(modules.Parameter("vfio_iommu_type1", "allow_unsafe_interrupts")),
            Flag(modules.Parameter("vfio", "enable_unsafe_noiommu_mode")),
            line.Words("intel_iommu"),
            line.Words("amd_iommu"),
            line.Words("iommu").Contains("pt", StringComparer.Ordinal) || line.Last("iommu.passthrough") is "1" or "on" or "y",
            IsGuest(root));
    }

    private static bool? Remapping(KernelMessages log)
    {
        if (log.Errno != Errno.None)
        {
            return null;
        }

        bool? state = null;
        foreach (var record in log.All)
        {
            if (Array.Exists(s_remapped, words => record.Text.Contains(words, StringComparison.OrdinalIgnoreCase)))
            {
                state = true;
            }
            else if (Array.Exists(s_notRemapped, words => record.Text.Contains(words, StringComparison.OrdinalIgnoreCase)))
            {
                state = false;
            }
        }

        // A log that still begins with the boot and says nothing of it: there is none.
        return state ?? (log.All.Any(record => record.Text.StartsWith("Linux version ", StringComparison.Ordinal)) ? false : null);
    }

    private static bool? Flag(string? value) => value switch
    {
        "Y" or "1" => true,
        "N" or "0" => false,
        _ => null,
    };

    private static bool IsGuest(SysfsRoot root)
    {
        if (root.TryReadText("proc/cpuinfo", out var text) != Errno.None)
        {
            return false;
        }

        var flags = text.Split('\n').FirstOrDefault(row => row.StartsWith("flags", StringComparison.Ordinal)) ?? "";
        return flags.Split(' ').Contains("hypervisor", StringComparer.Ordinal);
    }
}
