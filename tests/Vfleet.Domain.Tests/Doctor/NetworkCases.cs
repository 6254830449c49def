using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.Doctor;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Doctor;

internal static class NetworkCases
{
    private const string Override = "igb 0000:01:00.0: VF 0 attempted to override administratively set MAC address";
    private const string TooMany = "i40e 0000:01:00.0: Cannot add more MAC addresses, VF is not trusted, switch the VF to trusted to add "
        + "more functionality";
    private const string Promiscuous = "ice 0000:01:00.0: Unprivileged VF 1 is attempting to configure promiscuous mode";
    private const string Spoof = "igb 0000:01:00.0: Spoof event(s) detected on VF 0";
    private const string Warning = "WARNING: CPU: 3 PID: 812 at net/core/rtnetlink.c:3877 rtnl_getlink+0x3a1/0x3c0";

    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:00:00:01");

    private static Examination Host => Sound.Host();

    private static Examination Down => Host.Pf(pf => pf.Down());

    private static Examination Unplugged => Host.Pf(pf => pf.WithNetdev(netdev => netdev with { HasCarrier = false }));

    // VF 2 is on the host, with an address that its driver made up.
    private static Examination MadeUp => Host.Netdev("enp1s0f0v2", netdev => netdev with { MacOrigin = MacOrigin.Random });

    private static Examination Bridged => Host.Pf(pf => pf.WithNetdev(netdev => netdev with { Uses = [new(NetdevUseKind.BridgePort, "br0")] }));

    public static IEnumerable<RuleCase> All =>
    [
        new("NET01", Down, "enp1s0f0", "enp1s0f0 is down, with 4 VFs", Down.WithoutVfs()) { Remedy = "vfleet pf set enp1s0f0 --up" },
        new("NET02", Down, "enp1s0f0", "it shall be up; it is down", Down.Intent(intent => intent with { IsUp = null })),
        new("NET03", Unplugged, "enp1s0f0", "without carrier; link state auto: VFs 0-3",
            Unplugged.Pf(pf => pf with { Vfs = [.. pf.Vfs.Select(Enabled)] })),
        new("NET04", Zero(guestMac: null), "enp1s0f0", "MAC 00:00:00:00:00:00: VF 0",
            Zero(guestMac: Mac)) { Remedy = "vfleet vf set enp1s0f0/0 --mac" },
        new("NET05", MadeUp, "enp1s0f0", "VF 2",
            MadeUp.Vf(2, vf => vf with { Settings = vf.Settings! with { Mac = Mac } })) { Remedy = "vfleet vf set enp1s0f0/2 --mac" },
        new("NET06", Host.Said(Override), "enp1s0f0", Override, Trusted.Said(Override)) { Remedy = "vfleet vf set enp1s0f0/N --trust on" },
        new("NET07", Host.Said(TooMany), "enp1s0f0", TooMany, Trusted.Said(TooMany)),
        new("NET07", Host.Said(Promiscuous, Promiscuous), "enp1s0f0", "(2 times)", Host),
        new("NET08", Host.Said(Spoof), "enp1s0f0", Spoof, Host.Pf(pf => pf with { Vfs = [.. pf.Vfs.Select(Unchecked)] }).Said(Spoof)),
        new("NET09", Tagged(3), "enp1s0f0", "VLAN 100: VF 3", Tagged(0)) { Remedy = "vfleet vf set enp1s0f0/3 --vlan 0" },
        new("NET10", Host.Netdev("enp1s0f0", netdev => netdev with { BridgeVlans = 40 }), "enp1s0f0", "enp1s0f0 has 40 VLAN ids",
            Host.Netdev("enp1s0f0", netdev => netdev with { BridgeVlans = 3 })),
        new("NET11", LargerVf, "enp1s0f0", "MTU 1500; up to 9000: VF 2",
            LargerVf.Pf(pf => pf.WithNetdev(netdev => netdev with { Mtu = 9000 }))) { Remedy = "vfleet pf set enp1s0f0 --mtu 9000" },
        new("NET12", Applied(new VfSettings { LinkState = VfLinkState.Enable }), "enp1s0f0/0", "igb has no link state of a VF",
            Applied(new VfSettings { MaxRate = 100 })),
        new("NET13", Bridged, "enp1s0f0", "it is a port of br0, and guests have VF 0", Bridged.Vf(0, vf => vf with { Guests = [] })),
        new("NET14", Twice(Mac), "enp1s0f0/3", "52:54:00:00:00:01 is also the address of enp1s0f0/1", Twice(MacAddress.Zero)),
        new("NET15", Filters(120), "enp1s0f0", "120 addresses in its forwarding table, 4 VFs; the card has 128 filters", Filters(20)),
        new("NET16", Host.Pf(pf => pf with { VfListCutAt = 2 }), "enp1s0f0", "the kernel reported VFs 0-1 of 4",
            Host.Pf(pf => pf with { VfListCutAt = 2, ClassCode = 0x020700 })),
        new("NET16", Host.Said(Warning), "host", Warning, Host.Said("RIP: 0010:rtnl_getlink+0x3a1/0x3c0")),
        new("NET17", Host.Pf(pf => pf with { ManagementUses = [new(ManagementUseKind.DefaultRoute, "br0", "10.0.0.1")] }), "enp1s0f0",
            "default route over br0 (10.0.0.1)", Host),
    ];

    private static Examination Trusted => Host.Pf(pf => pf with { Vfs = [.. pf.Vfs.Select(Trusting)] });

    private static Examination LargerVf => Host.Vf(2, vf => vf with { Netdevs = [vf.Netdevs[0] with { Mtu = 9000 }] });

    private static ObservedVf Trusting(ObservedVf vf) => vf with { Settings = vf.Settings! with { Trust = true } };

    private static ObservedVf Enabled(ObservedVf vf) => vf with { Settings = vf.Settings! with { LinkState = VfLinkState.Enable } };

    private static ObservedVf Unchecked(ObservedVf vf) => vf with { Settings = vf.Settings! with { SpoofCheck = false } };

    private static Examination Zero(MacAddress? guestMac) => Host.Vf(0, vf => vf with
    {
        Settings = vf.Settings! with { Mac = MacAddress.Zero },
        Guests = [vf.Guests[0] with { Mac = guestMac }],
    });

    private static Examination Tagged(int index) => Host.Vf(index, vf => vf with { Settings = vf.Settings! with { Vlan = new VlanTag(100) } });

    private static Examination Applied(VfSettings settings) => Host.Vf(0,
        vf => vf with { Record = Given.Record("web1") with { Applied = settings } });

    private static Examination Twice(MacAddress mac) =>
        Host.Vf(1, vf => vf with { Settings = vf.Settings! with { Mac = mac } }).Vf(3, vf => vf with { Settings = vf.Settings! with { Mac = mac } });

    private static Examination Filters(int entries) => Host.Pf(pf => pf with { Facts = pf.Facts with { MacFilters = 128 } })
        .Netdev("enp1s0f0", netdev => netdev with { FdbEntries = entries });
}
