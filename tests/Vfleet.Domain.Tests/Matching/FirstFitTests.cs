using Vfleet.Domain.Matching;

namespace Vfleet.Domain.Tests.Matching;

/// <summary>What is lost when each vNIC in turn takes the first PF that allows its network and has a free VF.</summary>
public sealed class FirstFitTests
{
    private const int Draws = 20_000;
    private const int Networks = 3;

    [Theory]
    [InlineData(2, 2, 4)]
    [InlineData(2, 4, 11)]
    [InlineData(4, 5, 20)]
    [InlineData(4, 8, 25)]
    public void First_fit_refuses_what_can_be_served_and_the_matcher_does_not(int pfs, int nics, int leastPercent)
    {
        var random = new Random(7);
        var matcher = new Matcher();
        var (feasible, lost) = (0, 0);
        for (var draw = 0; draw < Draws; draw++)
        {
            var free = Drawn(pfs, () => random.Next(1, (2 * nics / pfs) + 1));
            var allowed = Drawn(pfs, () => random.Next(1, 1 << Networks));
            var asked = Drawn(nics, () => random.Next(Networks));
            var canBe = CanBe(free, allowed, asked);
            Matches(matcher, free, allowed, asked).ShouldBe(canBe);
            feasible += canBe ? 1 : 0;
            lost += canBe && !FirstFit([.. free], allowed, asked) ? 1 : 0;
        }

        feasible.ShouldBeGreaterThan(Draws / 20);
        (100.0 * lost / feasible).ShouldBeGreaterThan(leastPercent);
    }

    private static int[] Drawn(int count, Func<int> one) => [.. Enumerable.Range(0, count).Select(_ => one())];

    private static bool Matches(Matcher matcher, int[] free, int[] allowed, int[] asked)
    {
        matcher.Begin(asked.Length, free.Length, 0);
        for (var pf = 0; pf < free.Length; pf++)
        {
            matcher.SetPf(pf, free[pf], free[pf]);
            for (var nic = 0; nic < asked.Length; nic++)
            {
                if ((allowed[pf] >> asked[nic] & 1) != 0)
                {
                    matcher.Allow(nic, pf, pf);
                }
            }
        }

        return matcher.Solve();
    }

    private static bool FirstFit(int[] free, int[] allowed, int[] asked)
    {
        foreach (var network in asked)
        {
            var pf = Array.FindIndex([.. Enumerable.Range(0, free.Length)], pf => free[pf] > 0 && (allowed[pf] >> network & 1) != 0);
            if (pf < 0)
            {
                return false;
            }

            free[pf]--;
        }

        return true;
    }

    // Hall's theorem over sets of networks: whoever asks for one of them finds its VFs on the PFs that allow one of them.
    private static bool CanBe(int[] free, int[] allowed, int[] asked) => Enumerable.Range(1, (1 << Networks) - 1).All(set =>
        asked.Count(network => (set >> network & 1) != 0) <= free.Where((_, pf) => (allowed[pf] & set) != 0).Sum());
}
