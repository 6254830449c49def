using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>Sorts hosts by how many soft affinities of a demand they leave unsatisfied.</summary>
internal static class SoftAffinity
{
    public static int Count(Demand demand)
    {
        var count = 0;
        foreach (var wish in demand.Affinities)
        {
            count += wish is { Affinity.IsHard: false, Group: not null } ? 1 : 0;
        }

        return count;
    }

    /// <summary>The hosts of a set by how many are unsatisfied: first those that satisfy all.</summary>
    public static ulong[][] Levels(Demand demand, ulong[] set, HostIndex hosts)
    {
        var levels = new ulong[Count(demand) + 1][];
        for (var level = 0; level < levels.Length; level++)
        {
            levels[level] = level == 0 ? [.. set] : new ulong[set.Length];
        }

        foreach (var (vm, affinity, found) in demand.Affinities)
        {
            if (affinity.IsHard || found is not { } group || HardAffinity.Others(group, vm, false, hosts) is not { } present)
            {
                continue;
            }

            // Hosts that do not satisfy it go one level down: those without members, or with.
            var flip = affinity.Kind == AffinityKind.Together ? ulong.MaxValue : 0;
            for (var level = levels.Length - 1; level >= 0; level--)
            {
                for (var word = 0; word < set.Length; word++)
                {
                    var unsatisfied = present[word] ^ flip;
                    var above = level > 0 ? levels[level - 1][word] & unsatisfied : 0;
                    levels[level][word] = (levels[level][word] & ~unsatisfied) | above;
                }
            }
        }

        return levels;
    }
}
