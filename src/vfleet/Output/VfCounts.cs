using Vfleet.Domain.Availability;
using Vfleet.Domain.Observed;

namespace Vfleet.Cli.Output;

/// <summary>Numbers of VFs of a PF, as far as the observation goes.</summary>
/// <param name="Enabled">How many there are.</param>
/// <param name="Used">How many somebody uses or is configured to.</param>
/// <param name="Free">How many may be given away; the rest is neither (a shared IOMMU group).</param>
/// <param name="Total">How many there can be.</param>
internal readonly record struct VfCounts(int Enabled, int Used, int Free, int Total)
{
    /// <summary>Counts.</summary>
    /// <param name="pf">The PF.</param>
    public static VfCounts Of(ObservedPf pf)
    {
        var (used, free) = (0, 0);
        foreach (var vf in pf.Vfs)
        {
            var holds = FreeRule.Holds(vf);
            free += holds.IsEmpty ? 1 : 0;
            used += holds.Any(hold => hold is not Hold.SharedIommuGroup) ? 1 : 0;
        }

        return new VfCounts(pf.NumVfs, used, free, pf.TotalVfs);
    }
}
