using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Primitives;
using Vfleet.TestKit.Doctor;

namespace Vfleet.Domain.Tests.Doctor;

internal static class PlatformCases
{
    private const string NotRemapped = "DMAR-IR: Failed to enable irq remapping. You are vulnerable to irq-injection attacks.";
    private const string Rmrr = "vfio-pci 0000:01:10.2: Device is ineligible for IOMMU domain attach due to platform RMRR requirement.  "
        + "Contact your platform vendor.";

    private static Examination Host => Sound.Host();

    // As a host whose IOMMU the kernel does not use.
    private static Examination Off => Host.Platform(platform => platform with { IommuGroups = 0, IommuUnits = 0 }) with { Groups = [] };

    private static Examination NoTable => Off.Platform(platform => platform with { AcpiTables = ["DSDT", "FACP"] });

    private static PciAddress Neighbour => PciAddress.Parse("0000:01:00.1");

    public static IEnumerable<RuleCase> All =>
    [
        new("PLT01", NoTable, "host", "none of them DMAR", NoTable.Platform(platform => platform with { AcpiTables = [] }))
        {
            Remedy = "VT-d",
        },
        new("PLT01", NoTable.Platform(platform => platform with { Cpu = CpuVendor.Amd }), "host", "none of them IVRS",
            NoTable.Platform(platform => platform with { HasVirtualization = null })) { Remedy = "AMD-Vi" },
        new("PLT02", Off.Booted("quiet"), "host", "the command line does not ask for it", Host.Booted("quiet"))
        {
            Remedy = "intel_iommu=on",
        },
        new("PLT02", Off.Booted("intel_iommu=off"), "host", "intel_iommu=off", Off.Platform(platform => platform with { IommuGroups = null }))
        {
            Remedy = "remove intel_iommu=off",
        },
        new("PLT03", Host.Booted("quiet").Group(270, group => group with { Type = "DMA-FQ" }), "host", "type DMA-FQ",
            Host.Booted("iommu.passthrough=1").Group(270, group => group with { Type = "DMA-FQ" })) { Remedy = "iommu=pt" },
        new("PLT04", Host.Booted("intel_iommu=on", configured: "intel_iommu=on iommu=pt"), "host", "/etc/default/grub has iommu=pt",
            Host.Booted("quiet", "intel_iommu=on"))
        {
            Remedy = "update-grub",
        },
        new("PLT04", Off.Booted("intel_iommu=1"), "host", "intel_iommu=1", Off.Booted("intel_iommu=on,sm_on"))
        {
            Remedy = "intel_iommu=on",
        },
        new("PLT04", Entries("iommu=pt", "iommu=pt pci=realloc"), "host", "/boot/loader/entries/1.conf has pci=realloc",
            Entries("iommu=pt pci=realloc", "quiet")),
        new("PLT05", Host.Said(NotRemapped), "host", NotRemapped, Host.Said(NotRemapped).Parameter("vfio_iommu_type1.allow_unsafe_interrupts", "Y")),
        new("PLT05", Host with { Log = new KernelLog([new("Linux version 6.12.9")], FromBoot: true) }, "host", "does not say",
            Host with { Log = new KernelLog([new("eth0: link up")], FromBoot: false) }),
        new("PLT06", Host.Parameter("vfio.enable_unsafe_noiommu_mode", "Y"), "host", "enable_unsafe_noiommu_mode is Y",
            Host.Parameter("vfio.enable_unsafe_noiommu_mode", "?")),
        new("PLT06", Host.Platform(platform => platform with { HasNoIommuDevices = true }), "host", "noiommu-N",
            Host.Platform(platform => platform with { HasNoIommuDevices = null })),
        new("PLT07", Host.Said(Rmrr), "enp1s0f0", Rmrr, Host.Said("DMAR: RMRR base: 0x0000007b000000 end: 0x0000007b7fffff")),
        new("PLT07", Host.Group(270, group => group with { Reserved = [new(0x7b000000, 0x7b7fffff, "direct")] }), "enp1s0f0",
            "0x7b000000-0x7b7fffff direct",
            Host.Group(270, group => group with { Reserved = [new(0x7b000000, 0x7b7fffff, "direct-relaxable")] })),
        new("PLT08", Host.Vf(1, vf => vf with { GroupPeers = [Neighbour] }), "enp1s0f0", "VF 1 in IOMMU group 1257 with 0000:01:00.1",
            Host.Vf(1, vf => vf with { GroupPeers = [Neighbour], IommuGroup = null })),
        new("PLT09", Host.Group(1257, WithNeighbour("igb")), "enp1s0f0/1", "IOMMU group 1257 has 0000:01:00.1 on igb",
            Host.Group(1257, WithNeighbour("vfio-pci")))
        {
            Remedy = "/sys/bus/pci/drivers/igb/unbind",
        },
        new("PLT10", Host.Card(card => card with { Upstream = card.Upstream! with { AcsControl = 0 } }).Vf(1,
            vf => vf with { GroupPeers = [Neighbour] }),
            "enp1s0f0", "port 0000:00:01.0 has every ACS control off",
                Host.Card(card => card with { Upstream = card.Upstream! with { AcsControl = 0 } })),
        new("PLT10", Host.Card(card => card with { Upstream = card.Upstream! with { HasAcs = false, AcsControl = null } }).Group(270,
            WithNeighbour(null)),
            "enp1s0f0", "no ACS capability", Host.Card(card => card with { Upstream = null }).Group(270, WithNeighbour(null))),
        new("PLT11", Host.Card(card => card with { Upstream = card.Upstream! with { AriEnabled = false } }), "enp1s0f0", "VF 0 is 0000:01:10.0",
            Host.Card(card => card with { Upstream = card.Upstream! with { AriEnabled = false } }).Pf(pf => pf with { Offset = 384 })),
        new("PLT15", Host.Card(card => card with { Upstream = null, IsOnRootBus = true }), "enp1s0f0", "its VFs take 0000:01:10.0 to ",
            Host.Card(card => card with { Upstream = null, IsOnRootBus = false })),
        new("PLT12", NoTable.Platform(platform => platform with { IsVirtualMachine = true }), "host", "flag hypervisor",
            Off.Platform(platform => platform with { IsVirtualMachine = true, AcpiTables = ["FACP", "VIOT"] })),
        new("PLT13", WithoutVfio, "host", "vfio_pci", WithoutVfio.Modules(modules => modules with { BuiltIn = [] })),
        new("PLT14", Sound.Card().Platform(platform => platform with { Lockdown = "none [integrity] confidentiality" }), "host", "[integrity]",
            Host.Platform(platform => platform with { Lockdown = "none [integrity] confidentiality" })),
    ];

    // Two boot entries, of which a quiet one is an old kernel's.
    private static Examination Entries(string running, string other) => Host.Booted(running) with
    {
        Boot = new BootFacts
        {
            Running = Sound.Line("/proc/cmdline", running),
            Configured = [Sound.Line("/boot/loader/entries/1.conf", other),
                Sound.Line("/boot/loader/entries/2.conf", other == "quiet" ? running : other)],
        },
    };

    private static Examination WithoutVfio => Sound.Card().Modules(modules => modules with { Loaded = ["mlx5_core"] });

    private static Func<GroupFacts, GroupFacts> WithNeighbour(string? driver) => group => group with
    {
        Members = [.. group.Members, new(Neighbour, 0x020000, driver), new(PciAddress.Parse("0000:00:01.0"), 0x060400, "pcieport")],
    };
}
