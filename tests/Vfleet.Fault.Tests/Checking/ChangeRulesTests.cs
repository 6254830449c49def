using System.Collections.Immutable;
using Vfleet.Fault.Tests.Happened;
using static Vfleet.Fault.Tests.Checking.MadeUp;

namespace Vfleet.Fault.Tests.Checking;

public sealed class ChangeRulesTests
{
    private const string Id = "00000000-0000-0000-0000-0000000000e1";
    private static readonly Ask s_added = Ask(AskKind.AddNetwork, "net1", 0, 1) with { Wanted = Id };
    private static readonly StoredFleet s_with = Store with { Named = Store.Named.Add(Id, "net1") };
    private static readonly string s_pf = $"{Host}/0000:10:00.0";

    [Fact]
    public void A_network_that_was_added_is_there() => Rules([s_added], s_with).ShouldBeEmpty();

    [Fact]
    public void A_network_that_was_added_and_is_gone_is_found() => Rules([s_added], Store).ShouldBe([ChangeRules.Added]);

    [Fact]
    public void A_network_that_was_added_twice_is_found() =>
        Rules([s_added], s_with with { Named = s_with.Named.Add("other", "net1") }).ShouldBe([ChangeRules.Added]);

    [Fact]
    public void A_refused_network_that_is_there_is_found() => Rules([s_added with { Outcome = AskOutcome.Refused }], s_with).ShouldBe([PlaceRules.Nothing]);

    [Fact]
    public void A_removed_network_that_is_there_is_found()
    {
        ImmutableArray<Ask> asks = [s_added, Ask(AskKind.RemoveNetwork, Id, 2, 3)];
        Rules(asks, Store).ShouldBeEmpty();
        Rules(asks, s_with).ShouldBe([ChangeRules.Removed]);
    }

    [Fact]
    public void A_removed_VM_that_is_there_is_found() => Rules([Ask(AskKind.RemoveVm, $"{Vm}", 2, 3)], Store).ShouldBe([ChangeRules.Removed]);

    [Fact]
    public void Allowed_networks_that_are_not_what_was_acknowledged_last_are_found()
    {
        ImmutableArray<Ask> asks = [Wanted("all", 0), Wanted("zone1", 2)];
        Rules(asks, Store with { Allowed = Store.Allowed.Add(s_pf, "zone1") }).ShouldBeEmpty();
        Rules(asks, Store with { Allowed = Store.Allowed.Add(s_pf, "all") }).ShouldBe([ChangeRules.Changed]);
        Rules(asks, Store).ShouldBe([ChangeRules.Changed]);
    }

    [Fact]
    public void An_attempt_that_went_unanswered_may_have_come_late() =>
        Rules([Wanted("zone0", 0) with { Unanswered = 1 }, Wanted("zone1", 2)], Store with { Allowed = Store.Allowed.Add(s_pf, "zone0") }).ShouldBeEmpty();

    private static Ask Wanted(string labels, double begin) => Ask(AskKind.Configure, s_pf, begin, begin + 1) with { Wanted = labels };

    private static string[] Rules(ImmutableArray<Ask> asks, StoredFleet store) => [.. ChangeRules.Check(asks, store).Select(violation => violation.Rule).Distinct()];
}
