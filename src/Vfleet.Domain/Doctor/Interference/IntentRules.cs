using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Doctor.Interference;

/// <summary>What was to be kept and is not: other configurators, reboots, names, exchanged cards.</summary>
internal static class IntentRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("UDV03", RuleSeverity.Degrades, "a PF has another netdev name than when it was recorded")
        {
            Detection = "the netdev that a record names is neither a name nor an alternative name of the PF at that address",
            Remedy = "name PFs by address in documents and scripts; a .link file of systemd that matches the address keeps a name",
            Source = "man systemd.link(5); systemd issue 32836; EVE pkg/pillar",
            Find = Renamed,
        },
        new("UDV05", RuleSeverity.Degrades, "several programs set the number of VFs of one PF")
        {
            Detection = "files of sysfsutils, netplan, NetworkManager, systemd, modprobe, udev, "
                + "start-up scripts and cluster agents that name the PF, and Vfleet's own record",
            Remedy = "choose one; if it is not Vfleet, say so in host.yaml (ownership: external), and Vfleet leaves the number alone",
            Source = "netplan(5) virtual-function-count; nm-settings(5) sriov; systemd.link(5) SR-IOVVirtualFunctions=",
            Find = Several,
        },
        new("UDV07", RuleSeverity.Degrades, "the VFs that a PF shall have are not there, as after a restart of the host")
        {
            Detection = "a record or host.yaml says how many VFs a PF shall have; sriov_numvfs is 0",
            Remedy = "'vfleet restore' for what is kept, 'vfleet apply' for host.yaml; and let the host do it at boot, before the network's own services",
            Source = "kernel Documentation/ABI/testing/sysfs-bus-pci (sriov_numvfs is 0 "
                + "after each probe); sriov-network-operator service.go; os-net-config",
            Find = Forgotten,
        },
        new("UDV08", RuleSeverity.Degrades, "a PF was on vfio-pci, as in a guest, and came back without its VFs")
        {
            Detection = "the PF shall have VFs, has none and its own driver; the kernel log has lines of vfio-pci about it",
            Remedy = "'vfleet restore' for what is kept, 'vfleet apply' for host.yaml",
            Source = "os-net-config os_net_config/sriov_config.py (udev rule for PFs that come back)",
            Find = CameBack,
        },
        new("UDV09", RuleSeverity.Blocks, "another card sits at the address of a recorded PF")
        {
            Detection = "PCI vendor and device id of a record differ from those of the function at its address, or there is no function",
            Remedy = "look where the card is now ('vfleet pf list'), and correct its address in host.yaml, or let what is kept follow it "
                + "('vfleet pf move OLD NEW'); addresses change with slots and firmware settings",
            Source = "kernel drivers/pci/probe.c (bus numbers are given at boot)",
            Find = Exchanged,
        },
    ];

    private static IEnumerable<(ObservedPf Pf, RecordedIntent Intent)> Intents(ExaminedHost host) => host.Examination.Intents
        .Where(intent => host.Pf(intent.Pf) is not null).Select(intent => (host.Pf(intent.Pf)!, intent));

    private static bool IsSameCard(ObservedPf pf, RecordedIntent intent) =>
        (intent.VendorId ?? pf.VendorId) == pf.VendorId && (intent.DeviceId ?? pf.DeviceId) == pf.DeviceId;

    private static IEnumerable<Symptom> Renamed(ExaminedHost host) => Intents(host)
        .Where(pair => pair.Intent.Netdev is { } name && !pair.Pf.Netdevs.IsEmpty && IsSameCard(pair.Pf, pair.Intent)
            && !pair.Pf.Netdevs.Any(netdev => netdev.IsCalled(name)))
        .Select(pair => new Symptom(
            Subject.Of(pair.Pf),
            $"{pair.Intent.Path} calls {pair.Pf.Address} {pair.Intent.Netdev}",
            $"write {pair.Pf.Address} instead of {pair.Intent.Netdev}{(pair.Intent.IsKept ? " in scripts" : "")}; or keep the name with a "
                + $".link file: [Match] Path=pci-{pair.Pf.Address} [Link] Name={pair.Intent.Netdev}"));

    private static IEnumerable<Symptom> Several(ExaminedHost host)
    {
        var files = new Dictionary<ObservedPf, SortedSet<string>>(ReferenceEqualityComparer.Instance);
        foreach (var other in host.Examination.Configurators)
        {
            foreach (var pf in Meant(host, other))
            {
                Of(files, pf).Add(other.Path);
            }
        }

        foreach (var (pf, intent) in Intents(host).Where(pair => pair.Intent.Vfs is not null && files.ContainsKey(pair.Pf)))
        {
            Of(files, pf).Add(intent.Path);
        }

        return files.Where(entry => entry.Value.Count > 1).Select(entry => new Symptom(Subject.Of(entry.Key), string.Join(", ", entry.Value)));
    }

    private static SortedSet<string> Of(Dictionary<ObservedPf, SortedSet<string>> files, ObservedPf pf) =>
        files.TryGetValue(pf, out var known) ? known : files[pf] = new SortedSet<string>(StringComparer.Ordinal);

    private static IEnumerable<ObservedPf> Meant(ExaminedHost host, Configurator other) =>
        other.Pf is { } address ? host.Owner(address) is { } byAddress ? [byAddress] : []
        : other.Netdev is { } name ? host.PfCalled(name) is { } byName ? [byName] : []
        : other.Module is { } module ? host.Pfs.Where(pf => pf.Driver == module) : [];

    private static bool WasGiven(ExaminedHost host, ObservedPf pf) => host.Log.Say(KernelWords.VfioPci).Any(saying => saying.Function == pf.Address);

    private static IEnumerable<Symptom> Without(ExaminedHost host, bool given) => Intents(host)
        .Where(pair => pair.Intent.Vfs > 0 && pair.Pf is { NumVfs: 0, Driver: not null } && !VfioDriver.Is(pair.Pf.Driver) && IsSameCard(pair.Pf, pair.Intent)
            && WasGiven(host, pair.Pf) == given)
        .DistinctBy(pair => pair.Pf.Address)
        .Select(pair => new Symptom(
            Subject.Of(pair.Pf),
            $"{pair.Intent.Path} says {pair.Intent.Vfs} VFs, sriov_numvfs is "
                + $"0{(given ? "; the kernel log has lines of vfio-pci about it" : "")}",
            $"vfleet {(pair.Intent.IsKept ? "restore" : "apply")}, or vfleet pf set {pair.Pf.Name} --vfs {pair.Intent.Vfs}"));

    private static IEnumerable<Symptom> Forgotten(ExaminedHost host) => Without(host, given: false);

    private static IEnumerable<Symptom> CameBack(ExaminedHost host) => Without(host, given: true);

    private static IEnumerable<Symptom> Exchanged(ExaminedHost host) => Intents(host)
        .Where(pair => !IsSameCard(pair.Pf, pair.Intent))
        .Select(pair => new Symptom(
            Subject.Of(pair.Pf),
            $"{pair.Intent.Path} says {pair.Intent.VendorId ?? pair.Pf.VendorId:x4}:{pair.Intent.DeviceId ?? pair.Pf.DeviceId:x4}, "
                + $"the card at {pair.Pf.Address} is {pair.Pf.VendorId:x4}:{pair.Pf.DeviceId:x4}",
            pair.Intent.IsKept
                ? $"if the new card shall have the same: vfleet pf set {pair.Pf.Address} --vfs {pair.Intent.Vfs ?? pair.Pf.NumVfs}; "
                    + $"if not: vfleet pf forget {pair.Pf.Address}"
                : null))
        .Concat(host.Examination.Intents
            .Where(intent => !host.Examination.Functions.IsEmpty && host.Owner(intent.Pf) is null && host.Function(intent.Pf) is null)
            .Select(intent => new Symptom(
                Subject.Of(intent.Pf),
                $"{intent.Path} names {intent.Pf}, where no function is",
                intent.IsKept
                    ? $"'vfleet pf list' shows where the card is now: vfleet pf move {intent.Pf} NEW; if it is gone for good: vfleet pf forget {intent.Pf}"
                    : null)));
}
