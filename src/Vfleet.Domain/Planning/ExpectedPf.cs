using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Planning;

/// <summary>What a PF will be after steps, as far as the settings of its VFs depend on it.</summary>
internal static class ExpectedPf
{
    public static ObservedPf After(ObservedPf pf, ImmutableArray<PlanStep> steps) => steps.Aggregate(pf, After);

    private static ObservedPf After(ObservedPf pf, PlanStep step) => step switch
    {
        PlanStep.SetVfCount { To: var count } => pf with { NumVfs = count, Vfs = NewVfs(pf, count), VfListCutAt = null },
        PlanStep.SetEswitchMode { To: var mode } => pf with { EswitchMode = mode },
        PlanStep.SetLink link => pf with { Netdevs = [.. pf.Netdevs.Select(netdev => netdev.Name == link.Netdev ? Linked(netdev, link.Up) : netdev)] },
        _ => pf,
    };

    // Nothing is known of a new VF: its address depends on offset and stride of the new number, its settings on the driver.
    private static ImmutableArray<ObservedVf> NewVfs(ObservedPf pf, int count) =>
        [.. Enumerable.Range(0, count).Select(index => new ObservedVf(new VfId(pf.Address, index), pf.Address) { IsNetwork = pf.IsNetwork })];

    private static ObservedNetdev Linked(ObservedNetdev netdev, bool up) => netdev with { IsUp = up, HasCarrier = null, Speed = null };
}
