using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;

namespace Vfleet.Domain.Doctor.Pci;

/// <summary>What single PF drivers do when VFs are made.</summary>
internal static class DriverRules
{
    // Intel X552 (drivers/net/ethernet/intel/ixgbe/ixgbe_type.h, IXGBE_DEV_ID_X550EM_X_*).
    private static readonly ImmutableHashSet<ushort> s_x552 = [0x15aa, 0x15ab, 0x15ac, 0x15ad, 0x15ae, 0x15b0];

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PCI14", RuleSeverity.Degrades, "a module parameter makes VFs, behind the back of everybody who writes sriov_numvfs")
        {
            Detection = "max_vfs of a loaded module is not 0, or is set in /etc/modprobe.d or on the kernel's command line; or the kernel "
                + "log says that it is deprecated",
            Remedy = "take the option away, write the initial RAM disk anew, and let one program set the number: 'vfleet pf set PF --vfs "
                + "N'",
            Source = "kernel drivers/net/ethernet/intel/igb/igb_main.c, ixgbe/ixgbe_sriov.c (max_vfs); Cloudpods, SR-IOV (igb.max_vfs=7)",
            Find = MaxVfs,
        },
        new("PCI15", RuleSeverity.Degrades, "Intel X552 refuses VFs (ENOMEM) until its driver is loaded anew")
        {
            Detection = "an X552 without VFs on ixgbe, and the kernel log says \"Failed to enable PCI sriov: -12\"",
            Remedy = "modprobe -r ixgbe; modprobe ixgbe, which takes down every port of the driver; then set the number of VFs",
            Source = "sriov-network-device-plugin issue 240",
            Find = X552,
        },
        new("PCI16", RuleSeverity.Blocks, "i40e refuses, for another operation has not finished")
        {
            Detection = "kernel log: \"Unable to configure VFs, other operation is pending\"",
            Remedy = "wait some seconds and try again; if it stays so, see PCI12",
            Source = "kernel drivers/net/ethernet/intel/i40e/i40e_virtchnl_pf.c; sriov-network-operator issue 1033",
            Find = host => host.Log.Last(KernelWords.OperationPending).Select(last => new Symptom(last.Subject, last.Evidence)),
        },
    ];

    private static IEnumerable<Symptom> MaxVfs(ExaminedHost host)
    {
        foreach (var (name, value) in host.Modules.Parameters)
        {
            if (name.EndsWith(".max_vfs", StringComparison.Ordinal) && value.Trim().Trim('0', ',').Length > 0)
            {
                yield return Of(host, name[..^".max_vfs".Length], $"{name} is {value.Trim()}", "/etc/modprobe.d and the kernel's command "
                    + "line");
            }
        }

        foreach (var option in host.Examination.Configurators.Where(other => other.Kind == ConfiguratorKind.Modprobe))
        {
            yield return Of(host, option.Module, $"{option.Path}: {option.Text}", option.Path);
        }

        foreach (var (subject, _, line) in host.Log.Last(KernelWords.MaxVfsDeprecated))
        {
            yield return new Symptom(subject, line);
        }
    }

    private static Symptom Of(ExaminedHost host, string? module, string evidence, string place) => new(
        host.Pfs.FirstOrDefault(pf => pf.Driver is not null && pf.Driver == module) is { } pf ? Subject.Of(pf) : Subject.Host,
        evidence,
        $"take max_vfs away from {place}, write the initial RAM disk anew, and let one program set the number of VFs: 'vfleet pf set PF "
            + "--vfs N'");

    private static IEnumerable<Symptom> X552(ExaminedHost host) => host.Log.Last(KernelWords.IxgbeFailed)
        .Where(last => last.Pf is { NumVfs: 0, Driver: "ixgbe" } && s_x552.Contains(last.Pf.DeviceId))
        .Select(last => new Symptom(last.Subject, last.Evidence));
}
