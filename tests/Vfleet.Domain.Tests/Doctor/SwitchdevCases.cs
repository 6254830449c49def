using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;
using Vfleet.TestKit.Doctor;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Doctor;

internal static class SwitchdevCases
{
    private const string ModeWithVfs = "ice 0000:0a:00.0: Changing eswitch mode is allowed only if there is no VFs created";
    private const string Vlan = "mlx5_core 0000:0a:00.0 ens1f0np0: legacy vf vlan setting isn't supported in switchdev mode";
    private const string Bound = "mlx5_core 0000:0a:00.0: Failed to deactivate VF LAG; driver restart required Make sure all VFs are "
        + "unbound prior to VF LAG activation or deactivation";

    private static Examination Card => Sound.Card();

    private static Examination Legacy => Card.Pf(pf => pf with { EswitchMode = "legacy" });

    // Both ports in bond0.
    private static Examination Bond => Card.Pf(Slave).Pf(Slave, Sound.Port1).Netdev("bond0", netdev => netdev with { BondMode = "802.3ad" });

    public static IEnumerable<RuleCase> All =>
    [
        new("SWD01", Card.Intent(intent => intent with { Eswitch = "legacy" }), "ens1f0np0",
            "says legacy, the mode is switchdev; bound to drivers: VFs 0-1",
            Card.Intent(intent => intent with { Eswitch = "legacy" }).Pf(pf => pf with { Vfs = [.. pf.Vfs.Select(vf => vf with { Driver = null,
                Netdevs = [] })] }))
        {
            Remedy = "vfleet pf set ens1f0np0 --eswitch legacy",
        },
        new("SWD01", Legacy.Said(ModeWithVfs), "ens1f0np0", ModeWithVfs, Legacy.WithoutVfs().Said(ModeWithVfs)),
        new("SWD02", Asked(Card, 100), "ens1f0np0/0", "web1 asks for VLAN 100",
            Asked(Legacy, 100)) { Remedy = "ovs-vsctl set port ens1f0np0_0 tag=100" },
        new("SWD02", Card.Said(Vlan), "ens1f0np0", Vlan, Legacy.Said(Vlan)),
        new("SWD03", Rated(Card), "ens1f0np0/1", "a rate of 100 Mbit/s", Rated(Legacy)),
        new("SWD04", Card.Eswitch(eswitch => eswitch with { Representors = [eswitch.Representors[1]] }), "ens1f0np0", "no representor: VF 0",
            Card.Eswitch(eswitch => eswitch with { Representors = default })),
        new("SWD05", Card.Netdev("ens1f0np0", netdev => netdev with { HwTcOffload = false }), "ens1f0np0", "hw-tc-offload of ens1f0np0 is off",
            Legacy.Netdev("ens1f0np0", netdev => netdev with { HwTcOffload = false })) { Remedy = "ethtool -K ens1f0np0 hw-tc-offload on" },
        new("SWD05", Card.OpenVswitch(), "host", "no hw-offload",
            Card.Services(services => services with { OpenVswitch = null })) { Remedy = "dump-flows type=offloaded" },
        new("SWD06", Card.Pf(pf => pf with { DeviceId = 0x1015 }).Intent(intent => intent with { DeviceId = null }), "ens1f0np0", "inline mode none",
            Card)
        {
            Remedy = "devlink dev eswitch set pci/0000:0a:00.0 inline-mode transport",
        },
        new("SWD07", Bond.Eswitch(eswitch => eswitch with { LagState = "disabled" }), "ens1f0np0", "slave of bond0, lag state disabled",
            Bond.Eswitch(eswitch => eswitch with { LagState = null })),
        new("SWD07", Bond.Pf(pf => pf with { EswitchMode = "legacy" }), "ens1f0np0", "the other slave is in switchdev mode",
            Bond.Pf(pf => pf with { EswitchMode = null })),
        new("SWD07", Card.Said(Bound), "ens1f0np0", Bound, Bond),
        new("SWD08", Card.Eswitch(eswitch => eswitch with { SteeringMode = "dmfs" }), "ens1f0np0", "flow_steering_mode is dmfs",
            Card.Eswitch(eswitch => eswitch with { SteeringMode = "dmfs" }).OpenVswitch(("hw-offload", "false"))),
        new("SWD09", Bond.Netdev("bond0", netdev => netdev with { BondMode = "balance-rr" }), "ens1f0np0", "slave of bond0, whose mode is balance-rr",
            Card.Netdev("bond0", netdev => netdev with { BondMode = "balance-rr" })),
        new("SWD10", Card.OpenVswitch(("hw-offload", "true"), ("tc-policy", "skip_hw")), "host", "tc-policy=skip_hw",
            Card.OpenVswitch(("hw-offload", "true"), ("tc-policy", "none"))),
    ];

    private static ObservedPf Slave(ObservedPf pf) => pf.WithNetdev(netdev => netdev with { Uses = [new(NetdevUseKind.BondSlave, "bond0")] });

    private static Examination Rated(Examination card) => card.Vf(1,
        vf => vf with { Record = Given.Record("web1", VfPhase.Detaching) with { Applied = new VfSettings { MaxRate = 100 } } });

    private static Examination Asked(Examination card, int vlan)
    {
        var web1 = Given.Guest("web1") with
        {
            Devices = [new("hostdev", "ua-net0", MacAddress.Parse("52:54:00:00:00:01"), card.Host.Pfs[0].Vfs[0].Address, null, vlan, Live: true,
                Config: true)],
        };
        return card with { Host = card.Host.WithGuests(web1) };
    }
}
