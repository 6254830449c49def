using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Primitives;
using Vfleet.TestKit.Doctor;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Doctor;

internal static class PciCases
{
    private const string NoMmio = "igb 0000:01:00.0: not enough MMIO resources for SR-IOV";
    private const string NoBus = "igb 0000:01:00.0: can't enable 7 VFs (bus 02 out of range of [bus 01])";
    private const string NoBars = "igb 0000:01:00.0: SR-IOV: IOV BARS not allocated";
    private const string NoHook = "igb 0000:01:00.0: driver does not support SR-IOV configuration via sysfs";
    private const string Already = "igb 0000:01:00.0: 4 VFs already enabled. Disable before enabling 6 VFs";
    private const string Fewer = "igb 0000:01:00.0: 7 VFs requested; only 4 enabled";
    private const string Hung = "INFO: task bash:812 blocked for more than 120 seconds.";
    private const string Kept = "igb 0000:01:00.0: Cannot deallocate SR-IOV virtual functions while they are assigned - VFs will not be "
        + "deallocated";
    private const string Deprecated = "igb 0000:01:00.0: Enabling SR-IOV VFs using the module parameter is deprecated - please use the "
        + "pci sysfs interface.";
    private const string X552 = "ixgbe 0000:01:00.0: Failed to enable PCI sriov: -12";
    private const string Pending = "i40e 0000:01:00.0: Unable to configure VFs, other operation is pending.";

    private static readonly PciAddress Other = PciAddress.Parse("0000:02:00.0");

    private static Examination Host => Sound.Host();

    // A PF that shall have no VFs and has none.
    private static Examination Bare => Host.WithoutVfs().Intent(intent => intent with { Vfs = 0 });

    private static Examination Plain => Sound.Of(Given.Host());

    public static IEnumerable<RuleCase> All =>
    [
        new("PCI01", Plain.Function(Other, Nic), "0000:02:00.0", "no SR-IOV capability", Host.Function(Other, Nic))
        {
            Remedy = "lspci -v -s",
        },
        new("PCI01", Host.Function(Other, function => Nic(function) with { VendorId = 0x15b3 }), "0000:02:00.0", "no SR-IOV capability",
            Plain.Function(Other, function => Nic(function) with { HasSriov = null }))
        {
            Remedy = "mstconfig -d 0000:02:00.0 set SRIOV_EN=1",
        },
        new("PCI01", Host.Function(Other, function => Nic(function) with { HasSriov = true }), "0000:02:00.0", "sriov_totalvfs is not",
            Host.Function(Other, function => Nic(function) with { HasSriov = true, PhysicalFunction = Sound.Pf }))
        {
            Remedy = "CONFIG_PCI_IOV",
        },
        new("PCI02", Bare.Pf(pf => pf with { TotalVfs = 0 }), "enp1s0f0", "sriov_totalvfs is 0",
            Bare.Pf(pf => pf with { TotalVfs = 0 }).Card(card => card with { HasSriov = null })),
        new("PCI03", Bare.Said(NoMmio), "enp1s0f0", NoMmio, Host.Said(NoMmio)) { Remedy = "pci=realloc" },
        new("PCI03", Bare.Card(card => card with { VfBars = [new(0, 0, 0x1bfff, 0x20140204)] }), "enp1s0f0", "VF BAR 0 has no addresses",
            Bare.Card(card => card with { VfBars = default })),
        new("PCI03", Bare.Card(card => card with { VfBars = [new(0, 0, 0, 0), new(1, 0, 0, 0)] }), "enp1s0f0", "all zeros", Bare),
        new("PCI04", Bare.Said(NoBus), "enp1s0f0", NoBus, Host.Said(NoBus)) { Remedy = "pci=assign-busses" },
        new("PCI04", Host.Pf(pf => pf with { Offset = 384 }).Card(card => card with { Upstream = card.Upstream! with { SubordinateBus = 1 } }),
            "enp1s0f0",
            "the last of 7 VFs would be 0000:02:11.4; the port above ends at bus 01, where 0 VFs fit",
            Host.Pf(pf => pf with { Offset = 384 }).Card(card => card with { Upstream = card.Upstream! with { SubordinateBus = null } })),
        new("PCI05", Bare.Said(NoBars), "enp1s0f0", NoBars, Host.Said(NoBars)),
        new("PCI06", Host.Intent(intent => intent with { Vfs = 8 }), "enp1s0f0", "/etc/vfleet/host.yaml asks for 8 VFs, sriov_totalvfs is 7",
            Host.Intent(intent => intent with { Vfs = 7 })),
        new("PCI06", Host.Intent(intent => intent with { Vfs = 8, IsKept = true }), "enp1s0f0", "asks for 8 VFs",
            Host.Intent(intent => intent with { Vfs = 7, IsKept = true })) { Remedy = "vfleet pf set enp1s0f0 --vfs 7" },
        new("PCI06", Host.Configured(new("/etc/sysfs.d/vf.conf", ConfiguratorKind.Sysfs, "8") { Netdev = "enp1s0f0", Vfs = 8 }), "enp1s0f0",
            "/etc/sysfs.d/vf.conf asks for 8 VFs",
            Host.Configured(new("/etc/sysfs.d/vf.conf", ConfiguratorKind.Sysfs, "8") { Netdev = "eno1", Vfs = 8 })),
        new("PCI07", Host.Said(Already), "enp1s0f0", Already,
            Host.Said(Already).Pf(pf => pf with { NumVfs = 6 })) { Remedy = "vfleet pf set enp1s0f0 --vfs 6" },
        new("PCI08", Bare.Said(NoHook), "enp1s0f0", NoHook, Host.Said(NoHook)),
        new("PCI08", Bare.Pf(pf => pf with { Driver = null }).Card(card => card with { Driver = null }), "enp1s0f0", "no driver is bound",
            Bare.Pf(pf => pf with { Driver = null }) with { Functions = [] }) { Remedy = "modprobe igb" },
        new("PCI08", Bare.Pf(pf => pf with { Driver = "vfio-pci" }).Intent(intent => intent with { Vfs = 4 }), "enp1s0f0", "the driver is vfio-pci",
            Bare.Pf(pf => pf with { Driver = "vfio-pci" })),
        new("PCI09", Host.Said(Fewer), "enp1s0f0", "sriov_numvfs is 4", Host.Said(Fewer).Pf(pf => pf with { NumVfs = 7 })),
        new("PCI10", Host.Card(card => card with { Sriov = card.Sriov! with { InitialVfs = 6 } }), "enp1s0f0", "InitialVFs is 6, TotalVFs is 7",
            Host.Card(card => card with { Sriov = null })),
        new("PCI10", Host.Card(card => card with { Sriov = card.Sriov! with { Stride = 0 } }), "enp1s0f0", "VF Stride 0",
            Bare.Card(card => card with { Sriov = card.Sriov! with { Stride = 0, Offset = 0, Enabled = false, NumVfs = 0 } })),
        new("PCI11", DependsOn(HasSriov: false), "enp1s0f0", "it depends on 0000:01:00.1", DependsOn(HasSriov: true)),
        new("PCI12", Host.Services(services => services with { StuckTasks = [new(812, "bash", "sriov_numvfs_store")] }), "host",
            "bash (pid 812) waits in sriov_numvfs_store",
            Host.Services(services => services with { StuckTasks = [new(812, "bash", "nfs_wait")] })),
        new("PCI12", Host.Said(Hung, "Call Trace:", " sriov_numvfs_store+0xa1/0x190"), "host", Hung,
            Host.Said(Hung, "Call Trace:", " nfs_wait+0xa1/0x190")),
        new("PCI13", Host.Said(Kept), "enp1s0f0", Kept, Bare.Said(Kept)),
        new("PCI14", Host.Parameter("igb.max_vfs", "7,7"), "enp1s0f0", "igb.max_vfs is 7,7", Host.Parameter("igb.max_vfs", "0,0")),
        new("PCI14", Host.Configured(new("/etc/modprobe.d/igb.conf", ConfiguratorKind.Modprobe, "options igb max_vfs=7") { Module = "igb" }),
            "enp1s0f0", "options igb max_vfs=7",
            Host.Configured(new("/etc/sysfs.d/vf.conf", ConfiguratorKind.Sysfs, "sriov_numvfs = 4")))
        {
            Remedy = "/etc/modprobe.d/igb.conf",
        },
        new("PCI14", Host.Said(Deprecated), "enp1s0f0", Deprecated, Host),
        new("PCI15", Bare.Pf(pf => pf with { Driver = "ixgbe", DeviceId = 0x15ad }).Intent(intent => intent with { DeviceId = null }).Said(X552),
            "enp1s0f0", X552,
            Bare.Pf(pf => pf with { Driver = "ixgbe", DeviceId = 0x10fb }).Intent(intent => intent with { DeviceId = null }).Said(X552)),
        new("PCI16", Host.Said(Pending), "enp1s0f0", Pending, Host),
        new("PCI17", Host with { Intents = [new(Host.Host.Pfs[0].Vfs[1].Address, "/etc/vfleet/host.yaml")] }, "enp1s0f0",
            "names 0000:01:10.2, which is a VF of enp1s0f0", Host)
        {
            Remedy = "write 0000:01:00.0 instead of 0000:01:10.2",
        },
        new("PCI17", Host with { Intents = [new(Host.Host.Pfs[0].Vfs[1].Address, "/var/lib/vfleet/0000:01:10.2.json") { IsKept = true }] }, "enp1s0f0",
            "names 0000:01:10.2, which is a VF of enp1s0f0", Host)
        {
            Remedy = "vfleet pf move 0000:01:10.2 NEW",
        },
        new("PCI18", Host.Pf(pf => pf with { Vfs = pf.Vfs[..3] }), "enp1s0f0", "sriov_numvfs is 4, 3 VFs are there", Host),
    ];

    private static FunctionFacts Nic(FunctionFacts function) => function with { ClassCode = 0x020000, VendorId = 0x10ec, HasSriov = false };

    private static Examination DependsOn(bool HasSriov)
    {
        var second = PciAddress.Parse("0000:01:00.1");
        return Host.Card(card => card with { Sriov = card.Sriov! with { DependencyLink = 1 } })
            .Function(second, function => function with { HasSriov = HasSriov, PhysicalFunction = HasSriov ? Sound.Pf : null });
    }
}
