using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.TestKit.Doctor;

namespace Vfleet.Domain.Tests.Doctor;

internal static class NicCases
{
    private const string Timeout = "mlx5_core 0000:0a:00.0: wait_func:1133:(pid 812): ENABLE_HCA(0x104) timeout. Will cause a leak of a "
        + "command resource";
    private const string NotEnabled = "mlx5_core 0000:0a:00.0: failed to enable VF 7 (-110)";

    private static Examination Host => Sound.Host();

    private static Examination Card => Sound.Card();

    public static IEnumerable<RuleCase> All =>
    [
        new("NIC01", Firmware(new("SRIOV_EN", "False(0)", "False(0)")), "ens1f0np0", "SRIOV_EN is False(0)", Firmware(new("SRIOV_EN", null, null)))
        {
            Remedy = "mstconfig -d 0000:0a:00.0 set SRIOV_EN=1 NUM_OF_VFS=8",
        },
        new("NIC01", Firmware(new("NUM_OF_VFS", "1", "1")), "ens1f0np0", "NUM_OF_VFS is 1, 2 VFs are asked for",
            Firmware(new("NUM_OF_VFS", "1", "8"))),
        new("NIC02", Firmware(new("NUM_OF_VFS", "4", "8")), "ens1f0np0", "NUM_OF_VFS is 4 and will be 8",
            Firmware(new("LINK_TYPE_P1", "IB(1)", "ETH(2)")))
        {
            Remedy = "mstfwreset -d 0000:0a:00.0 reset",
        },
        new("NIC03", Card.Said(Timeout), "ens1f0np0", Timeout, Card) { Remedy = "ACS" },
        new("NIC04", Card.Said(NotEnabled).Card(card => card with { FirmwareVersion = "16.35.1012" }), "ens1f0np0", "; the card's firmware is 16.35.1012", Card),
        new("NIC04", Card.Said(NotEnabled), "ens1f0np0", NotEnabled, Card),
        new("NIC05", Firmware(new("INTERNAL_CPU_MODEL", "EMBEDDED_CPU(1)", "EMBEDDED_CPU(1)")), "ens1f0np0", "EMBEDDED_CPU(1)",
            Firmware(new("INTERNAL_CPU_MODEL", "SEPARATED_HOST(0)", "SEPARATED_HOST(0)"))),
        new("NIC05", Firmware(new("INTERNAL_CPU_MODEL", "EMBEDDED_CPU(1)", null)), "ens1f0np0", "EMBEDDED_CPU(1)",
            Firmware(new("INTERNAL_CPU_MODEL", "EMBEDDED_CPU(1)", null), new("INTERNAL_CPU_OFFLOAD_ENGINE", "DISABLED(1)", null))),
        new("NIC06", OneCard("2"), "ens1f0np0", "ens1f1np1, its other port, needs 6", OneCard("6")) { Remedy = "NUM_OF_VFS=6" },
        new("NIC07", Host.Pf(pf => pf with { Driver = "newnic", Facts = DriverFacts.Unknown }), "enp1s0f0",
            "the driver is newnic, the card 8086:10c9",
            Host.Pf(pf => pf with { Driver = null, Facts = DriverFacts.Unknown })),
        new("NIC08", Host.VfFunctions(function => function with { MatchingModules = [], Modalias = "pci:v00008086d000010CAsv" }), "enp1s0f0",
            "no module matches VF 3 (pci:v00008086d000010CAsv)",
                Host.VfFunctions(function => function with { MatchingModules = default })) { Remedy = "modprobe igbvf" },
        new("NIC09", Host.VfFunctions(function => function with { VariantModules = ["new_vfio_pci"] }), "enp1s0f0",
            "VFs 0-1 on vfio-pci; new_vfio_pci drives them too",
            Host.VfFunctions(function => function with { VariantModules = default })),
        new("NIC09", Ice.VfFunctions(function => function with { VariantModules = [] }), "enp1s0f0", "ice_vfio_pci is not installed",
            Ice.VfFunctions(function => function with { VariantModules = default })),
    ];

    private static Examination Ice => Host.Pf(pf => pf with { Driver = "ice" });

    private static Examination Firmware(FirmwareSetting setting, FirmwareSetting? other = null) =>
        Card.Card(card => card with { Firmware = other is null ? [setting] : [setting, other] });

    private static Examination OneCard(string number)
    {
        var card = Card.Function(Sound.Port0, port => port with { Serial = "MT1", Firmware = [new("NUM_OF_VFS", number, number)] })
            .Function(Sound.Port1, port => port with { Serial = "MT1" });
        return card with { Intents = [card.Intents[0], card.Intents[1] with { Vfs = 6 }] };
    }
}
