using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Planning;

/// <summary>Chooses the VF that a guest gets, and says why when there is none.</summary>
internal static class VfChoice
{
    /// <summary>The VF that was named, or the best free one of the PF that was named; null adds the reason.</summary>
    public static ObservedVf? Choose(ObservedHost host, FunctionSelector selector, ImmutableArray<Problem>.Builder problems)
    {
        if (selector is not FunctionSelector.ByIndex && host.TryFindPf(selector, out var pf, out _))
        {
            var free = pf.Vfs.Where(vf => Blocking(vf).IsEmpty).OrderBy(vf => vf.Record is not null).ThenBy(vf => vf.Id.Index).FirstOrDefault();
            if (free is null)
            {
                problems.Add(NoFreeVf(pf));
            }

            return free;
        }

        if (!host.TryFindVf(selector, out var found, out var unknown))
        {
            problems.Add(unknown);
            return null;
        }

        var name = host.VfName(found.Id);
        problems.AddRange(Blocking(found).Select(hold => NotFree.Of(name, hold)));
        return found;
    }

    // What is left over from a guest that no longer has the VF is no obstacle: the saved original goes on being the original.
    private static ImmutableArray<Hold> Blocking(ObservedVf vf) => [.. FreeRule.Holds(vf).Where(hold => hold is not Hold.ByRecord)];

    private static Problem NoFreeVf(ObservedPf pf)
    {
        if (pf.NumVfs == 0)
        {
            return new Problem(
                ProblemCode.NoFreeVf,
                $"{pf.Name} has no VFs",
                $"create some: vfleet pf set {pf.Name} --vfs {Math.Min(pf.TotalVfs, 4)} --driver vfio",
                pf.Name);
        }

        // A card may have hundreds: the first few show the pattern, the list has the rest.
        const int Shown = 3;
        var reasons = pf.Vfs.Take(Shown).Select(vf => $"{vf.Id.Index}: {Blocking(vf)[0].Reason}");
        var more = pf.Vfs.Length > Shown ? $"; and {pf.Vfs.Length - Shown} more" : "";
        return new Problem(
            ProblemCode.NoFreeVf,
            $"no VF of {pf.Name} is free ({string.Join("; ", reasons)}{more})",
            $"take one back ('vfleet vf list {pf.Name}' shows who has which), or use another PF",
            pf.Name);
    }
}
