using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Network;

/// <summary>What the PF keeps for its VFs, and reading it.</summary>
internal static class SettingRules
{
    // VLAN filters that PF and VFs share: ixgbe_type.h (IXGBE_VLVF_ENTRIES), e1000_82575.h (E1000_VLVF_ARRAY_SIZE).
    private static readonly ImmutableDictionary<string, int> s_vlanFilters = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("igb", 32),
        KeyValuePair.Create("ixgbe", 64),
    ]);

    // A bridge that was told to filter and to carry everything has 4093 ids on its port, more than cards of any make keep for their VFs.
    private const int WholeRange = 4000;

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("NET09", RuleSeverity.Degrades, "a VF that nobody has still carries a VLAN")
        {
            Detection = "IFLA_VF_VLAN is not 0 for a VF without guest, process, record or use on the host",
            Remedy = "vfleet vf set PF/N --vlan 0, or vfleet vf reset PF/N",
            Source = "kubevirt docs/network/sriov.md",
            Find = StaleVlan,
        },
        new("NET10", RuleSeverity.Degrades, "the bridge on the PF fills the card's table of VLANs")
        {
            Detection = "VLAN ids of the PF as a port of a bridge: as many as the card "
                + "has filters (igb 32, ixgbe 64), or the whole range for any other",
            Remedy = "narrow the list: bridge vlan del dev PF vid 2-4094, then add those in use",
            Source = "harvester issue 5678; kernel drivers/net/ethernet/intel/ixgbe/ixgbe_type.h (IXGBE_VLVF_ENTRIES)",
            Find = VlanTable,
        },
        new("NET12", RuleSeverity.Advice, "a setting was written for a VF that its PF's driver does not have")
        {
            Detection = "settings in the record of a VF against what is known of the "
                + "driver: link state, minimum and maximum rate, trust, spoof check",
            Remedy = "leave that setting out; nothing has to be put back",
            Source = "docs/driver-quirks.md; sriov-cni pkg/sriov/sriov.go",
            Find = Unsupported,
        },
        new("NET16", RuleSeverity.Blocks, "the kernel cannot list this PF's VFs (\"Buffer too small for object\", \"Message too long\")")
        {
            Detection = "the kernel left VFs of an Ethernet PF out of its answer; or its log warns in rtnl_getlink",
            Remedy = "programs must ask for links without the list of VFs (RTEXT_FILTER_VF), as Vfleet does; a larger socket buffer "
                + "does not help; ip of a vendor's iproute2 package asks in parts; use fewer VFs on the PF, or a newer kernel",
            Source = "kernel net/core/rtnetlink.c (rtnl_getlink), commit 51e15308c6ae; "
                + "vishvananda/netlink issue 960; Cloudpods, SR-IOV (InfiniBand)",
            Find = ListTooLong,
        },
    ];

    private static IEnumerable<Symptom> StaleVlan(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            foreach (var same in pf.Vfs.Where(IsLeftAlone).GroupBy(vf => vf.Settings!.Vlan!.Value))
            {
                var vfs = same.ToList();
                yield return new Symptom(
                    Subject.Of(pf),
                    $"VLAN {same.Key}: {VfNumbers.Text(vfs)}",
                    $"vfleet vf set {pf.Name}/{vfs[0].Id.Index} --vlan 0{(vfs.Count > 1 ? ", and so on" : "")}");
            }
        }
    }

    private static bool IsLeftAlone(ObservedVf vf) => vf.Settings?.Vlan is { Id: not 0 } && vf.Record is null && vf.Guests.IsEmpty && vf.Holders.IsEmpty
        && !vf.Netdevs.Any(netdev => netdev.IsUp || !netdev.Uses.IsEmpty);

    private static IEnumerable<Symptom> VlanTable(ExaminedHost host)
    {
        foreach (var pf in host.Pfs.Where(pf => pf.NumVfs > 0))
        {
            foreach (var netdev in pf.Netdevs)
            {
                int? filters = pf.Driver is not null && s_vlanFilters.TryGetValue(pf.Driver, out var known) ? known : null;
                if (host.Netdev(netdev.Name)?.BridgeVlans is { } vlans && vlans >= (filters ?? WholeRange))
                {
                    yield return new Symptom(
                        Subject.Of(pf),
                        $"{netdev.Name} has {vlans} VLAN ids as a port of its "
                            + $"bridge{(filters is null ? "" : $"; the card has {filters} filters")}",
                        $"bridge vlan del dev {netdev.Name} vid 2-4094, then add those in use");
                }
            }
        }
    }

    private static IEnumerable<Symptom> Unsupported(ExaminedHost host)
    {
        foreach (var (pf, vf) in host.Vfs.Where(pair => pair.Vf.Record is not null))
        {
            var wishes = Missing(vf.Record!.Applied, pf.Facts).ToList();
            if (wishes.Count > 0)
            {
                yield return new Symptom(Subject.Of(pf, vf), $"{pf.Driver} has no {string.Join(", no ", wishes)}");
            }
        }
    }

    private static IEnumerable<string> Missing(VfSettings applied, DriverFacts facts)
    {
        (bool Asked, bool? Has, string Name)[] table =
        [
            (applied.LinkState is not (null or VfLinkState.Auto), facts.LinkState, "link state of a VF"),
            (applied.MinRate > 0, facts.MinRate, "minimum rate"),
            (applied.MaxRate > 0, facts.MaxRate, "maximum rate"),
            (applied.Trust == true, facts.Trust, "trust"),
            (applied.SpoofCheck == true, facts.SpoofCheck, "spoof check"),
            (applied.Vlan?.Protocol == VlanProtocol.Dot1Ad, facts.Dot1Ad, "802.1ad"),
        ];
        return table.Where(row => row is { Asked: true, Has: false }).Select(row => row.Name);
    }

    private static IEnumerable<Symptom> ListTooLong(ExaminedHost host)
    {
        var any = false;
        foreach (var pf in host.Pfs.Where(pf => pf.VfListCutAt is not null && !IsInfiniBand(pf)))
        {
            any = true;
            yield return new Symptom(Subject.Of(pf), $"the kernel reported VFs 0-{pf.VfListCutAt - 1} of {pf.NumVfs}");
        }

        if (!any && host.Log.Say(KernelWords.LinkAnswerTooLong).LastOrDefault() is { } warning
            && warning.Said.Text.Contains("WARNING", StringComparison.Ordinal))
        {
            yield return new Symptom(Subject.Host, warning.Quote);
        }
    }

    /// <summary>Whether a PF is an InfiniBand controller.</summary>
    internal static bool IsInfiniBand(ObservedPf pf) => pf.ClassCode >> 8 == 0x0207;
}
