using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Vfleet.Domain.Forwarding;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Forwarding;

public sealed class ForwardingProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true);

    private static readonly Gen<ImmutableArray<MacAddress>> Macs = Gen.Choose(1, 12).ListOf()
        .Select(numbers => numbers.Distinct().Select(n => new MacAddress(0x5254_0000_0000UL | (uint)n)).ToImmutableArray());

    private static readonly Arbitrary<(ForwardingWish Wish, ForwardingEntries Entries)> Cases = (
        from wanted in Macs
        from leftOut in Macs
        from present in Macs
        from recorded in Macs
        from limit in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 20).Select(n => (int?)n))
        from reserved in Gen.Choose(1, 8)
        from complete in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        select (
            new ForwardingWish
            {
                Addresses = [.. wanted.Select(Address)],
                LeftOut = [.. leftOut.Except(wanted).Select(mac => new LeftOutAddress(Address(mac), "a VF has it"))],
                IsComplete = complete,
            },
            new ForwardingEntries { Present = [.. present], Recorded = [.. recorded], Limit = limit, Reserved = reserved })).ToArbitrary();

    [Fact]
    public void Entries_of_others_stay() => Prop.ForAll(Cases, drawn =>
    {
        var plan = ForwardingPlanner.Plan(drawn.Wish, drawn.Entries);
        plan.Remove.ShouldAllBe(mac => drawn.Entries.Recorded.Contains(mac) && drawn.Entries.Present.Contains(mac));
        drawn.Entries.Foreign.Except(After(drawn.Entries, plan).Present).ShouldBeEmpty();
    }).Check(Many);

    [Fact]
    public void Nothing_is_added_beyond_the_limit() => Prop.ForAll(Cases, drawn =>
    {
        var plan = ForwardingPlanner.Plan(drawn.Wish, drawn.Entries);
        var after = After(drawn.Entries, plan);
        if (!plan.Add.IsEmpty && drawn.Entries.Limit is { } limit)
        {
            (after.Present.Count + after.Reserved).ShouldBeLessThanOrEqualTo(limit);
        }

        (plan.Add.Length + plan.Unfit.Length).ShouldBe(drawn.Wish.Addresses.Count(address => !drawn.Entries.Present.Contains(address.Mac)));
    }).Check(Many);

    [Fact]
    public void A_plan_that_was_carried_out_leaves_nothing_to_do() => Prop.ForAll(Cases, drawn =>
    {
        var plan = ForwardingPlanner.Plan(drawn.Wish, drawn.Entries);
        var after = After(drawn.Entries, plan);
        var again = ForwardingPlanner.Plan(drawn.Wish, after);
        again.IsEmpty.ShouldBeTrue($"{drawn} gives {plan}, then {again}");
        again.Unfit.Select(unfit => unfit.Address).ShouldBe(plan.Unfit.Select(unfit => unfit.Address));
        after.Recorded.Except(after.Present).ShouldAllBe(mac => drawn.Wish.Addresses.Any(address => address.Mac == mac));
    }).Check(Many);

    [Fact]
    public void A_wish_for_nothing_leaves_exactly_what_others_made() => Prop.ForAll(Cases, drawn =>
    {
        var after = After(drawn.Entries, ForwardingPlanner.Plan(ForwardingWish.Nothing("it is over"), drawn.Entries));
        after.Present.ShouldBe(drawn.Entries.Foreign);
        after.Recorded.ShouldBeEmpty();
    }).Check(Many);

    private static ForwardedAddress Address(MacAddress mac) => new(mac, new AddressOwner(AddressOwnerKind.Guest, "web1"));

    private static ForwardingEntries After(ForwardingEntries entries, ForwardingPlan plan)
    {
        var added = plan.Add.Select(address => address.Mac).ToList();
        return entries with
        {
            Present = entries.Present.Except(plan.Remove).Union(added),
            Recorded = entries.Recorded.Except(plan.Remove).Except(plan.Forget).Union(added),
        };
    }
}
