using System.Collections.Immutable;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Doctor.Switchdev;

/// <summary>Whether flows reach the hardware: TC offload, Open vSwitch, bonds of both ports.</summary>
internal static class OffloadRules
{
    // drivers/net/ethernet/mellanox/mlx5/core/lag/lag.c: active-backup, and modes that hash.
    private static readonly ImmutableHashSet<string> s_bondModes = ["active-backup", "balance-xor", "802.3ad"];

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("SWD05", RuleSeverity.Degrades, "flows are not offloaded to the card")
        {
            Detection = "switchdev mode, and the feature hw-tc-offload of the PF is off (ethtool, kernel 5.8), or other_config:hw-offload in the database of "
                + "Open vSwitch is not true",
            Remedy = "ethtool -K PF hw-tc-offload on; ovs-vsctl set Open_vSwitch . other_config:hw-offload=true; "
                + "restart Open vSwitch; 'ovs-appctl dpctl/dump-flows type=offloaded' then shows flows",
            Source = "Cloudpods, OVS offload, common questions; Open vSwitch ovs-vswitchd.conf.db(5), hw-offload",
            Find = NotOffloaded,
        },
        new("SWD07", RuleSeverity.Degrades, "the bond of a card's two ports is not formed in hardware (VF-LAG)")
        {
            Detection = "both ports of a card are slaves of one bond with VFs in switchdev mode, and debugfs "
                + "(mlx5/ADDRESS/lag/state) does not say active; or one port is in switchdev mode and the "
                + "other not; or the kernel log says \"Make sure all VFs are unbound prior to VF LAG\"",
            Remedy = "take the bond apart; make the VFs, unbind them all, set both "
                + "ports to switchdev mode, then make the bond, then bind the VFs",
            Source = "kernel drivers/net/ethernet/mellanox/mlx5/core/lag/lag.c; os-net-config; Cloudpods, OVS offload (bond)",
            Find = NoHardwareBond,
        },
        new("SWD08", RuleSeverity.Advice, "flows are inserted through the card's firmware, which is slow")
        {
            Detection = "switchdev mode with flow_steering_mode dmfs, while Open vSwitch offloads",
            Remedy = "in legacy mode: devlink dev param set pci/ADDRESS name "
                + "flow_steering_mode value smfs cmode runtime; then switchdev mode again",
            Source = "kernel Documentation/networking/devlink/mlx5.rst (flow_steering_mode)",
            Find = Steering,
        },
        new("SWD09", RuleSeverity.Degrades, "the bond has a mode that the card cannot offload")
        {
            Detection = "a PF in switchdev mode is slave of a bond whose mode is none of active-backup, balance-xor and 802.3ad",
            Remedy = "make the bond with mode active-backup, balance-xor or 802.3ad",
            Source = "Cloudpods, OVS offload (bond modes 1, 2, 4); kernel drivers/net/ethernet/mellanox/mlx5/core/lag/lag.c",
            Find = BondMode,
        },
        new("SWD10", RuleSeverity.Degrades, "Open vSwitch is told to keep flows out of the card")
        {
            Detection = "a PF in switchdev mode, and other_config:tc-policy of Open vSwitch is skip_hw",
            Remedy = "ovs-vsctl remove Open_vSwitch . other_config tc-policy; then restart Open vSwitch",
            Source = "Open vSwitch ovs-vswitchd.conf.db(5), tc-policy",
            Find = SkipsHardware,
        },
    ];

    private static string? Ovs(ExaminedHost host, string key) => host.Services.OpenVswitch?.GetValueOrDefault(key)?.Trim('"');

    private static IEnumerable<Symptom> NotOffloaded(ExaminedHost host)
    {
        var switchdev = EswitchRules.Switchdev(host).ToList();
        foreach (var pf in switchdev)
        {
            var uplink = host.Eswitch(pf)?.Uplink ?? pf.Netdevs.FirstOrDefault()?.Name;
            if (uplink is not null && host.Netdev(uplink)?.HwTcOffload == false)
            {
                yield return new Symptom(Subject.Of(pf), $"hw-tc-offload of {uplink} is off", $"ethtool -K {uplink} hw-tc-offload on");
            }
        }

        if (switchdev.Count > 0 && host.Services.OpenVswitch is not null && Ovs(host, "hw-offload") != "true")
        {
            yield return new Symptom(
                Subject.Host,
                $"other_config of Open vSwitch has {(Ovs(host, "hw-offload") is { } value ? $"hw-offload={value}" : "no hw-offload")}",
                "ovs-vsctl set Open_vSwitch . other_config:hw-offload=true, then restart Open "
                    + "vSwitch; 'ovs-appctl dpctl/dump-flows type=offloaded' shows flows then");
        }
    }

    private static IEnumerable<(string Bond, List<ObservedPf> Pfs)> Bonds(ExaminedHost host) => host.Pfs
        .SelectMany(pf => pf.Netdevs.SelectMany(netdev => netdev.Uses).Where(use => use.Kind == NetdevUseKind.BondSlave).Select(use => (use.With, pf)))
        .GroupBy(slave => slave.With, slave => slave.pf, StringComparer.Ordinal).Select(bond => (bond.Key, bond.Distinct().ToList()));

    private static IEnumerable<Symptom> NoHardwareBond(ExaminedHost host)
    {
        foreach (var (bond, pfs) in Bonds(host).Where(bond => bond.Pfs.Count == 2 && bond.Pfs.TrueForAll(pf => pf.VendorId == PciVendor.Nvidia)))
        {
            var modes = pfs.Select(pf => pf.EswitchMode).Distinct(StringComparer.Ordinal).ToList();
            if (modes is ["switchdev"])
            {
                if (pfs.Find(pf => host.Eswitch(pf)?.LagState is { } state && state != "active") is { } inactive)
                {
                    yield return new Symptom(Subject.Of(inactive), $"slave of {bond}, lag state {host.Eswitch(inactive)!.LagState}");
                }
            }
            else if (modes.Contains("switchdev", StringComparer.Ordinal) && !modes.Contains(null))
            {
                var legacy = pfs.Find(pf => pf.EswitchMode != "switchdev")!;
                yield return new Symptom(Subject.Of(legacy), $"slave of {bond} in mode "
                    + $"{legacy.EswitchMode}, the other slave is in switchdev mode");
            }
        }

        foreach (var symptom in host.Log.Symptoms(KernelWords.BondWithBoundVfs))
        {
            yield return symptom;
        }
    }

    private static IEnumerable<Symptom> Steering(ExaminedHost host) => EswitchRules.Switchdev(host)
        .Where(pf => host.Eswitch(pf)?.SteeringMode == "dmfs" && Ovs(host, "hw-offload") == "true")
        .Select(pf => new Symptom(
            Subject.Of(pf),
            "flow_steering_mode is dmfs",
            $"vfleet pf set {pf.Name} --eswitch legacy; devlink dev param set pci/{pf.Address} name "
                + $"flow_steering_mode value smfs cmode runtime; vfleet pf set {pf.Name} --eswitch switchdev"));

    private static IEnumerable<Symptom> BondMode(ExaminedHost host)
    {
        foreach (var (bond, pfs) in Bonds(host))
        {
            if (host.Netdev(bond)?.BondMode is { } mode && !s_bondModes.Contains(mode) && pfs.Find(pf => pf.EswitchMode == "switchdev") is { } pf)
            {
                yield return new Symptom(Subject.Of(pf), $"slave of {bond}, whose mode is {mode}");
            }
        }
    }

    private static IEnumerable<Symptom> SkipsHardware(ExaminedHost host)
    {
        if (EswitchRules.Switchdev(host).Any() && Ovs(host, "tc-policy") == "skip_hw")
        {
            yield return new Symptom(Subject.Host, "other_config of Open vSwitch has tc-policy=skip_hw");
        }
    }
}
