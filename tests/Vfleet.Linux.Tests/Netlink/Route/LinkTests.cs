using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Route;

public sealed class LinkTests
{
    private static readonly MacAddress Mac = MacAddress.Parse("52:54:00:12:34:56");

    private readonly FakeKernel _kernel = new();

    [Fact]
    public void Every_fact_of_a_link_is_read()
    {
        var fake = _kernel.Add(new FakeLink
        {
            Name = "eth_1.100",
            Kind = "vlan",
            VlanId = 100,
            Mac = Mac,
            PermanentMac = MacAddress.Parse("52:54:00:00:00:01"),
            Master = 7,
            LowerLink = 3,
            Mtu = 9000,
            Promiscuity = 2,
            PhysPortName = "p0",
            PhysSwitchId = "0a0b",
            ParentDevice = "10000:e1:00.0",
            ParentBus = "pci",
            AlternativeNames = { "enp1s0f0np0", new string('x', 127) },
        });
        using var route = new RouteClient(_kernel);
        var link = route.GetLink(fake.Index).ShouldNotBeNull();
        (link.Name, link.Kind, link.VlanId, link.Mac, link.PermanentAddress?.Mac).ShouldBe(
            ("eth_1.100", "vlan", (ushort)100, Mac, MacAddress.Parse("52:54:00:00:00:01")));
        (link.Master, link.LowerLink, link.Mtu, link.MinMtu, link.MaxMtu, link.Promiscuity).ShouldBe((7, 3, 9000, 68, 9216, 2));
        (link.PhysPortName, link.PhysSwitchId, link.ParentDevice, link.ParentBus).ShouldBe(("p0", "0a0b", "10000:e1:00.0", "pci"));
        (link.IsUp, link.HasCarrier, link.OperState).ShouldBe((true, true, OperState.Up));
        link.AlternativeNames.ShouldBe(["enp1s0f0np0", new string('x', 127)]);
    }

    [Fact]
    public void A_link_is_found_by_name_and_by_alternative_names_and_its_absence_is_a_value()
    {
        var fake = _kernel.Add(new FakeLink { Name = "ens1f0", AlternativeNames = { "a-name-longer-than-15-bytes" } });
        using var route = new RouteClient(_kernel);
        route.GetLink("ens1f0").ShouldNotBeNull().Index.ShouldBe(fake.Index);
        route.GetLink("a-name-longer-than-15-bytes").ShouldNotBeNull().Index.ShouldBe(fake.Index);
        route.GetLink("ens9").ShouldBeNull();
        route.GetLink(999).ShouldBeNull();
    }

    [Fact]
    public void Up_MTU_and_MAC_are_set_and_refusals_are_values()
    {
        var fake = _kernel.Add(new FakeLink { Name = "ens1f0", IsUp = false });
        using var route = new RouteClient(_kernel);
        route.SetUp(fake.Index, up: true).IsApplied.ShouldBeTrue();
        route.SetMtu(fake.Index, 9000).IsApplied.ShouldBeTrue();
        route.SetMac(fake.Index, Mac).IsApplied.ShouldBeTrue();
        (fake.IsUp, fake.Mtu, fake.Mac).ShouldBe((true, 9000, Mac));
        route.SetMtu(fake.Index, 70000).ShouldBeOfType<NetlinkOutcome.Refused>().ErrorNumber.ShouldBe(ErrorNumber.EINVAL);
        route.SetUp(999, up: true).ShouldBeOfType<NetlinkOutcome.Refused>().ErrorNumber.ShouldBe(ErrorNumber.ENODEV);
        Should.Throw<ArgumentException>(() => route.SetMac(fake.Index, MacAddress.Zero));
    }

    [Fact]
    public void Forwarding_entries_are_added_listed_and_removed()
    {
        var fake = _kernel.AddPf("ens1f0", 1);
        using var route = new RouteClient(_kernel);
        route.AddForwarding(fake.Index, Mac).IsApplied.ShouldBeTrue();
        route.AddForwarding(fake.Index, Mac, 100).IsApplied.ShouldBeTrue();
        route.AddForwarding(fake.Index, Mac).ShouldBeOfType<NetlinkOutcome.Refused>().ErrorNumber.ShouldBe(ErrorNumber.EEXIST);
        route.GetForwarding(fake.Index).ShouldBe(
        [
            new ForwardingEntry(fake.Index, Mac, null, ForwardingFlags.Self, IsPermanent: true),
            new ForwardingEntry(fake.Index, Mac, 100, ForwardingFlags.Self, IsPermanent: true),
        ]);
        route.RemoveForwarding(fake.Index, Mac).IsApplied.ShouldBeTrue();
        route.RemoveForwarding(fake.Index, Mac).ShouldBeOfType<NetlinkOutcome.Refused>().ErrorNumber.ShouldBe(ErrorNumber.ENOENT);
        Should.Throw<ArgumentOutOfRangeException>(() => route.AddForwarding(fake.Index, Mac, 4095));
    }

    [Fact]
    public async Task Subscribers_learn_of_changes_removals_and_lost_events()
    {
        using var subscription = new LinkSubscription(_kernel);
        var fake = _kernel.Add(new FakeLink { Name = "ens1f0" });
        _kernel.LoseEvents();
        _kernel.Remove(fake);
        var events = new List<LinkEvent>();
        await foreach (var happened in subscription.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            events.Add(happened);
            if (events.Count == 3)
            {
                break;
            }
        }

        events[0].ShouldBeOfType<LinkEvent.Changed>().Link.Name.ShouldBe("ens1f0");
        events[1].ShouldBeOfType<LinkEvent.Resync>();
        events[2].ShouldBeOfType<LinkEvent.Removed>().Link.Index.ShouldBe(fake.Index);
    }

    [Fact]
    public void A_port_that_leaves_a_bridge_is_not_taken_for_a_removed_link()
    {
        var removed = FakeRoute.Event(RouteMessage.DeleteLink, new FakeLink { Name = "ens1f0" });
        LinkSubscription.Parse(removed).Count.ShouldBe(1);
        removed[16] = AddressFamily.Bridge;
        LinkSubscription.Parse(removed).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reading_events_ends_when_it_is_cancelled()
    {
        using var subscription = new LinkSubscription(_kernel);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            await foreach (var happened in subscription.ReadAllAsync(stop.Token))
            {
                happened.ShouldBeNull();
            }
        }, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
    }
}
