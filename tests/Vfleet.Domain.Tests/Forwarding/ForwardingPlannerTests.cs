using Vfleet.Domain.Forwarding;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Forwarding;

public sealed class ForwardingPlannerTests
{
    [Fact]
    public void What_is_missing_is_added_in_the_order_of_the_wish() =>
        Plan(Wish(3, 1, 2), Entries(present: [2])).Add.Select(address => address.Mac).ShouldBe([Mac(3), Mac(1)]);

    [Fact]
    public void Only_our_own_entries_that_nobody_wants_are_removed()
    {
        var plan = Plan(Wish(1), Entries(present: [1, 2, 3], recorded: [1, 3]));

        plan.Remove.ShouldBe([Mac(3)]);
        plan.Add.ShouldBeEmpty();
    }

    [Fact]
    public void A_note_about_an_entry_that_the_kernel_lost_is_forgotten_or_the_entry_added_again()
    {
        var plan = Plan(Wish(1), Entries(recorded: [1, 2]));

        plan.Add.Select(address => address.Mac).ShouldBe([Mac(1)]);
        plan.Forget.ShouldBe([Mac(2)]);
        plan.Remove.ShouldBeEmpty();
    }

    [Fact]
    public void What_does_not_fit_is_told_with_the_numbers()
    {
        var plan = Plan(Wish(1, 2, 3), Entries(present: [9]) with { Limit = 5, Reserved = 3 });

        plan.Add.Select(address => address.Mac).ShouldBe([Mac(1)]);
        plan.Unfit.Select(unfit => unfit.Why).ShouldBe(
        [
            "the NIC holds 5 addresses, 5 are in use; 52:54:00:00:00:02 of guest g2 does not fit",
            "the NIC holds 5 addresses, 5 are in use; 52:54:00:00:00:03 of guest g3 does not fit",
        ]);
    }

    [Fact]
    public void Removing_makes_room() => Plan(Wish(1), Entries(present: [2], recorded: [2]) with { Limit = 2, Reserved = 1 })
        .Add.Select(address => address.Mac).ShouldBe([Mac(1)]);

    [Fact]
    public void A_card_that_holds_more_than_it_should_gets_nothing_more() =>
        Plan(Wish(1), Entries(present: [2, 3]) with { Limit = 1, Reserved = 8 }).Add.ShouldBeEmpty();

    [Fact]
    public void While_guests_are_not_known_nothing_is_removed_but_what_a_VF_has()
    {
        var wish = Wish(1) with
        {
            IsComplete = false,
            LeftOut = [new LeftOutAddress(Address(3), "VF enp1s0f0/0 has it")],
        };
        Plan(wish, Entries(present: [2, 3], recorded: [2, 3])).Remove.ShouldBe([Mac(3)]);
    }

    private static ForwardingPlan Plan(ForwardingWish wish, ForwardingEntries entries) => ForwardingPlanner.Plan(wish, entries);

    private static ForwardingWish Wish(params int[] wanted) => new() { Addresses = [.. wanted.Select(Address)] };

    private static ForwardingEntries Entries(int[]? present = null, int[]? recorded = null) => new()
    {
        Present = [.. (present ?? []).Select(Mac)],
        Recorded = [.. (recorded ?? []).Select(Mac)],
    };

    private static ForwardedAddress Address(int n) => new(Mac(n), new AddressOwner(AddressOwnerKind.Guest, $"g{n}"));

    private static MacAddress Mac(int n) => new(0x5254_0000_0000UL | (uint)n);
}
