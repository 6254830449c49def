using System.Collections.Immutable;
using Vfleet.Fault.Tests.Happened;
using static Vfleet.Fault.Tests.Checking.MadeUp;

namespace Vfleet.Fault.Tests.Checking;

public sealed class PlaceRulesTests
{
    [Fact]
    public void A_history_that_is_right_violates_nothing() => Rules([Placed, OtherPlaced], Store).ShouldBeEmpty();

    [Fact]
    public void A_VM_that_is_gone_is_found() => Rules([Placed, OtherPlaced], Store with { Vms = Store.Vms.Remove(Vm) }).ShouldBe([PlaceRules.Lost]);

    [Fact]
    public void A_VM_that_has_no_place_any_more_is_found() =>
        Rules([Placed, OtherPlaced], Store with { Vms = Store.Vms.SetItem(Vm, Store.Vms[Vm] with { Status = "down", Host = null }) }).ShouldBe([PlaceRules.Lost]);

    [Fact]
    public void A_VM_on_another_host_is_found() =>
        Rules([Placed, OtherPlaced], Store with { Vms = Store.Vms.SetItem(Vm, Store.Vms[Vm] with { Host = Guid.Empty }) }).ShouldBe([PlaceRules.Lost]);

    [Fact]
    public void A_claim_of_another_generation_is_found() =>
        Rules([Placed, OtherPlaced], Store with { Claims = [Claim(Vf, 2, Vm, Nic), Claim(OtherVf, 1, OtherVm, OtherNic)] }).ShouldBe([PlaceRules.Lost]);

    [Fact]
    public void A_claim_on_another_VF_is_found() =>
        Rules([Placed, OtherPlaced], Store with { Claims = [Claim(Vf + "7", 1, Vm, Nic), Claim(OtherVf, 1, OtherVm, OtherNic)] }).ShouldBe([PlaceRules.Lost]);

    [Fact]
    public void A_claim_of_another_vNIC_is_found() =>
        Rules([Placed, OtherPlaced], Store with { Claims = [Claim(Vf, 1, Vm, OtherNic), Claim(OtherVf, 1, OtherVm, OtherNic)] }).ShouldBe([PlaceRules.Lost]);

    [Fact]
    public void A_confirmed_place_whose_lease_runs_is_found()
    {
        var leased = Place(Vm, Nic, Vf, 1, 0, 1, lease: 10);
        var confirmed = Ask(AskKind.Confirm, $"{Vm}", 5, 6);
        Rules([leased, confirmed, OtherPlaced], Store).ShouldBeEmpty();
        var claims = Store.Claims.SetItem(0, Store.Claims[0] with { Lease = At(10) });
        Rules([leased, confirmed, OtherPlaced], Store with { Claims = claims }).ShouldBe([PlaceRules.Lost]);
    }

    [Fact]
    public void A_confirmed_place_that_was_given_up_is_found() => Rules(
        [Place(Vm, Nic, Vf, 1, 0, 1, lease: 10), Ask(AskKind.Confirm, $"{Vm}", 5, 6), OtherPlaced],
        Store with { Vms = Store.Vms.SetItem(Vm, Store.Vms[Vm] with { Status = "down", Host = null }), Claims = [Store.Claims[1]] }).ShouldBe([PlaceRules.Lost]);

    [Fact]
    public void A_place_whose_lease_is_over_but_that_stays_is_found() =>
        Rules([Place(Vm, Nic, Vf, 1, 0, 1, lease: 10), OtherPlaced], Store).ShouldBe([PlaceRules.GivenUp]);

    [Fact]
    public void A_released_place_that_stays_is_found() =>
        Rules([Placed, Ask(AskKind.Release, $"{Vm}", 4, 5), OtherPlaced], Store).ShouldBe([PlaceRules.GivenUp]);

    [Fact]
    public void A_VF_with_two_owners_at_a_time_is_found()
    {
        var second = Place(OtherVm, OtherNic, Vf, 2, 2, 3);
        var store = Store with { Claims = [Claim(Vf, 1, Vm, Nic), Claim(Vf, 2, OtherVm, OtherNic)] };
        Rules([Placed, second], store).ShouldBe([PlaceRules.Twice]);
    }

    [Fact]
    public void A_VF_whose_new_owner_comes_before_the_old_one_asks_to_go_is_found()
    {
        var second = Place(OtherVm, OtherNic, Vf, 2, 2, 3);
        var store = Store with { Vms = Store.Vms.Remove(Vm), Claims = [Claim(Vf, 2, OtherVm, OtherNic)] };
        Rules([Placed, Ask(AskKind.Release, $"{Vm}", 2.5, 2.6), second], store).ShouldBeEmpty();
        Rules([Placed, Ask(AskKind.Release, $"{Vm}", 3.5, 3.6), second], store).ShouldBe([PlaceRules.Twice]);
    }

    [Fact]
    public void A_VF_that_is_given_away_before_the_lease_of_its_owner_ends_is_found()
    {
        var second = Place(OtherVm, OtherNic, Vf, 2, 5, 6);
        var store = Store with { Vms = Store.Vms.Remove(Vm), Claims = [Claim(Vf, 2, OtherVm, OtherNic)] };
        Rules([Place(Vm, Nic, Vf, 1, 0, 1, lease: 5.5), second], store).ShouldBeEmpty();
        Rules([Place(Vm, Nic, Vf, 1, 0, 1, lease: 7), second], store).ShouldBe([PlaceRules.Twice]);
    }

    [Fact]
    public void A_generation_that_comes_twice_is_found()
    {
        var second = Place(OtherVm, OtherNic, Vf, 1, 5, 6);
        var store = Store with { Vms = Store.Vms.Remove(Vm), Claims = [Claim(Vf, 1, OtherVm, OtherNic)] };
        Rules([Placed, Ask(AskKind.Release, $"{Vm}", 3, 4), second], store).ShouldBe([PlaceRules.Repeated]);
    }

    [Fact]
    public void A_generation_that_goes_back_is_found()
    {
        var first = Place(Vm, Nic, Vf, 3, 0, 1);
        var second = Place(OtherVm, OtherNic, Vf, 2, 5, 6);
        var store = Store with { Vms = Store.Vms.Remove(Vm), Claims = [Claim(Vf, 2, OtherVm, OtherNic)] };
        Rules([first, Ask(AskKind.Release, $"{Vm}", 3, 4), second], store).ShouldBe([PlaceRules.Repeated]);
    }

    [Fact]
    public void A_VF_that_is_given_away_before_it_is_clean_is_found()
    {
        ImmutableArray<Ask> asks = [Placed, Ask(AskKind.Release, $"{Vm}", 3, 4), Place(OtherVm, OtherNic, Vf, 2, 5, 6)];
        var store = Store with { Vms = Store.Vms.Remove(Vm), Claims = [Claim(Vf, 2, OtherVm, OtherNic)] };
        Rules(asks, store, new Soiling(Vf, 1, At(1), At(5.5))).ShouldBeEmpty();
        Rules(asks, store, new Soiling(Vf, 2, At(1), At(9))).ShouldBeEmpty();
        Rules(asks, store, new Soiling(Vf, 1, At(1), At(7))).ShouldBe([PlaceRules.Soiled]);
        Rules(asks, store, new Soiling(Vf, 1, At(1), null)).ShouldBe([PlaceRules.Soiled]);
    }

    [Fact]
    public void A_refused_VM_that_is_there_is_found() => Rules(
        [Ask(AskKind.Place, $"{Vm}", 0, 1, AskOutcome.Refused), OtherPlaced],
        Store with { Events = [("vm.placed", $"vm/{OtherVm}")] }).ShouldBe([PlaceRules.Nothing]);

    [Fact]
    public void A_placement_without_its_event_is_found() =>
        Rules([Placed, OtherPlaced], Store with { Events = [("vm.placed", $"vm/{Vm}")] }).ShouldBe([PlaceRules.Event]);

    [Fact]
    public void A_placement_that_was_told_of_twice_is_found() =>
        Rules([Placed, OtherPlaced], Store with { Events = [.. Store.Events, ("vm.placed", $"vm/{Vm}")] }).ShouldBe([PlaceRules.Event]);

    [Fact]
    public void A_request_that_nobody_answered_is_found() =>
        Rules([Placed, OtherPlaced, Ask(AskKind.Confirm, $"{Vm}", 5, 6, AskOutcome.Unknown)], Store).ShouldBe([PlaceRules.Open]);

    private static string[] Rules(ImmutableArray<Ask> asks, StoredFleet store, params Soiling[] soilings)
    {
        // The events that belong to the history, unless the test is about them.
        var isOfEvents = store.Events != Store.Events;
        var events = asks.Where(ask => ask is { Kind: AskKind.Place, Outcome: AskOutcome.Acknowledged }).SelectMany(ask => ask.Subjects).Select(vm => ("vm.placed", $"vm/{vm}"));
        return [.. PlaceRules.Check(asks, [.. soilings], isOfEvents ? store : store with { Events = [.. events] }, Now).Select(violation => violation.Rule).Distinct()];
    }
}
