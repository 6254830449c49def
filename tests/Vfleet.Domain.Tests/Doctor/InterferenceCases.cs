using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Primitives;
using Vfleet.TestKit.Doctor;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Doctor;

internal static class InterferenceCases
{
    private const string OnVfio = "vfio-pci 0000:01:00.0: enabling device (0400 -> 0402)";

    private static readonly Configurator Networkd =
        new("/etc/systemd/network/10-pf.link", ConfiguratorKind.Systemd, "SR-IOVVirtualFunctions=4") { Netdev = "enp1s0f0", Vfs = 4 };

    private static Examination Host => Sound.Host();

    private static Examination Managed => Host.Netdev("enp1s0f0v2", netdev => netdev with { NetworkManagerManaged = true });

    private static Examination Running => Managed.Services(services => services with { Running = ["NetworkManager"] });

    // VF 2 has a netdev that nothing uses.
    private static Examination Idle => Host.Vf(2,
        vf => vf with { Netdevs = [vf.Netdevs[0] with { Uses = [] }] }).Intent(intent => intent with { VfDriver = "vfio" });

    private static Examination Gone => Host.WithoutVfs();

    public static IEnumerable<RuleCase> All =>
    [
        new("UDV01", Running, "enp1s0f0", "NetworkManager manages enp1s0f0v2: VF 2", Managed)
        {
            Remedy = "nmcli device set enp1s0f0v2 managed no",
        },
        new("UDV02", Idle, "enp1s0f0", "netdevs that nothing uses: VF 2",
            Idle.Pf(pf => pf with { Autoprobe = false })) { Remedy = "vfleet vf bind enp1s0f0/2 vfio" },
        new("UDV03", Host.Intent(intent => intent with { Netdev = "eth2" }), "enp1s0f0", "/etc/vfleet/host.yaml calls 0000:01:00.0 eth2",
            Host.Intent(intent => intent with { Netdev = "eth2" }).Pf(pf => pf.WithNetdev(netdev => netdev with { AlternativeNames = ["eth2"] })))
        {
            Remedy = "Name=eth2",
        },
        new("UDV04", Host.Services(services => services with { UdevQueueBusy = true }), "host", "/run/udev/queue",
            Host.Services(services => services with { UdevQueueBusy = null })),
        new("UDV05", Host.Configured(Networkd), "enp1s0f0", "/etc/systemd/network/10-pf.link, /etc/vfleet/host.yaml",
            Host.Configured(Networkd) with { Intents = [] }),
        new("UDV06", Host.Netdev("enp1s0f0v2", netdev => netdev with { DhcpLease = "/run/systemd/netif/leases/9" }), "enp1s0f0/2",
            "/run/systemd/netif/leases/9 is a lease of enp1s0f0v2", Host),
        new("UDV07", Gone, "enp1s0f0", "/etc/vfleet/host.yaml says 4 VFs, sriov_numvfs is 0",
            Gone.Intent(intent => intent with { Vfs = 0 })) { Remedy = "vfleet apply" },
        new("UDV07", Gone.Intent(Kept), "enp1s0f0", "/var/lib/vfleet/0000:01:00.0.json says 4 VFs", Gone.Intent(Kept).Pf(pf => pf with { NumVfs = 4 }))
        {
            Remedy = "vfleet restore",
        },
        new("UDV08", Gone.Said(OnVfio), "enp1s0f0", "lines of vfio-pci", Host.Said(OnVfio)),
        new("UDV09", Host.Intent(intent => intent with { DeviceId = 0x1521 }), "enp1s0f0", "says 8086:1521, the card at 0000:01:00.0 is 8086:10c9",
            Host.Intent(intent => intent with { DeviceId = null, VendorId = null })),
        new("UDV09", Host.Intent(intent => Kept(intent) with { DeviceId = 0x1521 }), "enp1s0f0", "/var/lib/vfleet/0000:01:00.0.json says 8086:1521",
            Host.Intent(Kept)) { Remedy = "vfleet pf forget 0000:01:00.0" },
        new("UDV09", Absent(Kept), "0000:05:00.0", "where no function is", Absent(Kept) with { Functions = [] })
        {
            Remedy = "vfleet pf move 0000:05:00.0 NEW",
        },
        new("UDV09", Absent(), "0000:05:00.0", "where no function is", Absent() with { Functions = [] }),
    ];

    private static RecordedIntent Kept(RecordedIntent intent) => intent with { Path = $"/var/lib/vfleet/{intent.Pf}.json", IsKept = true };

    private static Examination Absent(Func<RecordedIntent, RecordedIntent>? change = null)
    {
        var intent = new RecordedIntent(PciAddress.Parse("0000:05:00.0"), "/etc/vfleet/host.yaml") { Vfs = 2 };
        return Host with { Intents = [change is null ? intent : change(intent)] };
    }
}
