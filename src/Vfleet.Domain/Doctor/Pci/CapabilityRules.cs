using System.Collections.Immutable;

namespace Vfleet.Domain.Doctor.Pci;

/// <summary>What the card itself offers: its SR-IOV capability.</summary>
internal static class CapabilityRules
{
    private const uint NetworkClass = 0x02;

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PCI01", RuleSeverity.Blocks, "a network card offers no SR-IOV")
        {
            Detection = "no function of the host has sriov_totalvfs, and a network function has no SR-IOV capability "
                + "(0x0010) in its configuration space; or an NVIDIA card has none, whose firmware hides it while "
                + "SRIOV_EN is off; or the capability is there, and the kernel shows no sriov_totalvfs",
            Remedy = "switch SR-IOV on in the firmware set-up (globally and for the slot or "
                + "card); 'lspci -v -s ADDRESS' must then list Single Root I/O Virtualization",
            Source = "kernel drivers/pci/iov.c (pci_iov_init); Cloudpods, SR-IOV, "
                + "common questions; sriov-network-operator doc/troubleshooting.md",
            Find = NoCapability,
        },
        new("PCI02", RuleSeverity.Blocks, "a card has SR-IOV and allows no VFs")
        {
            Detection = "sriov_totalvfs of a PF is 0",
            Remedy = "raise the number of VFs in the card's firmware set-up",
            Source = "kernel drivers/pci/iov.c (pci_sriov_set_totalvfs); sriov-network-device-plugin issue 601",
            Find = NoVfsAllowed,
        },
        new("PCI10", RuleSeverity.Blocks, "the card's SR-IOV capability contradicts itself (EIO)")
        {
            Detection = "InitialVFs differs from TotalVFs; or VFs are on and First VF Offset is 0, or VF Stride is 0 with more than one VF",
            Remedy = "update the card's firmware",
            Source = "kernel drivers/pci/iov.c (sriov_enable, sriov_init)",
            Find = Contradiction,
        },
        new("PCI11", RuleSeverity.Blocks, "the PF depends on another function that cannot have VFs (ENODEV)")
        {
            Detection = "the Function Dependency Link of a PF names another function, which has no SR-IOV capability",
            Remedy = "switch SR-IOV on for that function too, in the firmware set-up, and enable its VFs first",
            Source = "kernel drivers/pci/iov.c (sriov_enable); VMware knowledge base 2039824",
            Find = Dependency,
        },
        new("PCI17", RuleSeverity.Blocks, "VFs are asked of a function that is itself a VF")
        {
            Detection = "a record, host.yaml or another program's file names a function that has a physfn",
            Remedy = "name the physical function",
            Source = "kernel Documentation/ABI/testing/sysfs-bus-pci (physfn)",
            Find = NotAPf,
        },
    ];

    private static IEnumerable<Symptom> NoCapability(ExaminedHost host)
    {
        foreach (var function in host.Examination.Functions.Values.Where(function => function.PhysicalFunction is null && host.Owner(function.Address) is null))
        {
            if (function.HasSriov == true)
            {
                yield return new Symptom(
                    Subject.Of(function.Address),
                    "the SR-IOV capability is there, sriov_totalvfs is not",
                    "use a kernel with CONFIG_PCI_IOV; if it has that, the kernel log says why the capability was refused");
            }
            else if (function.HasSriov == false && function.ClassCode >> 16 == NetworkClass)
            {
                if (function.VendorId == PciVendor.Nvidia)
                {
                    yield return new Symptom(
                        Subject.Of(function.Address),
                        "no SR-IOV capability in the configuration space",
                        $"mstconfig -d {function.Address} set SRIOV_EN=1 NUM_OF_VFS=8, then restart the host");
                }
                else if (host.Pfs.IsEmpty)
                {
                    yield return new Symptom(
                        Subject.Of(function.Address),
                        "no SR-IOV capability in the configuration space",
                        "switch SR-IOV on in the firmware set-up; 'lspci -v -s "
                            + $"{function.Address}' must then list Single Root I/O Virtualization");
                }
            }
        }
    }

    private static IEnumerable<Symptom> NoVfsAllowed(ExaminedHost host) => host.Pfs
        .Where(pf => pf is { TotalVfs: 0, NumVfs: 0 } && host.Function(pf.Address)?.HasSriov == true)
        .Select(pf => new Symptom(
            Subject.Of(pf),
            "sriov_totalvfs is 0",
            pf.VendorId == PciVendor.Nvidia ? $"mstconfig -d {pf.Address} set SRIOV_EN=1 NUM_OF_VFS=8, then restart the host" : null));

    private static IEnumerable<Symptom> Contradiction(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            if (host.Function(pf.Address)?.Sriov is not { } sriov)
            {
                continue;
            }

            if (sriov.InitialVfs != sriov.TotalVfs)
            {
                yield return new Symptom(Subject.Of(pf), $"InitialVFs is {sriov.InitialVfs}, TotalVFs is {sriov.TotalVfs}");
            }
            else if (sriov.Enabled && (sriov.Offset == 0 || (sriov.NumVfs > 1 && sriov.Stride == 0)))
            {
                yield return new Symptom(Subject.Of(pf), $"NumVFs is {sriov.NumVfs}, First VF Offset {sriov.Offset}, VF Stride "
                    + $"{sriov.Stride}");
            }
        }
    }

    private static IEnumerable<Symptom> Dependency(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            if (host.Function(pf.Address)?.Sriov is not { } sriov || sriov.DependencyLink == (pf.Address.RoutingId & 0xff))
            {
                continue;
            }

            var link = pf.Address with { Device = (byte)(sriov.DependencyLink >> 3), Function = (byte)(sriov.DependencyLink & 7) };
            if (host.Function(link)?.HasSriov == false)
            {
                yield return new Symptom(Subject.Of(pf), $"it depends on {link}, which has no SR-IOV capability");
            }
        }
    }

    private static IEnumerable<Symptom> NotAPf(ExaminedHost host)
    {
        var named = host.Examination.Intents.Select(intent => (intent.Pf, intent.Path, intent.IsKept))
            .Concat(host.Examination.Configurators.Where(other => other.Pf is not null).Select(other => (other.Pf!.Value, other.Path, false)));
        foreach (var (address, path, isKept) in named)
        {
            if (host.Owner(address) is { } pf && pf.Address != address)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"{path} names {address}, which is a VF of {pf.Name}",
                    isKept
                        ? $"'vfleet pf list' shows where the card is now: vfleet pf move {address} NEW; if it is gone for good: vfleet pf forget {address}"
                        : $"write {pf.Address} instead of {address} into {path}");
            }
        }
    }
}
