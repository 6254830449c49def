using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.TestKit.Doctor;

namespace Vfleet.Domain.Tests.Doctor;

internal static class InfiniBandCases
{
    private static readonly InfiniBandPort Waiting = new("mlx5_2/1", "INIT", "InfiniBand");

    private static Examination Card => Sound.Card().Pf(pf => pf with { ClassCode = 0x020700, EswitchMode = "legacy" });

    public static IEnumerable<RuleCase> All =>
    [
        new("IB01", Guid(0), "ens1f0np0", "GUID 0: VF 1",
            Guid(0).Pf(pf => pf with { ClassCode = 0x020000 })) { Remedy = "vfleet vf set ens1f0np0/1 --node-guid" },
        new("IB02", Guid(0x1122).VfFunctions(function => function with { InfiniBandPorts = [Waiting] }), "ens1f0np0/1",
            "port mlx5_2/1 is in state INIT",
            Guid(0x1122).VfFunctions(function => function with { InfiniBandPorts = [Waiting with { State = "ACTIVE" }] })),
        new("IB03", Card.Pf(pf => pf with { VfListCutAt = 1 }), "ens1f0np0", "the kernel reported VFs 0-0 of 2",
            Sound.Card().Pf(pf => pf with { VfListCutAt = 1 })),
        new("IB04", Firmware("IB(1)", "ETH(2)"), "ens1f0np0", "LINK_TYPE_P1 is IB(1) and will be ETH(2)", Firmware("IB(1)", "IB(1)")),
    ];

    private static Examination Guid(ulong guid) => Card.Vf(1, vf => vf with { Settings = vf.Settings! with { NodeGuid = guid, PortGuid = guid } });

    private static Examination Firmware(string current,
        string next) => Card.Card(card => card with { Firmware = [new("LINK_TYPE_P1", current, next)] });
}
