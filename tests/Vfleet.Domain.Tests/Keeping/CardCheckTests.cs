using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Keeping;

/// <summary>A card that something was kept of: the same, another, gone, moved, renamed.</summary>
public sealed class CardCheckTests
{
    private const string Name = "enp1s0f0";
    private static readonly PciAddress Slot = PciAddress.Parse("0000:01:00.0");
    private static readonly MacAddress Mac = MacAddress.Parse("a0:36:9f:00:00:01");
    private static readonly MacAddress Other = MacAddress.Parse("a0:36:9f:00:00:02");
    private static readonly CardIdentity Card = new(0x8086, 0x10c9, Mac, Name);

    [Fact]
    public void The_same_card_is_restored_without_a_word()
    {
        var check = CardCheck.Of(Slot, Card, Given.Host(Pf()));

        check.Problem.ShouldBeNull();
        check.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_card_that_was_never_written_down_may_be_restored_when_it_is_there_and_is_missed_when_not()
    {
        CardCheck.Of(Slot, null, Given.Host(Pf())).Problem.ShouldBeNull();

        var problem = CardCheck.Of(Slot, null, Given.Host()).Problem.ShouldNotBeNull();
        problem.Code.ShouldBe(ProblemCode.FunctionVanished);
        problem.Message.ShouldStartWith("0000:01:00.0 is not there");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_card_that_is_gone_is_told_by_the_name_that_it_had(bool withOthers)
    {
        var host = withOthers ? Given.Host(Pf(Other, address: "0000:02:00.0")) : Given.Host();

        var problem = CardCheck.Of(Slot, Card, host).Problem.ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.FunctionVanished);
        problem.Message.ShouldStartWith("enp1s0f0 (0000:01:00.0) is not there");
        problem.Remedy.ShouldContain("vfleet pf forget 0000:01:00.0");
        problem.Path.ShouldBe("0000:01:00.0");
    }

    [Fact]
    public void A_card_in_another_slot_is_known_again_by_its_burnt_in_address()
    {
        var problem = CardCheck.Of(Slot, Card, Given.Host(Pf(Other, address: "0000:02:00.0"), Pf(Mac, address: "0000:03:00.0"))).Problem.ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.CardMoved);
        problem.Message.ShouldContain("is at 0000:03:00.0 now, known by its MAC a0:36:9f:00:00:01");
        problem.Remedy.ShouldContain("vfleet pf move 0000:01:00.0 0000:03:00.0");
    }

    [Theory]
    [InlineData(0x10c9)]
    [InlineData(0x1521)]
    public void A_card_whose_place_another_took_is_not_mistaken_for_it(ushort device)
    {
        var neighbour = Pf(Other) with { DeviceId = device };

        var problem = CardCheck.Of(Slot, Card, Given.Host(neighbour, Pf(Mac, address: "0000:03:00.0"))).Problem.ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.CardMoved);
        problem.Remedy.ShouldContain("vfleet pf move 0000:01:00.0 0000:03:00.0");
    }

    [Fact]
    public void A_card_without_a_burnt_in_address_is_never_taken_for_one_elsewhere()
    {
        var host = Given.Host(Pf(null, address: "0000:02:00.0"));

        CardCheck.Of(Slot, Card with { Mac = null }, host).Problem!.Code.ShouldBe(ProblemCode.FunctionVanished);
    }

    [Theory]
    [InlineData(0x15b3, 0x10c9)]
    [InlineData(0x8086, 0x1521)]
    public void Another_card_in_the_slot_is_not_touched(ushort vendor, ushort device)
    {
        var problem = CardCheck.Of(Slot, Card, Given.Host(Pf() with { VendorId = vendor, DeviceId = device })).Problem.ShouldNotBeNull();

        problem.Code.ShouldBe(ProblemCode.CardChanged);
        problem.Message.ShouldBe($"in the slot of 0000:01:00.0 is a {vendor:x4}:{device:x4} now; what is kept was of a 8086:10c9");
        problem.Remedy.ShouldContain("vfleet pf set 0000:01:00.0 --vfs N");
        problem.Remedy.ShouldContain("vfleet pf forget 0000:01:00.0");
    }

    [Fact]
    public void A_card_that_was_replaced_by_one_of_the_same_make_is_restored_with_a_note()
    {
        var check = CardCheck.Of(Slot, Card, Given.Host(Pf(Other)));

        check.Problem.ShouldBeNull();
        check.Notes.ShouldHaveSingleItem().ShouldBe(
            "enp1s0f0 (0000:01:00.0) is another card of the same make: its MAC was a0:36:9f:00:00:01 and is a0:36:9f:00:00:02");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_one_burnt_in_address_is_not_known_nothing_is_concluded_from_the_other(bool before)
    {
        var check = CardCheck.Of(Slot, Card with { Mac = before ? Mac : null }, Given.Host(Pf(before ? null : Other)));

        check.Problem.ShouldBeNull();
        check.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_renamed_netdev_is_a_note_unless_the_old_name_is_one_of_its_names_still()
    {
        var renamed = Pf(name: "eth0");

        CardCheck.Of(Slot, Card, Given.Host(renamed)).Notes.ShouldBe(["eth0 (0000:01:00.0) was called enp1s0f0"]);
        CardCheck.Of(Slot, Card, Given.Host(renamed.WithNetdev(netdev => netdev with { AlternativeNames = [Name] }))).Notes.ShouldBeEmpty();
        CardCheck.Of(Slot, Card with { Netdev = null }, Given.Host(renamed)).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void A_PF_without_netdevs_is_not_said_to_be_renamed()
    {
        var check = CardCheck.Of(Slot, Card, Given.Host(Given.Pf(name: null)));

        check.Problem.ShouldBeNull();
        check.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Everything_that_changed_and_does_not_matter_is_told_at_once() =>
        CardCheck.Of(Slot, Card, Given.Host(Pf(Other, name: "eth0"))).Notes.Length.ShouldBe(2);

    [Fact]
    public void An_identity_is_what_the_PF_shows_with_gaps_filled_by_what_was_known_before()
    {
        CardIdentity.Of(Pf()).ShouldBe(Card);
        CardIdentity.Of(Given.Pf(name: null)).ShouldBe(new CardIdentity(0x8086, 0x10c9, null, null));

        CardIdentity.Of(Given.Pf(name: null)).Or(Card).ShouldBe(Card);
        CardIdentity.Of(Pf(Other, name: "eth0")).Or(Card).ShouldBe(Card with { Mac = Other, Netdev = "eth0" });
        Card.Or(null).ShouldBe(Card);
    }

    private static ObservedPf Pf() => Pf(Mac);

    private static ObservedPf Pf(string name) => Pf(Mac, name);

    private static ObservedPf Pf(MacAddress? permanent, string name = Name, string address = "0000:01:00.0") =>
        Given.Pf(name, address).WithNetdev(netdev => netdev with { PermanentMac = permanent });
}
