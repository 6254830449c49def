using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Domain.Doctor.Facts;

namespace Vfleet.Domain.Doctor.Nic;

/// <summary>Settings in the memory of NVIDIA cards, which decide whether and how many VFs there are.</summary>
internal static class FirmwareRules
{
    private const string LinkType = "LINK_TYPE_P";

    public static ImmutableArray<DoctorRule> All { get; } =
    [
        new("NIC01", RuleSeverity.Blocks, "the card's firmware has SR-IOV off or too few VFs (NVIDIA)")
        {
            Detection = "mstconfig query (package mstflint; a host without it is not known to have this): SRIOV_EN is off now and after the next reset; or NUM_OF_VFS is less than the number of VFs "
                + "asked for",
            Remedy = "mstconfig -d ADDRESS set SRIOV_EN=1 NUM_OF_VFS=N, then restart the host",
            Source = "sriov-network-operator pkg/vendors/mellanox; Cloudpods, SR-IOV (mlxconfig)",
            Find = OffOrTooFew,
        },
        new("NIC02", RuleSeverity.Degrades, "the card's firmware has settings that wait for a reset (NVIDIA)")
        {
            Detection = "mstconfig query, where it is installed: the next value of a setting that decides about VFs differs from the current one "
                + "(SRIOV_EN, NUM_OF_VFS, INTERNAL_CPU_MODEL, INTERNAL_CPU_OFFLOAD_ENGINE)",
            Remedy = "free all VFs and set their number to 0, then reset the card once: mstfwreset -d ADDRESS "
                + "reset; when that changes nothing, switch the host off and on, for another reset would not help",
            Source = "sriov-network-operator issues 449, 904, 1082",
            Find = Waiting,
        },
        new("NIC05", RuleSeverity.Blocks, "a BlueField card is run by its own processor (DPU mode)")
        {
            Detection = "mstconfig query, where it is installed: INTERNAL_CPU_MODEL is EMBEDDED_CPU, and INTERNAL_CPU_OFFLOAD_ENGINE is not DISABLED (NIC mode)",
            Remedy = "make VFs and their settings on the card's own system; or mstconfig -d "
                + "ADDRESS set INTERNAL_CPU_OFFLOAD_ENGINE=1, then switch the host off and on",
            Source = "sriov-network-operator pkg/plugins/mellanox; NVIDIA BlueField manual, modes of operation",
            Find = DpuMode,
        },
        new("NIC06", RuleSeverity.Degrades, "two ports share one firmware value, which is too small for one of them (NVIDIA)")
        {
            Detection = "mstconfig query, where it is installed, of two PFs with the same serial number: the most VFs asked for of either is more than NUM_OF_VFS of the other",
            Remedy = "set NUM_OF_VFS to the largest number that any port of the card needs",
            Source = "sriov-network-operator pkg/plugins/mellanox; sriov-network-device-plugin issue 58",
            Find = SharedValue,
        },
    ];

    private static IEnumerable<(Subject Subject, FunctionFacts Function, FirmwareSetting Setting)> Settings(ExaminedHost host) =>
        host.Examination.Functions.Values.SelectMany(
            function => function.Firmware,
            (function, setting) => (host.Pf(function.Address) is { } pf ? Subject.Of(pf) : Subject.Of(function.Address), function, setting));

    private static IEnumerable<Symptom> OffOrTooFew(ExaminedHost host)
    {
        var wanted = Wanted(host);
        foreach (var (subject, function, setting) in Settings(host))
        {
            var vfs = wanted.GetValueOrDefault(function.Address);
            if (setting.Name == "SRIOV_EN" && IsOff(setting.Current) && IsOff(setting.Next ?? setting.Current))
            {
                yield return new Symptom(
                    subject,
                    $"SRIOV_EN is {setting.Current}",
                    $"mstconfig -d {function.Address} set SRIOV_EN=1 NUM_OF_VFS={Math.Max(vfs, 8)}, then restart the host");
            }
            else if (setting.Name == "NUM_OF_VFS" && Number(setting.Next ?? setting.Current) is { } most && vfs > most)
            {
                yield return new Symptom(
                    subject,
                    $"NUM_OF_VFS is {most}, {vfs} VFs are asked for",
                    $"mstconfig -d {function.Address} set NUM_OF_VFS={vfs}, then restart the host");
            }
        }
    }

    private static IEnumerable<Symptom> Waiting(ExaminedHost host) => Changes(host, linkType: false).Select(change => new Symptom(
        change.Subject,
        change.Evidence,
        $"set the number of VFs to 0, then mstfwreset -d {change.Function.Address} "
            + "reset; when that changes nothing, switch the host off and on"));

    /// <summary>Settings that will change with the next reset, of the link type or all others.</summary>
    internal static IEnumerable<(Subject Subject, FunctionFacts Function, string Evidence)> Changes(ExaminedHost host, bool linkType) => Settings(host)
        .Where(at => at.Setting.Name.StartsWith(LinkType, StringComparison.Ordinal) == linkType
            && at.Setting is { Current: { } current, Next: { } next } && current != next)
        .GroupBy(at => (at.Subject, at.Function))
        .Select(same => (
            same.Key.Subject,
            same.Key.Function,
            string.Join(", ", same.Select(at => $"{at.Setting.Name} is {at.Setting.Current} and will be {at.Setting.Next}"))));

    // In NIC mode the model stays, and the engine is off.
    private static IEnumerable<Symptom> DpuMode(ExaminedHost host) => Settings(host)
        .Where(at => at.Setting is { Name: "INTERNAL_CPU_MODEL", Current: { } model } && model.StartsWith("EMBEDDED_CPU", StringComparison.Ordinal)
            && !at.Function.Firmware.Any(other => other is { Name: "INTERNAL_CPU_OFFLOAD_ENGINE", Current: "1" or "DISABLED(1)" }))
        .Select(at => new Symptom(
            at.Subject,
            $"INTERNAL_CPU_MODEL is {at.Setting.Current}",
            $"make VFs and their settings on the card's own system; or mstconfig -d {at.Function.Address} "
                + "set INTERNAL_CPU_OFFLOAD_ENGINE=1, then switch the host off and on"));

    private static IEnumerable<Symptom> SharedValue(ExaminedHost host)
    {
        var wanted = Wanted(host);
        foreach (var card in host.Pfs.Where(pf => pf.VendorId == PciVendor.Nvidia && host.Function(pf.Address)?.Serial is not null)
            .GroupBy(pf => host.Function(pf.Address)!.Serial!, StringComparer.Ordinal).Where(card => card.Count() > 1))
        {
            var most = card.MaxBy(pf => wanted.GetValueOrDefault(pf.Address))!;
            foreach (var pf in card.Where(pf => pf != most))
            {
                var setting = host.Function(pf.Address)!.Firmware.FirstOrDefault(setting => setting.Name == "NUM_OF_VFS");
                if (Number(setting?.Next ?? setting?.Current) is { } number && wanted.GetValueOrDefault(most.Address) > number)
                {
                    yield return new Symptom(
                        Subject.Of(pf),
                        $"NUM_OF_VFS of the card {card.Key} is {number}; {most.Name}, its other port, needs {wanted[most.Address]}",
                        $"mstconfig -d {pf.Address} set NUM_OF_VFS={wanted[most.Address]}, then restart the host");
                }
            }
        }
    }

    private static Dictionary<Primitives.PciAddress, int> Wanted(ExaminedHost host) => host.Examination.Intents
        .Where(intent => intent.Vfs is not null).GroupBy(intent => intent.Pf).ToDictionary(same => same.Key, same => same.Max(intent => intent.Vfs!.Value));

    private static bool IsOff(string? value) => value is "0" or "False" or "False(0)";

    // "64", or "TRUE(1)" for words.
    private static int? Number(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
