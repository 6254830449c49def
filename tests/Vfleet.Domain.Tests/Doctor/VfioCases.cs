using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;
using Vfleet.TestKit.Doctor;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Doctor;

internal static class VfioCases
{
    private const string Locked = "vfio_pin_pages_remote: RLIMIT_MEMLOCK (67108864) exceeded";
    private const string Denied = "audit: type=1400 audit(1): apparmor=\"DENIED\" operation=\"open\" profile=\"libvirt-1\" "
        + "name=\"/dev/vfio/14\" comm=\"qemu-system-x86\"";

    private static Examination Host => Sound.Host();

    private static Examination Alone => Host.Guest("web1", guest => guest with { Teamings = [] });

    private static Examination Record(VfPhase phase, int vf) => Host.Vf(vf, found => found with { Record = Given.Record("web1", phase) });

    private static Examination Down => Host.Vf(2, vf => vf with { Netdevs = [vf.Netdevs[0] with { IsUp = false, Uses = [] }] });

    public static IEnumerable<RuleCase> All =>
    [
        new("VFO01", Host.Vf(1, vf => vf with { IommuGroup = null }), "enp1s0f0", "no iommu_group: VF 1",
            Host.Vf(1, vf => vf with { IommuGroup = null }).Platform(platform => platform with { IommuGroups = null }))
        {
            Remedy = "does not cover this slot",
        },
        new("VFO02", Host.Vf(3, vf => vf with { DriverOverride = "vfio-pci" }), "enp1s0f0", "no driver is bound: VF 3",
            Host.Vf(3, vf => vf with { DriverOverride = "vfio-pci",
                Record = Given.Record("web1", VfPhase.Detaching) })) { Remedy = "0000:01:10.6/driver_override" },
        new("VFO03", Host.Vf(1, vf => vf with { DriverOverride = null }), "enp1s0f0", "on vfio without driver_override: VF 1",
            Host.Vf(0, vf => vf with { DriverOverride = null })) { Remedy = "echo 8086 10ca > /sys/bus/pci/drivers/vfio-pci/remove_id" },
        new("VFO04", Host.Vf(2, vf => vf with { DriverOverride = "vfio-pci" }), "enp1s0f0/2", "driver_override is vfio-pci, the driver is igbvf",
            Host)
        {
            Remedy = "vfleet vf bind enp1s0f0/2 vfio",
        },
        new("VFO05", Host.Vf(0, vf => vf with { Guests = [.. vf.Guests, new("db1", Given.Uuid("db1"), null, null, Live: false, Config: true)] }),
            "enp1s0f0/0",
            "web1 and db1 have it in their definitions", Host) { Remedy = "vfleet vm attach db1 enp1s0f0" },
        new("VFO05", Host.Vf(0, vf => vf with { Holders = [new(77, "dpdk-testpmd", null)] }), "enp1s0f0/0", "dpdk-testpmd (pid 77) has it open",
            Host.Vf(1, vf => vf with { Holders = [new(77, "dpdk-testpmd", null)] })),
        new("VFO06", Host.Said(Locked), "host", Locked, Host),
        new("VFO06", Planned.Guest("web1", guest => guest with { LockableBytes = 64 << 20 }), "web1",
            "it may lock 64 MiB, and needs more than 1024 MiB",
            Host.Guest("web1", guest => guest with { LockableBytes = 64 << 20 })) { Remedy = "virsh memtune web1 --hard-limit 2097152" },
        new("VFO07", Host.VfFunctions(function => function with { ResetMethods = [] }), "enp1s0f0", "reset_method is empty: VFs 0-3",
            Host.VfFunctions(function => function with { ResetMethods = default })),
        new("VFO08", Host.Said(Denied), "host", "/dev/vfio/14", Host.Said(Denied.Replace("/dev/vfio/14", "/etc/shadow", StringComparison.Ordinal))),
        new("VFO09", Alone, "web1", "enp1s0f0/0 on vfio-pci, without a failover pair",
            Alone.Guest("web1", guest => guest with { Teamings = default })),
        new("VFO10", Host.Guest("web1", guest => guest with { PostCopy = true }), "web1", "post-copy is on, and it has 1 VF",
            Host.Guest("web1", guest => guest with { PostCopy = true }).Vf(0, vf => vf with { Guests = [] })),
        new("VFO11", Record(VfPhase.Detaching, 0), "enp1s0f0/0", "web1 still has it",
            Record(VfPhase.Attached, 0)) { Remedy = "vfleet vm detach web1 enp1s0f0/0" },
        new("VFO12", Team("52:54:00:00:00:02"), "web1", "ua-net0 has 52:54:00:aa:00:00, ua-net1 has 52:54:00:00:00:02", Team("52:54:00:aa:00:00")),
        new("VFO13", Down, "enp1s0f0", "on igbvf, netdev down: VF 2",
            Down.VfFunctions(function => function with { ResetMethods = ["pm"] })) { Remedy = "vfleet vf reset enp1s0f0/2" },
        new("VFO15", Stuck("pci_reset_function"), "host", "bash (pid 812) waits in pci_reset_function", Stuck("nfs_wait")),
        new("VFO14", Record(VfPhase.Attached, 1) with { ReadAt = null }, "enp1s0f0/1", "it was given to web1",
            Record(VfPhase.Attached, 1) with { Host = Record(VfPhase.Attached, 1).Host with { Guests = default } })
        {
            Remedy = "vfleet vf reset enp1s0f0/1",
        },
        new("VFO14", Record(VfPhase.Attaching, 1), "enp1s0f0/1", "it was given to web1",
            Record(VfPhase.Attaching, 1) with { ReadAt = DateTimeOffset.UnixEpoch.AddSeconds(3) }),
    ];

    private static Examination Stuck(string function) => Host.Services(services => services with { StuckTasks = [new(812, "bash", function)] });

    // web1 runs, and its VF is only in its persistent definition.
    private static Examination Planned => Host with
    {
        Host = Host.Host.WithGuest(Given.Uuid("web1"), guest => guest with { Devices = [guest.Devices[0] with { Live = false, Config = true }] }),
    };

    private static Examination Team(string standby) => Host with
    {
        Host = Host.Host.WithGuest(Given.Uuid("web1"), guest => guest with
        {
            Devices = [.. guest.Devices, new ObservedGuestDevice("bridge", "ua-net1", MacAddress.Parse(standby), null, "br0", null, Live: true,
                Config: true)],
        }),
    };
}
