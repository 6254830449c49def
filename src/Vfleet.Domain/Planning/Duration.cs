using Vfleet.Domain.Observed;

namespace Vfleet.Domain.Planning;

/// <summary>How long steps take, roughly, and how long they may take at most.</summary>
/// <remarks>
/// Writing sriov_numvfs: 100 ms fixed, then each VF is added and probed in turn; removing waits one second (kernel
/// <c>drivers/pci/iov.c</c>). Published per VF with drivers: 0.26 s to 1 s (ConnectX-6, ixgbe, i40e); without: about 10 ms.
/// </remarks>
public static class Duration
{
    private static readonly TimeSpan PerVfProbed = TimeSpan.FromSeconds(0.35);
    private static readonly TimeSpan PerVfBare = TimeSpan.FromMilliseconds(10);

    /// <summary>How long we wait for a change of the number of VFs before we say that it hangs.</summary>
    /// <param name="vfs">How many VFs are made or removed.</param>
    /// <returns>60 s and 2 s for each VF.</returns>
    public static TimeSpan CountDeadline(int vfs) => TimeSpan.FromSeconds(60 + (2 * vfs));

    internal static TimeSpan Of(IEnumerable<PlanStep> steps, ObservedPf pf)
    {
        var probed = pf.Autoprobe ?? true;
        var total = TimeSpan.Zero;
        foreach (var step in steps)
        {
            probed = step is PlanStep.SetAutoprobe autoprobe ? autoprobe.On : probed;
            total += Of(step, probed);
        }

        return total;
    }

    private static TimeSpan Of(PlanStep step, bool probed) => step switch
    {
        PlanStep.SetVfCount { To: 0 } removed => TimeSpan.FromSeconds(1) + (removed.From * PerVfBare),
        PlanStep.SetVfCount made => TimeSpan.FromMilliseconds(100) + (made.To * (probed ? PerVfProbed : PerVfBare)),
        PlanStep.BindVf => TimeSpan.FromMilliseconds(50),
        PlanStep.PlugIn { Owner.Live: true } => TimeSpan.FromSeconds(1),
        PlanStep.Unplug { Live: true } => TimeSpan.FromSeconds(6),
        PlanStep.SetEswitchMode => TimeSpan.FromSeconds(2),
        _ => TimeSpan.FromMilliseconds(5),
    };
}
