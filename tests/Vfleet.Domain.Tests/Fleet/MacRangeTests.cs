using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Primitives;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Domain.Tests.Fleet;

public sealed class MacRangeTests
{
    private static readonly MacPool s_pool = new(SampleFleet.Id(1), "p", SampleFleet.Mac(10), SampleFleet.Mac(14));

    [Fact]
    public void Addresses_go_round_the_pool()
    {
        MacRange.Next(s_pool, _ => false).ShouldBe(SampleFleet.Mac(10));
        MacRange.Next(s_pool, _ => false, SampleFleet.Mac(10)).ShouldBe(SampleFleet.Mac(11));
        MacRange.Next(s_pool, _ => false, SampleFleet.Mac(14)).ShouldBe(SampleFleet.Mac(10));
        MacRange.Next(s_pool, _ => false, SampleFleet.Mac(99)).ShouldBe(SampleFleet.Mac(10));
        MacRange.Next(s_pool with { To = SampleFleet.Mac(9) }, _ => false).ShouldBeNull();
    }

    [Fact]
    public void A_free_address_is_found_wherever_it_is_and_none_when_all_are_taken()
    {
        Prop.ForAll(
            Gen.SubListOf(Enumerable.Range(10, 5)).ToArbitrary(),
            Gen.Choose(8, 16).ToArbitrary(),
            (used, after) =>
            {
                var taken = used.Select(SampleFleet.Mac).ToHashSet();
                var next = MacRange.Next(s_pool, taken.Contains, SampleFleet.Mac(after));
                return taken.Count == 5 ? next is null : next is MacAddress found && !taken.Contains(found) && found >= s_pool.From && found <= s_pool.To;
            }).QuickCheckThrowOnFailure();
    }
}
