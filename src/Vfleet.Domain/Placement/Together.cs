using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Matching;

namespace Vfleet.Domain.Placement;

/// <summary>Splits VMs of a request into those that must be on one host: they are then placed as if they were one.</summary>
internal static class Together
{
    /// <summary>The parts, in the order of their first VMs. VMs that want more VFs together than can be matched stay apart, and are searched for one by one.</summary>
    public static IEnumerable<Vm[]> Parts(ImmutableArray<Vm> vms)
    {
        var part = Enumerable.Range(0, vms.Length).ToArray();
        for (var at = 0; at < vms.Length; at++)
        {
            for (var other = at + 1; other < vms.Length; other++)
            {
                if (part[at] != part[other] && MustMeet(vms[at], vms[other]))
                {
                    var (kept, joined) = (Math.Min(part[at], part[other]), Math.Max(part[at], part[other]));
                    part = [.. part.Select(one => one == joined ? kept : one)];
                }
            }
        }

        foreach (var members in part.Select((one, at) => (Part: one, Vm: vms[at])).GroupBy(one => one.Part, one => one.Vm))
        {
            if (members.Sum(vm => vm.Nics.Length) <= MatchWeights.MostNics)
            {
                yield return [.. members];
                continue;
            }

            foreach (var vm in members)
            {
                yield return [vm];
            }
        }
    }

    private static bool MustMeet(Vm vm, Vm other) => vm.ClusterId == other.ClusterId
        && vm.Affinity.Any(one => other.Affinity.Any(two => one.Group == two.Group && (IsHardTogether(one) || IsHardTogether(two))));

    private static bool IsHardTogether(Affinity affinity) => affinity is { Kind: AffinityKind.Together, IsHard: true };
}
