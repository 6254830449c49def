using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Matching;

namespace Vfleet.Domain.Tests.Matching;

public sealed class MatcherProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(4000).WithQuietOnSuccess(true);

    [Fact]
    public void It_serves_what_can_be_served_at_the_least_cost() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var drawn = new DrawnMatch(new Random(seed));
        var matcher = new Matcher();
        drawn.Ask(matcher);
        var least = drawn.LeastCost();
        matcher.Solve().ShouldBe(least is not null);
        if (least is { } cost)
        {
            int[] answer = [.. Enumerable.Range(0, drawn.Nics).Select(matcher.PfOf)];
            drawn.CostOf(answer).ShouldBe(cost, "what it gives is not allowed, or dear");
            matcher.Cost.ShouldBe(cost);
        }
    }).Check(Many);

    [Fact]
    public void A_matcher_that_was_used_before_answers_like_a_new_one() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var used = new Matcher();
        for (var round = 0; round < 4; round++)
        {
            var drawn = new DrawnMatch(random);
            var fresh = new Matcher();
            drawn.Ask(fresh);
            drawn.Ask(used);
            used.Solve().ShouldBe(fresh.Solve());
            Enumerable.Range(0, drawn.Nics).Select(used.PfOf).ShouldBe(Enumerable.Range(0, drawn.Nics).Select(fresh.PfOf));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    [Fact]
    public void Each_kind_of_cost_outweighs_all_below_it_for_the_most_vNICs()
    {
        const long Most = MatchWeights.MostNics;
        (Most * MatchWeights.OrderSteps * MatchWeights.Order).ShouldBeLessThan(MatchWeights.Use);
        (Most * ((MatchWeights.UseSteps * MatchWeights.Use) + (MatchWeights.OrderSteps * MatchWeights.Order))).ShouldBeLessThan(MatchWeights.Scarcity);
        var below = (MatchWeights.ScarcitySteps * MatchWeights.Scarcity) + (MatchWeights.UseSteps * MatchWeights.Use) + (MatchWeights.OrderSteps * MatchWeights.Order);
        (Most * below).ShouldBeLessThan(MatchWeights.Flexibility);
        below += MatchWeights.FlexibilitySteps * MatchWeights.Flexibility;
        (Most * below).ShouldBeLessThan(MatchWeights.Numa);
        (Most * (below + MatchWeights.Numa)).ShouldBeLessThan(MatchWeights.NoLink);
        (Most * (below + MatchWeights.Numa + MatchWeights.NoLink)).ShouldBeLessThan(MatchWeights.Bridge);
        ((Int128)Most * (below + MatchWeights.Numa + MatchWeights.NoLink + MatchWeights.Bridge)).ShouldBeLessThan(long.MaxValue);
    }

    [Fact]
    public void Sixty_four_vNICs_and_PFs_with_256_VFs_are_matched()
    {
        var matcher = new Matcher { Spread = true };
        matcher.Begin(64, 64, 32);
        for (var pf = 0; pf < 64; pf++)
        {
            matcher.SetPf(pf, 256, pf < 2 ? 256 : 0);
        }

        for (var nic = 0; nic < 64; nic++)
        {
            matcher.SetGroup(nic, nic / 2);
            for (var pf = 0; pf < 64; pf++)
            {
                matcher.Allow(nic, pf, MatchWeights.NoLink + pf);
            }
        }

        matcher.Solve().ShouldBeTrue();
        Enumerable.Range(0, 64).Count(nic => matcher.PfOf(nic) == 0).ShouldBe(32);
        Enumerable.Range(0, 32).ShouldAllBe(pair => matcher.PfOf(2 * pair) != matcher.PfOf((2 * pair) + 1));
    }
}
