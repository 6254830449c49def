using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;

namespace Vfleet.Host.Applying;

/// <summary>What a running step may use.</summary>
/// <param name="Parts">The host's interfaces.</param>
/// <param name="Observed">The host as it was when the plan was made.</param>
/// <param name="Undo">Where a step that succeeded leaves its undo.</param>
/// <param name="Report">Tells how a long step goes on.</param>
internal sealed record StepContext(HostParts Parts, ObservedHost Observed, UndoStack Undo, Action<PlanStep, string> Report)
{
    /// <summary>The netdev through which a PF's VFs are set.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>Its first netdev.</returns>
    public ObservedNetdev Netdev(Vfleet.Primitives.PciAddress pf) =>
        Observed.Pf(pf)?.Netdevs.FirstOrDefault() ?? throw new IOException($"{Observed.PfName(pf)} has no netdev");
}
