using System.Collections.Immutable;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Doctor.Nic;

/// <summary>What cards and their drivers say, and which drivers are missing.</summary>
internal static class CardRules
{
    // PF drivers whose VFs a vfio variant driver can migrate (drivers/vfio/pci).
    private static readonly ImmutableDictionary<string, string> s_variants = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("mlx5_core", "mlx5_vfio_pci"),
        KeyValuePair.Create("ice", "ice_vfio_pci"),
        KeyValuePair.Create("pds_core", "pds_vfio_pci"),
        KeyValuePair.Create("hisi_qm", "hisi_acc_vfio_pci"),
    ]);

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("NIC03", RuleSeverity.Blocks, "an NVIDIA function does not start (ENABLE_HCA timeout)")
        {
            Detection = "kernel log: \"ENABLE_HCA(0x104) timeout\"",
            Remedy = "enable VT-d or IOMMU, ACS and PCIe ARI Support in the firmware set-up; update the card's firmware; use fewer VFs",
            Source = "Cloudpods, SR-IOV, common questions; kernel drivers/net/ethernet/mellanox/mlx5/core/main.c",
            Find = host => WithFirmware(host, host.Log.Symptoms(KernelWords.EnableHcaTimeout)),
        },
        new("NIC04", RuleSeverity.Blocks, "an NVIDIA card cannot start some VFs, or does not get their memory back")
        {
            Detection = "kernel log: \"failed to enable VF\" or \"timeout claiming VFs pages\"",
            Remedy = "set the number of VFs to 0 and try fewer; update the card's firmware; each VF takes memory of the host",
            Source = "kernel drivers/net/ethernet/mellanox/mlx5/core/sriov.c",
            Find = host => WithFirmware(host, host.Log.Symptoms(KernelWords.VfNotEnabled, KernelWords.PagesNotClaimed)),
        },
        new("NIC07", RuleSeverity.Advice, "the PF's driver is not one that Vfleet has facts about")
        {
            Detection = "the driver of a PF is not in Vfleet's table of drivers",
            Remedy = "nothing needs doing: what the driver cannot do shows when it is tried; try settings on one VF first",
            Source = "docs/driver-quirks.md",
            Find = UnknownDriver,
        },
        new("NIC08", RuleSeverity.Degrades, "no module of this kernel drives the VFs")
        {
            Detection = "VFs without a driver that the kernel was to probe "
                + "(sriov_drivers_autoprobe is 1), whose modalias no module's alias matches",
            Remedy = "install the VF driver's module (iavf, igbvf, ixgbevf, mlx5_core ...); VFs that only guests use need none on the host",
            Source = "man modprobe(8), modules.alias",
            Find = NoVfDriver,
        },
        new("NIC09", RuleSeverity.Degrades, "VFs that could migrate are on plain vfio-pci")
        {
            Detection = "VFs on vfio-pci for which modules.alias has a vfio_pci: alias; or "
                + "whose PF driver has a variant driver in the kernel, and none is installed",
            Remedy = "load the variant driver and bind the VFs to it: 'vfleet vf bind VF vfio' takes the best that is there",
            Source = "kernel drivers/vfio/pci (mlx5, ice, pds, hisilicon); siderolabs pkgs issue 1654",
            Find = NoVariant,
        },
    ];

    // What whoever is asked for help asks first.
    private static IEnumerable<Symptom> WithFirmware(ExaminedHost host, IEnumerable<Symptom> symptoms) => symptoms.Select(symptom =>
        symptom.Subject.Pf is { } pf && host.Function(pf)?.FirmwareVersion is { } version
            ? symptom with { Evidence = $"{symptom.Evidence}; the card's firmware is {version}" }
            : symptom);

    private static IEnumerable<Symptom> UnknownDriver(ExaminedHost host) => host.Pfs
        .Where(pf => pf.IsNetwork && pf.Driver is not null && !VfioDriver.Is(pf.Driver) && pf.Facts == DriverFacts.Unknown)
        .Select(pf => new Symptom(Subject.Of(pf), $"the driver is {pf.Driver}, the card {pf.VendorId:x4}:{pf.DeviceId:x4}"));

    private static IEnumerable<Symptom> NoVfDriver(ExaminedHost host)
    {
        foreach (var pf in host.Pfs.Where(pf => pf.Autoprobe == true))
        {
            var without = pf.Vfs.Where(vf => vf is { Driver: null, DriverOverride: null }
                && host.Function(vf.Address) is { MatchingModules: { IsDefault: false, IsEmpty: true } }).ToList();
            if (without.Count > 0)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"no module matches {VfNumbers.Text(without)} "
                        + $"({host.Function(without[0].Address)!.Modalias ?? $"{without[0].VendorId:x4}:{without[0].DeviceId:x4}"})",
                    pf.Facts.VfDriver is { } driver ? $"modprobe {driver}, after installing the kernel's package of extra modules" : null);
            }
        }
    }

    private static IEnumerable<Symptom> NoVariant(ExaminedHost host)
    {
        foreach (var pf in host.Pfs)
        {
            var plain = pf.Vfs.Where(vf => vf.Driver == VfioDriver.Plain && host.Function(vf.Address)?.VariantModules.IsDefault == false).ToList();
            if (plain.Count == 0)
            {
                continue;
            }

            var variant = host.Function(plain[0].Address)!.VariantModules.FirstOrDefault();
            if (variant is not null)
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"{VfNumbers.Text(plain)} on vfio-pci; {variant} drives them too",
                    $"modprobe {variant}, then 'vfleet vf bind {pf.Name}/{plain[0].Id.Index} vfio' and so on while no guest has them");
            }
            else if (pf.Driver is not null && s_variants.TryGetValue(pf.Driver, out var missing))
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"{VfNumbers.Text(plain)} on vfio-pci; {missing} is not installed",
                    $"install a kernel with {missing}, to migrate guests with VFs");
            }
        }
    }
}
