using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;

namespace Vfleet.Domain.Doctor.Pci;

/// <summary>Whether a PF's driver can make VFs, and what single drivers do then.</summary>
internal static class DriverRules
{
    // Intel X552 (drivers/net/ethernet/intel/ixgbe/ixgbe_type.h, IXGBE_DEV_ID_X550EM_X_*).
    private static readonly ImmutableHashSet<ushort> s_x552 = [0x15aa, 0x15ab, 0x15ac, 0x15ad, 0x15ae, 0x15b0];

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("PCI08", RuleSeverity.Blocks, "the PF's driver cannot make VFs")
        {
            Detection = "a network PF without a driver; one on vfio-pci that shall have VFs; or, without VFs, the "
                + "kernel log says \"does not support SR-IOV configuration via sysfs\" or \"no driver bound to device\"",
            Remedy = "bind the PF to its own driver, in a version that knows SR-IOV",
            Source = "kernel drivers/pci/iov.c (sriov_numvfs_store)",
            Find = NoHook,
        },
        new("PCI14", RuleSeverity.Degrades, "a module parameter makes VFs, behind the back of everybody who writes sriov_numvfs")
        {
            Detection = "max_vfs of a loaded module is not 0, or is set in /etc/modprobe.d or "
                + "on the kernel's command line; or the kernel log says that it is deprecated",
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
            Find = host => host.Log.Symptoms(KernelWords.OperationPending),
        },
    ];

    private static IEnumerable<Symptom> NoHook(ExaminedHost host)
    {
        var wanted = host.Examination.Intents.Where(intent => intent.Vfs > 0).Select(intent => intent.Pf).ToHashSet();
        var said = host.Log.Last(KernelWords.NoSysfsHook, KernelWords.NoSysfsHookOlder, KernelWords.NoDriver)
            .Where(last => last.Pf is not null).ToDictionary(last => last.Pf!.Address, last => last.Evidence);
        foreach (var pf in host.Pfs.Where(pf => pf.NumVfs == 0))
        {
            if (pf is { Driver: null, IsNetwork: true } && host.Function(pf.Address) is { Driver: null } function)
            {
                yield return new Symptom(Subject.Of(pf), "no driver is bound", LoadDriver(function.MatchingModules));
            }
            else if (VfioDriver.Is(pf.Driver) && (wanted.Contains(pf.Address) || said.ContainsKey(pf.Address)))
            {
                yield return new Symptom(
                    Subject.Of(pf),
                    $"the driver is {pf.Driver}",
                    $"bind {pf.Address} to its own driver; a PF on {pf.Driver} is meant for a guest as a whole");
            }
            else if (pf.Driver is not null && said.TryGetValue(pf.Address, out var line))
            {
                yield return new Symptom(
                    Subject.Of(pf), line, $"use a version of {pf.Driver} that knows SR-IOV, or another driver for this card");
            }
        }
    }

    private static string? LoadDriver(ImmutableArray<string> modules) => modules.IsDefaultOrEmpty ? null : $"modprobe {modules[0]}";

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

        foreach (var symptom in host.Log.Symptoms(KernelWords.MaxVfsDeprecated))
        {
            yield return symptom;
        }
    }

    private static Symptom Of(ExaminedHost host, string? module, string evidence, string place) => new(
        host.Pfs.FirstOrDefault(pf => pf.Driver is not null && pf.Driver == module) is { } pf ? Subject.Of(pf) : Subject.Host,
        evidence,
        $"take max_vfs away from {place}, write the initial RAM disk anew, and "
            + "let one program set the number of VFs: 'vfleet pf set PF --vfs N'");

    private static IEnumerable<Symptom> X552(ExaminedHost host) => host.Log.Last(KernelWords.IxgbeFailed)
        .Where(last => last.Pf is { NumVfs: 0, Driver: "ixgbe" } && s_x552.Contains(last.Pf.DeviceId))
        .Select(last => new Symptom(last.Subject, last.Evidence));
}
