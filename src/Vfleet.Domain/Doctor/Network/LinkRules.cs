using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Doctor.Network;

/// <summary>Link, MTU and reach of a PF and its VFs.</summary>
internal static class LinkRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("NET01", RuleSeverity.Blocks, "the PF is down, so its VFs have no link")
        {
            Detection = "a network PF with VFs and netdevs, none of which is administratively up (IFF_UP)",
            Remedy = "vfleet pf set PF --up; and keep it up, by netplan, NetworkManager or host.yaml (up: true)",
            Source = "OpenStack Neutron SR-IOV guide; LXD issue 5041",
            Find = Down,
        },
        new("NET02", RuleSeverity.Degrades, "the PF shall be up, and is down")
        {
            Detection = "host.yaml, or what Vfleet keeps of the PF, says that it shall be up; it is down, with VFs. Some drivers take it down while they make VFs",
            Remedy = "vfleet pf set PF --up",
            Source = "EVE pkg/pillar (sriov.go), which sets it up again after each change",
            Find = WentDown,
        },
        new("NET03", RuleSeverity.Degrades, "the PF has no carrier, and its VFs follow it")
        {
            Detection = "a PF with VFs is up and has no carrier; VFs whose link state is auto",
            Remedy = "plug in the cable; for traffic between VFs of this PF alone: vfleet vf set PF/N --link-state enable",
            Source = "kernel include/uapi/linux/if_link.h (IFLA_VF_LINK_STATE_AUTO)",
            Find = NoCarrier,
        },
        new("NET11", RuleSeverity.Degrades, "a VF has a larger MTU than its PF, so its large frames are lost")
        {
            Detection = "mtu of a VF's netdev on the host against the smallest of its PF's netdevs",
            Remedy = "vfleet pf set PF --mtu BYTES, at least that of the VF",
            Source = "sriov-network-operator issue 57; Intel iavf README",
            Find = Mtu,
        },
        new("NET13", RuleSeverity.Advice, "a bridge on the PF and its VFs cannot reach each other")
        {
            Detection = "a PF that is a port of a bridge, with VFs in guests; addresses behind the bridge are not in the PF's forwarding "
                + "table",
            Remedy = "add the addresses of the bridge's guests to the PF: bridge fdb "
                + "add MAC dev PF; or give the bridge a VF with trust instead of the PF",
            Source = "man bridge(8), fdb add ... self; Intel, SR-IOV and Linux bridges",
            Find = Bridged,
        },
        new("NET17", RuleSeverity.Advice, "the host is managed through this PF")
        {
            Detection = "the default route or the caller's connection goes through the PF or what stands on it",
            Remedy = "change this PF from the console, or over another network: Vfleet refuses it without --force",
            Source = "harvester pkg/util/nichelper (management NICs are left alone)",
            Find = Management,
        },
    ];

    private static IEnumerable<ObservedPf> DownPfs(ExaminedHost host) =>
        host.Pfs.Where(pf => pf is { IsNetwork: true, NumVfs: > 0, Netdevs.IsEmpty: false, IsUp: false });

    private static IEnumerable<Symptom> Down(ExaminedHost host) => DownPfs(host).Select(pf => new Symptom(
        Subject.Of(pf),
        $"{string.Join(", ", pf.Netdevs.Select(netdev => netdev.Name))} is down, with {pf.NumVfs} VFs",
        $"vfleet pf set {pf.Name} --up"));

    private static IEnumerable<Symptom> WentDown(ExaminedHost host) => DownPfs(host)
        .Join(host.Examination.Intents.Where(intent => intent.IsUp == true).DistinctBy(intent => intent.Pf), pf => pf.Address, intent => intent.Pf, (pf, intent) => new Symptom(
            Subject.Of(pf), $"{intent.Path} says that it shall be up; it is down", $"vfleet pf set {pf.Name} --up"));

    private static IEnumerable<Symptom> NoCarrier(ExaminedHost host)
    {
        foreach (var pf in host.Pfs.Where(pf => pf is { NumVfs: > 0, IsUp: true }
            && pf.Netdevs.All(netdev => netdev is { IsUp: false } or { HasCarrier: false })))
        {
            var following = pf.Vfs.Where(vf => vf.Settings?.LinkState is VfLinkState.Auto).ToList();
            if (following.Count > 0)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"{pf.Netdevs.First(netdev => netdev.IsUp).Name} is up without carrier; link state auto: {VfNumbers.Text(following)}",
                    pf.Facts.LinkState == false
                        ? "plug in the cable"
                        : $"plug in the cable; for traffic between VFs alone: vfleet vf set {pf.Name}/N --link-state enable");
            }
        }
    }

    private static IEnumerable<Symptom> Mtu(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            if (pf.Netdevs.Min(netdev => netdev.Mtu) is not { } mtu)
            {
                continue;
            }

            var larger = pf.Vfs.Where(vf => vf.Netdevs.Any(netdev => netdev.Mtu > mtu)).ToList();
            if (larger.Count > 0)
            {
                var most = larger.Max(vf => vf.Netdevs.Max(netdev => netdev.Mtu));
                yield return new Symptom(
                    Subject.Of(pf), $"MTU {mtu}; up to {most}: {VfNumbers.Text(larger)}", $"vfleet pf set {pf.Name} --mtu {most}");
            }
        }
    }

    private static IEnumerable<Symptom> Bridged(ExaminedHost host)
    {
        foreach (var pf in host.Pfs.Where(pf => pf.EswitchMode != "switchdev"))
        {
            var bridge = pf.Netdevs.SelectMany(netdev => netdev.Uses).FirstOrDefault(use => use.Kind == NetdevUseKind.BridgePort);
            var given = pf.Vfs.Where(vf => vf.Guests.Any(guest => guest.Live)).ToList();
            if (bridge is not null && given.Count > 0)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"it is a port of {bridge.With}, and guests have {VfNumbers.Text(given)}",
                    $"add the addresses behind {bridge.With} to the PF: bridge fdb add MAC dev "
                        + $"{pf.Name}; or give {bridge.With} a VF with trust instead of the PF");
            }
        }
    }

    private static IEnumerable<Symptom> Management(ExaminedHost host) => host.Pfs.Where(pf => !pf.ManagementUses.IsEmpty).Select(pf => new Symptom(
        Subject.Of(pf),
        string.Join(", ", pf.ManagementUses.Select(use => use.Kind == ManagementUseKind.DefaultRoute
            ? $"default route over {use.Through} ({use.Detail})"
            : $"connection from {use.Detail} over {use.Through}"))));
}
