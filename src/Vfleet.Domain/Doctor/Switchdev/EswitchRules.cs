using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Switchdev;

/// <summary>The mode of a card's switch, and what it takes from the old way of configuring VFs.</summary>
internal static class EswitchRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("SWD01", RuleSeverity.Blocks, "the eswitch cannot change its mode while VFs are in use")
        {
            Detection = "host.yaml asks for another mode, and VFs are bound to drivers (mlx5), or there are any (ice); or "
                + "the kernel log says \"Changing eswitch mode is allowed only if there is no VFs\", and there still are some",
            Remedy = "free the VFs, then vfleet pf set PF --eswitch MODE, which unbinds or removes them first, as the driver needs it",
            Source = "kernel drivers/net/ethernet/intel/ice/ice_eswitch.c "
                + "(ice_eswitch_mode_set); sriov-network-operator pkg/host/internal/sriov",
            Find = ModeRefused,
        },
        new("SWD02", RuleSeverity.Blocks, "a VLAN is asked for on a VF of a card in switchdev mode (EOPNOTSUPP)")
        {
            Detection = "switchdev mode, and a guest's definition or a record gives a VF a "
                + "VLAN; or the kernel log says \"legacy vf vlan setting isn't supported\"",
            Remedy = "leave the VLAN out of the guest's definition, and tag on the representor: ovs-vsctl set port REPRESENTOR tag=VLAN",
            Source = "kernel drivers/net/ethernet/mellanox/mlx5/core/en_rep.c, commit 6ce966fd",
            Find = LegacyVlan,
        },
        new("SWD03", RuleSeverity.Blocks, "a rate is asked for on a VF of a card in switchdev mode (EOPNOTSUPP)")
        {
            Detection = "switchdev mode, and the record of a VF has a rate",
            Remedy = "set the rate on the port: devlink port function rate set pci/ADDRESS/PORT tx_max RATE; or use QoS of Open vSwitch",
            Source = "kernel drivers/net/netdevsim/netdev.c shows the same rule; devlink-rate(8)",
            Find = LegacyRate,
        },
        new("SWD04", RuleSeverity.Degrades, "VFs of a card in switchdev mode have no representor")
        {
            Detection = "switchdev mode: netdevs with the card's phys_switch_id, by phys_port_name (pf0vf3), against the VFs",
            Remedy = "look for them in other network namespaces; a udev rule that renames them must not give two the same name",
            Source = "kernel Documentation/networking/representors.rst; sriovnet",
            Find = NoRepresentor,
        },
        new("SWD06", RuleSeverity.Degrades, "ConnectX-4 in switchdev mode matches no ports of TCP and UDP")
        {
            Detection = "a ConnectX-4 or ConnectX-4 Lx in switchdev mode whose inline mode is none, link or network",
            Remedy = "devlink dev eswitch set pci/ADDRESS inline-mode transport",
            Source = "man devlink-dev(8), inline-mode; os-net-config",
            Find = InlineMode,
        },
    ];

    // include/linux/mlx5 ids: 1013 ConnectX-4, 1015 ConnectX-4 Lx.
    private static bool IsConnectX4(ObservedPf pf) => pf is { VendorId: PciVendor.Nvidia, DeviceId: 0x1013 or 0x1015 };

    /// <summary>PFs in switchdev mode.</summary>
    internal static IEnumerable<ObservedPf> Switchdev(ExaminedHost host) => host.Pfs.Where(pf => pf.EswitchMode == "switchdev");

    private static IEnumerable<Symptom> ModeRefused(ExaminedHost host)
    {
        var told = new HashSet<PciAddress>();
        foreach (var intent in host.Examination.Intents.Where(intent => intent.Eswitch is not null))
        {
            if (host.Pf(intent.Pf) is not { EswitchMode: { } mode } pf || mode == intent.Eswitch)
            {
                continue;
            }

            var inTheWay = pf.Driver == "ice" ? pf.Vfs : [.. pf.Vfs.Where(vf => vf.Driver is not null)];
            if (!inTheWay.IsEmpty && told.Add(pf.Address))
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"{intent.Path} says {intent.Eswitch}, the mode is {mode}; {(pf.Driver == "ice" ? "there are" : "bound to drivers:")} "
                        + VfNumbers.Text(inTheWay),
                    $"free the VFs, then vfleet pf set {pf.Name} --eswitch {intent.Eswitch}");
            }
        }

        foreach (var (subject, pf, line) in host.Log.Last(KernelWords.ModeWithVfs))
        {
            if (pf is { NumVfs: > 0 } && !told.Contains(pf.Address))
            {
                yield return new Symptom(subject, line, "free the VFs, then vfleet pf set "
                    + $"{pf.Name} --eswitch switchdev (or legacy), which removes them first");
            }
        }
    }

    private static IEnumerable<Symptom> LegacyVlan(ExaminedHost host)
    {
        var told = new HashSet<PciAddress>();
        foreach (var pf in Switchdev(host))
        {
            foreach (var vf in pf.Vfs)
            {
                var device = host.DevicesOf(vf.Address).FirstOrDefault(pair => pair.Device.Vlan > 0);
                var asked = device.Device is { Vlan: { } id } ? $"{device.Guest.Name} asks for VLAN {id}"
                    : vf.Record?.Applied.Vlan is { Id: not 0 } vlan ? $"the record says VLAN {vlan}" : null;
                if (asked is not null)
                {
                    told.Add(pf.Address);
                    yield return new Symptom(
                        Subject.Of(pf, vf),
                        $"{asked}, and {pf.Name} is in switchdev mode",
                        Tag(host, pf, vf, device.Device?.Vlan ?? vf.Record!.Applied.Vlan!.Value.Id));
                }
            }
        }

        foreach (var (subject, pf, line) in host.Log.Last(KernelWords.LegacyVlan))
        {
            if (pf is { EswitchMode: "switchdev" } && !told.Contains(pf.Address))
            {
                yield return new Symptom(subject, line);
            }
        }
    }

    private static string? Tag(ExaminedHost host, ObservedPf pf, ObservedVf vf, int vlan) =>
        host.Eswitch(pf) is { Representors.IsDefault: false } eswitch && eswitch.Representors.FirstOrDefault(port => port.Vf == vf.Id.Index) is { } representor
            ? $"leave the VLAN out of the guest's definition, and tag on the representor: ovs-vsctl set port {representor.Netdev} "
                + $"tag={vlan}"
            : null;

    private static IEnumerable<Symptom> LegacyRate(ExaminedHost host) => Switchdev(host).SelectMany(pf => pf.Vfs, (pf, vf) => (pf, vf))
        .Where(pair => pair.vf.Record?.Applied is { MaxRate: > 0 } or { MinRate: > 0 })
        .Select(pair => new Symptom(
            Subject.Of(pair.pf, pair.vf),
            $"the record says a rate of {Math.Max(pair.vf.Record!.Applied.MaxRate ?? 0, pair.vf.Record.Applied.MinRate ?? 0)} "
                + $"Mbit/s, and {pair.pf.Name} is in switchdev mode"));

    private static IEnumerable<Symptom> NoRepresentor(ExaminedHost host)
    {
        foreach (var pf in Switchdev(host))
        {
            if (host.Eswitch(pf) is not { Representors.IsDefault: false } eswitch)
            {
                continue;
            }

            var shown = eswitch.Representors.Select(port => port.Vf).ToHashSet();
            var without = pf.Vfs.Where(vf => !shown.Contains(vf.Id.Index)).ToList();
            if (without.Count > 0)
            {
                yield return new Symptom(Subject.Of(pf), $"no representor: {VfNumbers.Text(without)}");
            }
        }
    }

    private static IEnumerable<Symptom> InlineMode(ExaminedHost host) => Switchdev(host)
        .Where(pf => IsConnectX4(pf) && host.Eswitch(pf) is { InlineMode: "none" or "link" or "network" })
        .Select(pf => new Symptom(
            Subject.Of(pf), $"inline mode {host.Eswitch(pf)!.InlineMode}", $"devlink dev eswitch set pci/{pf.Address} inline-mode "
                + "transport"));
}
