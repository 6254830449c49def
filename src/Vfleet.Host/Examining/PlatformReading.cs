using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>The host below its functions.</summary>
internal static class PlatformReading
{
    /// <summary>Names of tables that the firmware left.</summary>
    public const string AcpiTables = "sys/firmware/acpi/tables";

    /// <summary>A directory for each IOMMU group.</summary>
    public const string IommuGroups = "sys/kernel/iommu_groups";

    /// <summary>An entry for each IOMMU.</summary>
    public const string IommuUnits = "sys/class/iommu";

    /// <summary>Devices of vfio.</summary>
    public const string VfioDevices = "dev/vfio";

    public static PlatformFacts Read(SysfsRoot root)
    {
        var cpu = Text(root, "proc/cpuinfo") is { } text ? Cpu(text) : null;
        return new PlatformFacts
        {
            Cpu = cpu is null ? null : Maker(cpu.GetValueOrDefault("vendor_id")),
            HasVirtualization = Flags(cpu) is { } flags ? flags.Contains("vmx") || flags.Contains("svm") : null,
            IsVirtualMachine = Flags(cpu)?.Contains("hypervisor"),
            AcpiTables = [.. root.List(AcpiTables)],
            IommuGroups = Count(root, IommuGroups),
            IommuUnits = Count(root, IommuUnits),
            KernelRelease = Text(root, "proc/sys/kernel/osrelease"),
            Lockdown = Text(root, "sys/kernel/security/lockdown"),
            HasNoIommuDevices = root.IsLive || root.Exists(VfioDevices)
                ? root.List(VfioDevices).Any(name => name.StartsWith("noiommu-", StringComparison.Ordinal))
                : null,
        };
    }

    /// <summary>The first CPU's lines, which stand for all: the others repeat them (arch/x86/kernel/cpu/proc.c).</summary>
    /// <param name="text">Content of <c>/proc/cpuinfo</c>.</param>
    /// <returns>Values by name.</returns>
    public static Dictionary<string, string> Cpu(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').TakeWhile(line => line.Length > 0))
        {
            if (line.Split(':', 2) is [var name, var value])
            {
                values[name.Trim()] = value.Trim();
            }
        }

        return values;
    }

    private static CpuVendor Maker(string? vendor) => vendor switch
    {
        "GenuineIntel" => CpuVendor.Intel,
        "AuthenticAMD" or "HygonGenuine" => CpuVendor.Amd,
        _ => CpuVendor.Other,
    };

    private static ImmutableHashSet<string>? Flags(Dictionary<string, string>? cpu) =>
        cpu?.GetValueOrDefault("flags") is { } flags ? [.. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)] : null;

    private static int? Count(SysfsRoot root, string path) => root.Exists(path) ? root.List(path).Count : null;

    private static string? Text(SysfsRoot root, string path) =>
        root.TryReadText(path, out var text) == Errno.None && text.Length > 0 ? text : null;
}
