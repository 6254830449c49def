using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Network;

/// <summary>MAC addresses of VFs, and the filters of the card that they take.</summary>
internal static class MacRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("NET04", RuleSeverity.Degrades, "a VF in a guest's hands has no MAC address of its own")
        {
            Detection = "IFLA_VF_MAC is 00:00:00:00:00:00 for a VF that a guest's definition "
                + "names or a process holds, while the guest's definition gives no address",
            Remedy = "vfleet vf set PF/N --mac MAC, before the guest starts; it then keeps its address over restarts",
            Source = "LXD issue 8162; sriov-cni pull request 88; Red Hat bug 1415609",
            Find = Zero,
        },
        new("NET05", RuleSeverity.Degrades, "a VF that the host uses gets another MAC address at every boot")
        {
            Detection = "the netdev of a VF is up or in use, with an address made "
                + "up by its driver (addr_assign_type 1), and IFLA_VF_MAC is zero",
            Remedy = "vfleet vf set PF/N --mac MAC, and in host.yaml",
            Source = "sriov-network-operator issues 325, 328; kernel Documentation/ABI/testing/sysfs-class-net (addr_assign_type)",
            Find = Random,
        },
        new("NET06", RuleSeverity.Blocks, "a guest tries to change a MAC address that the host has set")
        {
            Detection = "kernel log: \"attempting to override administratively set MAC address\"; VFs without trust",
            Remedy = "trust the VF (vfleet vf set PF/N --trust on) if the guest may; "
                + "otherwise let the guest keep the address that its definition gives",
            Source = "kernel drivers/net/ethernet/intel/igb/igb_main.c, i40e/i40e_virtchnl_pf.c; sriov-cni issue 232",
            Find = host => Log(
                host, "trust the VF, if its guest may change its address: vfleet vf set {0}/N --trust on", KernelWords.OverridesMac),
        },
        new("NET07", RuleSeverity.Blocks, "a guest wants more addresses, or promiscuous mode, than its VF is allowed")
        {
            Detection = "kernel log: \"Cannot add more MAC addresses\", \"Failed to "
                + "add MAC filter\" or \"attempting to configure promiscuous mode\"",
            Remedy = "trust the VF: vfleet vf set PF/N --trust on; then each card still has its own limit",
            Source = "kernel drivers/net/ethernet/intel/i40e/i40e_virtchnl_pf.c, ice/virt; OpenStack Neutron SR-IOV guide",
            Find = host => Log(
                host, "trust the VF of that guest: vfleet vf set {0}/N --trust on", KernelWords.TooManyMacs, KernelWords.MacFilterFailed, KernelWords.Promiscuous),
        },
        new("NET08", RuleSeverity.Degrades, "the card drops frames of a guest, whose source address is not its own (spoof check)")
        {
            Detection = "kernel log: \"Spoof event(s) detected\" or \"Spoofed packets detected\", and a VF has its spoof check on",
            Remedy = "if the guest is to bridge, bond or share addresses (VRRP): vfleet "
                + "vf set PF/N --trust on --spoof-check off; otherwise look what it sends",
            Source = "kernel Documentation/networking/device_drivers/ethernet/intel/igb.rst (spoofing)",
            Find = Spoofed,
        },
        new("NET14", RuleSeverity.Blocks, "two functions of one card have the same MAC address")
        {
            Detection = "IFLA_VF_MAC of the VFs of a PF, and the PF's own address, are compared; zero does not count",
            Remedy = "give one of them another address: vfleet vf set PF/N --mac MAC",
            Source = "IEEE 802.1Q (a bridge delivers to one port)",
            Find = Same,
        },
        new("NET15", RuleSeverity.Advice, "the card's table of MAC addresses is almost full")
        {
            Detection = "addresses in the PF's forwarding table, one for the PF and one for each "
                + "VF against the number of filters that Vfleet knows of the card; from 7/8 on",
            Remedy = "use fewer VFs, or fewer guests on the bridge above the PF; frames for what finds no room are not received",
            Source = "OpenStack Neutron SR-IOV guide (I350 16, 82599 and X540 128); docs/driver-quirks.md (MacFilters)",
            Find = Full,
        },
    ];

    private static IEnumerable<Symptom> Zero(ExaminedHost host) => host.PerPf(
        vf => vf.Settings?.Mac?.IsZero == true && (!vf.Guests.IsEmpty || !vf.Holders.IsEmpty) && !vf.Guests.Any(guest => guest.Mac is not null),
        "MAC 00:00:00:00:00:00",
        (pf, vf) => $"vfleet vf set {pf.Name}/{vf.Id.Index} --mac MAC, while the guest is off");

    private static IEnumerable<Symptom> Random(ExaminedHost host) => host.PerPf(
        vf => vf.Settings?.Mac?.IsZero == true && vf.Netdevs.Any(netdev =>
            (netdev.IsUp || !netdev.Uses.IsEmpty) && host.Netdev(netdev.Name)?.MacOrigin == MacOrigin.Random),
        "the driver made an address up",
        (pf, vf) => $"vfleet vf set {pf.Name}/{vf.Id.Index} --mac {vf.Netdevs[0].Mac?.ToString() ?? "MAC"}, and in host.yaml");

    private static IEnumerable<Symptom> Log(ExaminedHost host, string remedy, params ReadOnlySpan<string> words) => host.Log.Last(words)
        .Where(last => last.Pf is null || last.Pf.Vfs.IsEmpty || last.Pf.Vfs.Any(vf => vf.Settings?.Trust != true))
        .Select(last => new Symptom(last.Subject, last.Evidence, last.Pf is null ? null : remedy.Replace("{0}", last.Pf.Name, StringComparison.Ordinal)));

    private static IEnumerable<Symptom> Spoofed(ExaminedHost host) => host.Log.Last(KernelWords.SpoofEvents, KernelWords.SpoofedPackets)
        .Where(last => last.Pf is { } pf && pf.Vfs.Any(vf => vf.Settings?.SpoofCheck != false))
        .Select(last => new Symptom(
            last.Subject,
            last.Evidence,
            "if the guest is to bridge, bond or share addresses (VRRP): vfleet vf set "
                + $"{last.Pf!.Name}/N --trust on --spoof-check off; otherwise look what it sends"));

    private static IEnumerable<Symptom> Same(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            var owners = new Dictionary<MacAddress, string>();
            foreach (var netdev in pf.Netdevs.Where(netdev => netdev.Mac is not null))
            {
                owners.TryAdd(netdev.Mac!.Value, netdev.Name);
            }

            foreach (var vf in pf.Vfs)
            {
                if (vf.Settings?.Mac is { IsZero: false } mac && !owners.TryAdd(mac, $"{pf.Name}/{vf.Id.Index}"))
                {
                    yield return new Symptom(
                        Subject.Of(pf, vf),
                        $"{mac} is also the address of {owners[mac]}",
                        $"vfleet vf set {pf.Name}/{vf.Id.Index} --mac MAC, another one");
                }
            }
        }
    }

    private static IEnumerable<Symptom> Full(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            var entries = pf.Netdevs.Select(netdev => host.Netdev(netdev.Name)?.FdbEntries).Where(count => count is not null).Sum();
            var used = 1 + pf.NumVfs + (entries ?? 0);
            if (pf.Facts.MacFilters is { } filters && pf.NumVfs > 0 && entries > 0 && used >= filters - (filters / 8))
            {
                yield return new Symptom(Subject.Of(pf), $"{entries} addresses in its "
                    + $"forwarding table, {pf.NumVfs} VFs; the card has {filters} filters");
            }
        }
    }
}
