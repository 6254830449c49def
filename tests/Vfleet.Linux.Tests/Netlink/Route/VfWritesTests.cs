using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Route;

public sealed class VfWritesTests
{
    private const int EINVAL = 22;
    private const int EBUSY = 16;

    private readonly FakeKernel _kernel = new();

    [Fact]
    public void All_attributes_of_256_VFs_are_one_message_and_one_round_trip()
    {
        var pf = _kernel.AddPf("ens1f0", 256);
        using var route = new RouteClient(_kernel);
        var result = route.SetVfs(pf.Index, [.. Enumerable.Range(0, 256).Select(Everything)]);
        result.AllApplied.ShouldBeTrue();
        (result.Messages, result.RoundTrips, _kernel.Datagrams).ShouldBe((1, 1, 1));
        for (var i = 0; i < 256; i++)
        {
            var (vf, wanted) = (pf.Vfs[i], Everything(i));
            (vf.Mac, vf.Vlan, vf.SpoofCheck, vf.Trust, vf.MinTxRate, vf.MaxTxRate, vf.LinkState, vf.RssQuery).ShouldBe(
                (wanted.Mac!.Value, wanted.Vlan!.Value, wanted.SpoofCheck, wanted.Trust, wanted.MinTxRate!.Value, wanted.MaxTxRate!.Value,
                    wanted.LinkState!.Value, wanted.RssQuery));
            vf.Writes.ShouldBe(7);
        }
    }

    [Fact]
    public void More_VFs_than_a_16_bit_length_holds_go_in_several_messages_and_few_round_trips()
    {
        var pf = _kernel.AddPf("ens1f0", 2048);
        using var route = new RouteClient(_kernel);
        var result = route.SetVfs(pf.Index, [.. Enumerable.Range(0, 2048).Select(Everything)]);
        result.AllApplied.ShouldBeTrue();
        result.Messages.ShouldBe(5);
        result.RoundTrips.ShouldBeLessThanOrEqualTo(3);
        pf.Vfs.ShouldAllBe(vf => vf.Writes == 7);
    }

    [Fact]
    public void A_refusal_in_the_middle_is_found_exactly_and_the_rest_is_applied()
    {
        var pf = _kernel.AddPf("ens1f0", 64, FakeVfDriver.Netdevsim.With(VfAttribute.Vlan, (_, change) => change.Index == 40 ? EBUSY : 0));
        using var route = new RouteClient(_kernel);
        var result = route.SetVfs(pf.Index, [.. Enumerable.Range(0, 64).Select(Everything)]);

        var failed = result.Outcomes.Where(outcome => !outcome.Outcome.IsApplied).ShouldHaveSingleItem();
        (failed.Index, failed.Attribute).ShouldBe((40, VfAttribute.Vlan));
        var refused = failed.Outcome.ShouldBeOfType<NetlinkOutcome.Refused>();
        refused.ErrorNumber.ShouldBe(EBUSY);
        refused.Hint.ShouldContain("unload its driver");
        pf.Vfs[40].Vlan.ShouldBe(VlanTag.None);
        pf.Vfs[40].Trust.ShouldBe(Everything(40).Trust);
        pf.Vfs[63].Mac.ShouldBe(Everything(63).Mac!.Value);
        result.RoundTrips.ShouldBe(3);
    }

    [Fact]
    public void What_igb_cannot_do_is_unsupported_or_refused_per_attribute_and_never_a_fault()
    {
        var pf = _kernel.AddPf("enp1s0", 7, FakeVfDriver.Igb);
        pf.HasCarrier = false;
        using var route = new RouteClient(_kernel);
        var result = route.SetVfs(pf.Index, [Everything(3)]);
        result.Of(3, VfAttribute.Mac).ShouldBeOfType<NetlinkOutcome.Applied>();
        result.Of(3, VfAttribute.Vlan).ShouldBeOfType<NetlinkOutcome.Applied>();
        result.Of(3, VfAttribute.SpoofCheck).ShouldBeOfType<NetlinkOutcome.Applied>();
        result.Of(3, VfAttribute.Trust).ShouldBeOfType<NetlinkOutcome.Applied>();
        result.Of(3, VfAttribute.LinkState).ShouldBeOfType<NetlinkOutcome.Unsupported>().ErrorNumber.ShouldBe(95);
        result.Of(3, VfAttribute.RssQuery).ShouldBeOfType<NetlinkOutcome.Unsupported>();
        result.Of(3, VfAttribute.Rate).ShouldBeOfType<NetlinkOutcome.Refused>().Hint.ShouldContain("carrier");
        result.Of(3, VfAttribute.NodeGuid).ShouldBeNull();
    }

    [Fact]
    public void A_VLAN_protocol_that_the_driver_does_not_know_is_unsupported()
    {
        var pf = _kernel.AddPf("enp1s0", 1, FakeVfDriver.Igb);
        using var route = new RouteClient(_kernel);
        var result = route.SetVfs(pf.Index, [new VfChange { Index = 0, Vlan = new VlanTag(5, 0, VlanProtocol.Dot1Ad) }]);
        result.Outcomes.ShouldHaveSingleItem().Outcome.ShouldBeOfType<NetlinkOutcome.Unsupported>().ErrorNumber.ShouldBe(93);
        result.RoundTrips.ShouldBe(1);
    }

    [Fact]
    public void Both_GUIDs_arrive_although_the_kernel_ignores_what_follows_a_node_GUID()
    {
        var pf = _kernel.AddPf("ib0", 2, FakeVfDriver.InfiniBand);
        using var route = new RouteClient(_kernel);
        var change = new VfChange { Index = 1, LinkState = VfLinkState.Enable, NodeGuid = 1, PortGuid = 2 };
        route.SetVfs(pf.Index, [change]).AllApplied.ShouldBeTrue();
        (pf.Vfs[1].LinkState, pf.Vfs[1].NodeGuid, pf.Vfs[1].PortGuid).ShouldBe((VfLinkState.Enable, 1UL, 2UL));
    }

    [Fact]
    public void A_maximum_rate_alone_keeps_the_minimum()
    {
        var pf = _kernel.AddPf("ens1f0", 1);
        pf.Vfs[0].MinTxRate = 10;
        using var route = new RouteClient(_kernel);
        route.SetVfs(pf.Index, [new VfChange { Index = 0, MaxTxRate = 100 }]).AllApplied.ShouldBeTrue();
        (pf.Vfs[0].MinTxRate, pf.Vfs[0].MaxTxRate).ShouldBe((10u, 100u));
    }

    [Fact]
    public void Values_that_no_driver_could_take_are_all_named_and_nothing_is_sent()
    {
        var pf = _kernel.AddPf("ens1f0", 1);
        using var route = new RouteClient(_kernel);
        IReadOnlyList<VfChange> changes =
        [
            new VfChange { Index = -1 },
            new VfChange { Index = 0, Mac = MacAddress.Parse("01:00:5e:00:00:01"), Vlan = new VlanTag(4095), LinkState = (VfLinkState)3 },
            new VfChange { Index = 0, MinTxRate = 5, MaxTxRate = 4 },
            new VfChange { Index = 1, MinTxRate = 5 },
            new VfChange { Index = 2, Vlan = new VlanTag(1, 8) },
            new VfChange { Index = 3, MaxTxRate = uint.MaxValue },
        ];
        VfChangeProblem.Find(changes).Select(problem => (problem.Code, problem.Field)).ShouldBe(
        [
            ("vf.index.range", "[0].Index"),
            ("vf.mac.multicast", "[1].Mac"),
            ("vf.vlan.range", "[1].Vlan"),
            ("vf.link-state.range", "[1].LinkState"),
            ("vf.rate.order", "[2].MinTxRate"),
            ("vf.duplicate", "[2].Index"),
            ("vf.rate.min-alone", "[3].MinTxRate"),
            ("vf.vlan.range", "[4].Vlan"),
            ("vf.rate.range", "[5].MaxTxRate"),
        ]);
        Should.Throw<ArgumentException>(() => route.SetVfs(pf.Index, changes)).Message.ShouldContain("vf.duplicate");
        _kernel.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Without_permission_every_attribute_is_refused_with_the_remedy()
    {
        var pf = _kernel.AddPf("ens1f0", 3);
        _kernel.IsReadOnly = true;
        using var route = new RouteClient(_kernel);
        var result = route.SetVfs(pf.Index, [new VfChange { Index = 0, Trust = true }, new VfChange { Index = 1, Trust = true }]);
        result.Outcomes.Length.ShouldBe(2);
        result.Outcomes.ShouldAllBe(o => ((NetlinkOutcome.Refused)o.Outcome).Hint.Contains("root", StringComparison.Ordinal));
    }

    [Fact]
    public void A_PF_that_vanishes_in_the_middle_leaves_the_rest_not_attempted()
    {
        var pf = _kernel.AddPf("ens1f0", 8, FakeVfDriver.Netdevsim.With(VfAttribute.Trust, (_, _) => EINVAL));
        _kernel.BeforeRequest = request =>
        {
            if (request.Datagram == 2 && _kernel.Find(pf.Index) is not null)
            {
                _kernel.Remove(pf);
            }
        };
        using var route = new RouteClient(_kernel);
        var result = route.SetVfs(pf.Index, [.. Enumerable.Range(0, 8).Select(Everything)]);
        result.Outcomes.Length.ShouldBe(56);
        result.Outcomes.ShouldAllBe(outcome => outcome.Outcome is NetlinkOutcome.NotAttempted);
    }

    [Fact]
    public void Nothing_to_change_sends_nothing()
    {
        using var route = new RouteClient(_kernel);
        route.SetVfs(1, [new VfChange { Index = 0 }]).ShouldBe(new VfSetResult([], 0, 0), new ByContent());
        _kernel.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_a_driver_refuses_the_outcome_is_exactly_what_the_kernel_did()
    {
        var random = new Random(99);
        for (var round = 0; round < 300; round++)
        {
            var kernel = new FakeKernel();
            var refusals = new HashSet<(int, VfAttribute)>();
            var driver = FakeVfDriver.Netdevsim;
            foreach (var attribute in FakeVfDriver.Netdevsim.Rules.Keys)
            {
                driver = random.Next(6) == 0
                    ? driver.Without(attribute)
                    : driver.With(attribute, (_, change) => refusals.Contains((change.Index, attribute)) ? EINVAL : 0);
            }

            var count = random.Next(1, 120);
            var pf = kernel.AddPf("ens1f0", count, driver);
            for (var i = random.Next(0, 4); i > 0; i--)
            {
                refusals.Add((random.Next(count), (VfAttribute)random.Next(7)));
            }

            var changes = Enumerable.Range(0, count).Where(_ => random.Next(4) != 0).Select(Everything).ToList();
            using var route = new RouteClient(kernel);
            var result = route.SetVfs(pf.Index, changes);
            foreach (var outcome in result.Outcomes)
            {
                var expected = !driver.Rules.ContainsKey(outcome.Attribute) ? typeof(NetlinkOutcome.Unsupported)
                    : refusals.Contains((outcome.Index, outcome.Attribute)) ? typeof(NetlinkOutcome.Refused)
                    : typeof(NetlinkOutcome.Applied);
                outcome.Outcome.GetType().ShouldBe(expected);
            }

            foreach (var change in changes)
            {
                var applied = result.Of(change.Index, VfAttribute.Mac) is NetlinkOutcome.Applied;
                pf.Vfs[change.Index].Mac.ShouldBe(applied ? change.Mac!.Value : MacAddress.Zero);
            }
        }
    }

    private static VfChange Everything(int index) => new()
    {
        Index = index,
        Mac = new MacAddress(0x020000000100UL + (uint)index),
        Vlan = new VlanTag((ushort)(1 + (index % 4000)), (byte)(index % 8)),
        MinTxRate = 10,
        MaxTxRate = 100,
        SpoofCheck = index % 2 == 0,
        LinkState = (VfLinkState)(index % 3),
        RssQuery = index % 2 == 1,
        Trust = index % 2 == 1,
    };

    /// <summary>Immutable arrays compare by identity.</summary>
    private sealed class ByContent : IEqualityComparer<VfSetResult>
    {
        public bool Equals(VfSetResult? x, VfSetResult? y) =>
            x!.Outcomes.SequenceEqual(y!.Outcomes) && (x.Messages, x.RoundTrips) == (y.Messages, y.RoundTrips);

        public int GetHashCode(VfSetResult obj) => obj.Messages;
    }
}
