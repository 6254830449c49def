using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Vfio;

/// <summary>Which driver a VF has, should have, and how it is reset.</summary>
internal static class BindingRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("VFO01", RuleSeverity.Blocks, "VFs have no IOMMU group, so vfio cannot take them")
        {
            Detection = "VFs without a link iommu_group",
            Remedy = "switch the IOMMU on: see PLT01 and PLT02",
            Source = "kernel drivers/vfio/group.c (vfio_noiommu_group_alloc, vfio_group_find_or_alloc)",
            Find = NoGroup,
        },
        new("VFO02", RuleSeverity.Degrades, "a driver_override was left behind, so no other driver takes the VF")
        {
            Detection = "driver_override of a VF is set, the VF has no driver, and no guest or record has it",
            Remedy = "vfleet vf bind PF/N host; or echo > /sys/bus/pci/devices/ADDRESS/driver_override",
            Source = "kernel Documentation/ABI/testing/sysfs-bus-pci (driver_override)",
            Find = LeftOver,
        },
        new("VFO03", RuleSeverity.Advice, "VFs are on vfio by their make (new_id, ids=), so every other one of that make goes there too")
        {
            Detection = "VFs on a vfio driver without driver_override and without guest",
            Remedy = "take the make away (remove_id, vfio-pci.ids= of the kernel's "
                + "command line), and bind single VFs: vfleet vf bind PF/N vfio",
            Source = "kernel Documentation/ABI/testing/sysfs-bus-pci (new_id, driver_override)",
            Find = ByMake,
        },
        new("VFO04", RuleSeverity.Blocks, "a VF has another driver than the one it was meant for")
        {
            Detection = "driver_override of a VF names one driver, and another one is bound",
            Remedy = "vfleet vf bind PF/N vfio (or host); if it comes back, look for a udev rule or service that binds it",
            Source = "kernel drivers/pci/pci-driver.c (pci_match_device); EVE pkg/pillar",
            Find = OtherDriver,
        },
        new("VFO07", RuleSeverity.Degrades, "VFs cannot be reset, so one guest's state reaches the next")
        {
            Detection = "reset_method of VFs is empty",
            Remedy = "do not pass these VFs from tenant to tenant without making them anew: vfleet pf set PF --vfs 0, then N",
            Source = "kernel Documentation/ABI/testing/sysfs-bus-pci (reset_method); sriov-network-device-plugin issue 714",
            Find = NoReset,
        },
        new("VFO13", RuleSeverity.Degrades, "a reset of these VFs never returns while igbvf drives them and their netdev is down")
        {
            Detection = "a VF on igbvf whose netdev is down, with function level reset (flr) or methods unknown",
            Remedy = "never write to their file reset; use vfleet vf reset PF/N, which takes igbvf away first, as every script must",
            Source = "kernel drivers/net/ethernet/intel/igbvf/netdev.c (reset waits "
                + "in napi_disable for what is disabled already); seen on Linux 6.12",
            Find = ResetHangs,
        },
        new("VFO15", RuleSeverity.Blocks, "a reset of a function does not come back")
        {
            Detection = "a task in uninterruptible sleep waits in a function whose name has \"reset\"",
            Remedy = "leave the function alone, for whoever touches it next waits too; save the kernel log, and restart the host; see "
                + "VFO13",
            Source = "kernel drivers/pci/pci.c (pci_reset_function holds the device's lock)",
            Find = StuckReset,
        },
    ];

    private static IEnumerable<Symptom> NoGroup(ExaminedHost host) => host.Platform.IommuGroups is null
        ? []
        : host.PerPf(vf => vf.IommuGroup is null, "no iommu_group", (_, _) => host.Platform.IommuGroups > 0
            ? "the IOMMU is on but does not cover this slot: look for the card's segment "
                + "in the DMAR or IVRS lines of the kernel log, or use another slot"
            : null);

    private static IEnumerable<Symptom> LeftOver(ExaminedHost host) => host.PerPf(
        vf => vf is { DriverOverride: not null, Driver: null, Record: null } && vf.Guests.IsEmpty,
        "driver_override is set, no driver is bound",
        (pf, vf) => $"vfleet vf bind {pf.Name}/{vf.Id.Index} host; or echo > /sys/bus/pci/devices/{vf.Address}/driver_override");

    private static IEnumerable<Symptom> ByMake(ExaminedHost host) => host.PerPf(
        vf => vf is { IsOnVfio: true, DriverOverride: null } && vf.Guests.IsEmpty && vf.Holders.IsEmpty,
        "on vfio without driver_override",
        (pf, vf) => $"echo {vf.VendorId:x4} {vf.DeviceId:x4} > /sys/bus/pci/drivers/vfio-pci/remove_id, "
            + $"then vfleet vf bind {pf.Name}/{vf.Id.Index} vfio");

    private static IEnumerable<Symptom> OtherDriver(ExaminedHost host)
    {
        foreach (var (pf, vf) in host.Vfs)
        {
            if (vf is { DriverOverride: { } meant, Driver: { } bound } && meant != bound)
            {
                yield return new Symptom(
                    Subject.Of(pf, vf),
                    $"driver_override is {meant}, the driver is {bound}",
                    $"vfleet vf bind {pf.Name}/{vf.Id.Index} {(VfioDriver.Is(meant) ? "vfio" : meant)}");
            }
        }
    }

    private static IEnumerable<Symptom> NoReset(ExaminedHost host) => host.PerPf(
        vf => host.Function(vf.Address) is { ResetMethods: { IsDefault: false, IsEmpty: true } },
        "reset_method is empty",
        (pf, _) => $"make the VFs anew between tenants: vfleet pf set {pf.Name} --vfs 0, then vfleet pf set {pf.Name} --vfs {pf.NumVfs}");

    private static IEnumerable<Symptom> ResetHangs(ExaminedHost host) => host.PerPf(
        vf => vf is { Driver: "igbvf", Netdevs.IsEmpty: false } && vf.Netdevs.All(netdev => !netdev.IsUp)
            && (host.Function(vf.Address)?.ResetMethods is not { IsDefault: false } methods || methods.Contains("flr", StringComparer.Ordinal)),
        "on igbvf, netdev down",
        (pf, vf) => $"use vfleet vf reset {pf.Name}/{vf.Id.Index}, which takes igbvf "
            + $"away first; never write to /sys/bus/pci/devices/{vf.Address}/reset");

    private static IEnumerable<Symptom> StuckReset(ExaminedHost host) => host.Services.StuckTasks
        .Where(task => task.WaitsIn.Contains("reset", StringComparison.Ordinal)).Take(1)
        .Select(task => new Symptom(Subject.Host, $"{task.Command} (pid {task.Pid}) waits in {task.WaitsIn}"));
}
