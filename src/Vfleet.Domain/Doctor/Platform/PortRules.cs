using System.Collections.Immutable;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Doctor.Platform;

/// <summary>The port above a card: whether it isolates functions (ACS) and reaches all of them (ARI).</summary>
internal static class PortRules
{
    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PLT10", RuleSeverity.Degrades, "the port above the card does not isolate its functions (ACS)")
        {
            Detection = "the port above a PF has no ACS capability or none of its controls on, and the groups of the PF or its VFs are "
                + "shared",
            Remedy = "enable ACS in the firmware set-up, or put the card into another slot; best is one right below the CPU's root port",
            Source = "PCI Express Base Specification, Access Control Services; kernel drivers/pci/pci.c (pci_acs_enabled)",
            Find = NoAcs,
        },
        new("PLT11", RuleSeverity.Degrades, "the port above forwards no ARI addresses, so VFs on the PF's own bus cannot be reached")
        {
            Detection = "ARI forwarding of the port above a PF (DevCtl2) is off, and "
                + "First VF Offset puts VFs behind device number 0 of the PF's bus",
            Remedy = "enable ARI in the firmware set-up (\"PCIe ARI Support\"), update the firmware, or use another slot",
            Source = "PCI Express Base Specification, Alternative Routing-ID Interpretation; kernel drivers/pci/pci.c (pci_configure_ari)",
            Find = NoAri,
        },
        new("PLT15", RuleSeverity.Advice, "a card sits on the root bus, with no port above it")
        {
            Detection = "the folder of a PF lies right below a root bus (/sys/devices/pciDDDD:BB) in sysfs",
            Remedy = "in a virtual machine put the card behind a pcie-root-port; a card that is part of the CPU is like that, and then its VFs must not "
                + "meet other devices of that bus",
            Source = "PCI Express Base Specification, Root Complex Integrated Endpoints; kernel drivers/pci/iov.c (pci_iov_virtfn_devfn), drivers/pci/pci.c (pci_configure_ari)",
            Find = OnRootBus,
        },
    ];

    private static IEnumerable<Symptom> NoAcs(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            if (host.Function(pf.Address)?.Upstream is { } port && (port.HasAcs == false || port is { HasAcs: true, AcsControl: 0 }) && IsShared(host, pf))
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    port.HasAcs == false ? $"port {port.Address} has no ACS capability" : $"port {port.Address} has every ACS control off");
            }
        }
    }

    private static bool IsShared(ExaminedHost host, ObservedPf pf) =>
        pf.Vfs.Any(vf => !vf.GroupPeers.IsDefaultOrEmpty)
        || (pf.IommuGroup is { } number && host.Group(number)?.Members.Count(member => member.ClassCode >> 16 != 0x06) > 1);

    private static IEnumerable<Symptom> NoAri(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            if (host.Function(pf.Address)?.Upstream is { AriEnabled: false } port && pf is { Offset: { } offset, Stride: { } stride, TotalVfs: > 0 }
                && pf.Address.VirtualFunction(offset, stride, 0) is { } first && first.Bus == pf.Address.Bus && first.Device != pf.Address.Device)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"port {port.Address} forwards no ARI addresses{(port.AriSupported == false ? " and cannot" : "")}; VF 0 is {first}",
                    port.AriSupported == false ? "use a slot whose port supports ARI" : null);
            }
        }
    }

    private static IEnumerable<Symptom> OnRootBus(ExaminedHost host) =>
        from pf in host.Pfs
        where host.Function(pf.Address)?.IsOnRootBus == true
        let vfs = pf is { Offset: { } offset, Stride: { } stride, TotalVfs: > 0 and var total }
            && pf.Address.VirtualFunction(offset, stride, 0) is { } first && pf.Address.VirtualFunction(offset, stride, total - 1) is { } last
                ? $"; its VFs take {first} to {last} there"
                : ""
        select new Symptom(Subject.Of(pf), $"{pf.Address} is on the root bus, without ARI and ACS of a port{vfs}");
}
