using System.Net;
using Vfleet.Linux.Netlink.Core;
using Vfleet.Linux.Netlink.Devlink;
using Vfleet.Linux.Netlink.Ethtool;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeNetlink;

namespace Vfleet.Linux.Tests.Netlink.Kernel;

/// <summary>Against the running kernel, in a network namespace of the test's own (root).</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private static readonly MacAddress Mac = MacAddress.Parse("02:00:00:00:00:99");

    private readonly OwnNetwork _network = new();
    private readonly RouteClient _route;

    public OwnNetworkTests()
    {
        _route = _network.Do(static () => new RouteClient(RunningKernel.Instance));
        _network.Run("ip", "link add left type veth peer name right");
    }

    public void Dispose()
    {
        _route.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void Links_are_listed_with_what_ip_says_of_them()
    {
        _network.Run("ip", "link add br0 type bridge");
        _network.Run("ip", "link set left master br0 mtu 1400 address 02:00:00:00:00:07 up");
        _network.Run("ip", "link set right alias uplink up");
        _network.Run("ip", "link property add dev right altname a-name-longer-than-fifteen-bytes");
        var links = _route.GetLinks().ToDictionary(link => link.Name, StringComparer.Ordinal);
        links.Keys.Order(StringComparer.Ordinal).ShouldBe(["br0", "left", "lo", "right"]);
        var (left, right) = (links["left"], links["right"]);
        (left.Kind, left.MasterKind, left.Master, left.Mtu, left.Mac).ShouldBe(
            ("veth", "bridge", links["br0"].Index, 1400, MacAddress.Parse("02:00:00:00:00:07")));
        (left.IsUp, left.HasCarrier, left.LowerLink, left.Promiscuity).ShouldBe((true, true, right.Index, 1));
        right.Alias.ShouldBe("uplink");
        right.AlternativeNames.ShouldBe(["a-name-longer-than-fifteen-bytes"]);
        links["lo"].HardwareType.ShouldBe((ushort)772);
        links["lo"].Flags.HasFlag(LinkFlags.Loopback).ShouldBeTrue();
    }

    // Not every kernel's bridges know VLANs (CONFIG_BRIDGE_VLAN_FILTERING); that of the emulated hosts does.
    [Fact]
    [Trait("Category", "OnHost")]
    public void VLANs_of_bridge_ports_are_counted_as_bridge_lists_them()
    {
        _network.Run("ip", "link add br0 type bridge");
        _network.Run("ip", "link set left master br0");
        _route.GetBridgeVlanCounts().ShouldNotContainKey(_route.GetLink("right")!.Index);
        _network.Run("bridge", "vlan add dev left vid 100-199");
        _network.Run("bridge", "vlan add dev left vid 4000 pvid untagged");
        var counts = _route.GetBridgeVlanCounts();
        counts[_route.GetLink("left")!.Index].ShouldBe(102);
        counts.ShouldNotContainKey(_route.GetLink("right")!.Index);
    }

    [Fact]
    public void Features_are_read_as_the_driver_has_them()
    {
        using var ethtool = _network.Do(static () => new EthtoolClient(RunningKernel.Instance));
        var features = ethtool.GetFeatures(_route.GetLink("left")!.Index).ShouldNotBeNull();
        features.IsOn("tx-checksum-ip-generic").ShouldBe(true);
        features.IsOn(LinkFeatures.HwTcOffload).ShouldBeNull();
        features.Changeable.ShouldContain("rx-gro-list");
        features.Active.ShouldNotContain("rx-gro-list");
        ethtool.GetFeatures(4711).ShouldBeNull();
    }

    [Fact]
    public void One_link_is_read_by_index_name_and_alternative_name()
    {
        _network.Run("ip", "link property add dev right altname short altname a-name-longer-than-fifteen-bytes");
        var right = _route.GetLink("right").ShouldNotBeNull();
        _route.GetLink(right.Index).ShouldNotBeNull().Name.ShouldBe("right");
        _route.GetLink("short").ShouldNotBeNull().Index.ShouldBe(right.Index);
        _route.GetLink("a-name-longer-than-fifteen-bytes").ShouldNotBeNull().Index.ShouldBe(right.Index);
        _route.GetLink("nobody").ShouldBeNull();
        _route.GetLink(4711).ShouldBeNull();
        Should.Throw<NetlinkException>(() => _route.GetLink(new string('x', 200))).Operation.ShouldContain("xxx");
    }

    [Fact]
    public void A_link_is_changed_and_refusals_carry_the_kernels_words()
    {
        var left = _route.GetLink("left")!.Index;
        _route.SetMac(left, Mac).IsApplied.ShouldBeTrue();
        _route.SetMtu(left, 9000).IsApplied.ShouldBeTrue();
        _route.SetUp(left, up: true).IsApplied.ShouldBeTrue();
        var link = _route.GetLink(left)!;
        (link.Mac, link.Mtu, link.IsUp).ShouldBe((Mac, 9000, true));
        _route.SetUp(left, up: false).IsApplied.ShouldBeTrue();
        _route.GetLink(left)!.IsUp.ShouldBeFalse();
        _route.SetMtu(left, 66000).ShouldBeOfType<NetlinkOutcome.Refused>().KernelText.ShouldBe("mtu greater than device maximum");
        _route.SetMtu(4711, 1500).ShouldBeOfType<NetlinkOutcome.Refused>().ErrorNumber.ShouldBe(ErrorNumber.ENODEV);
    }

    [Fact]
    public void A_link_without_VFs_answers_with_none_and_refuses_changes_of_them()
    {
        var left = _route.GetLink("left")!.Index;
        var list = _route.GetVfs(left);
        (list.KernelCount, list.Items.Length, list.Completeness).ShouldBe((0, 0, VfListCompleteness.Complete));
        _route.SetVfs(left, [new VfChange { Index = 0, Mac = Mac, Trust = true }]).Outcomes
            .ShouldAllBe(outcome => outcome.Outcome is NetlinkOutcome.Unsupported);
        Should.Throw<NetlinkException>(() => _route.GetVfs(4711)).Errno.ShouldBe(ErrorNumber.ENODEV);
    }

    [Fact]
    public void Addresses_and_routes_are_read()
    {
        _network.Run("ip", "address add 192.0.2.1/24 dev left");
        _network.Run("ip", "link set left up");
        _network.Run("ip", "link set right up");
        _network.Run("ip", "route add default via 192.0.2.254 metric 5");
        _network.Run("ip", "route add default via 192.0.2.253 table 77");
        var left = _route.GetLink("left")!.Index;
        _route.GetAddresses().ShouldContain(new LinkIpAddress(left, IPAddress.Parse("192.0.2.1"), 24));
        var defaults = _route.GetDefaultRoutes();
        defaults.Select(route => (route.Table, route.Metric, route.Gateway?.ToString())).ShouldBe(
            [(254u, 5u, "192.0.2.254"), (77u, 0u, "192.0.2.253")], ignoreOrder: true);
        defaults.ShouldAllBe(route => route.LinkIndices.Single() == left);
        _route.GetRouteTo(IPAddress.Parse("198.51.100.9")).ShouldNotBeNull().LinkIndices.ShouldBe([left]);
        _route.GetRouteTo(IPAddress.Parse("::ffff:192.0.2.9")).ShouldNotBeNull().Gateway.ShouldBeNull();
        _route.GetRouteTo(IPAddress.Parse("2001:db8::9")).ShouldBeNull();
    }

    [Fact]
    public void Forwarding_entries_of_a_link_itself_are_added_and_removed()
    {
        var left = _route.GetLink("left")!.Index;
        var wanted = new ForwardingEntry(left, Mac, null, ForwardingFlags.Self, IsPermanent: true);
        _route.AddForwarding(left, Mac).IsApplied.ShouldBeTrue();
        _route.GetForwarding(left).ShouldContain(wanted);
        _network.Run("bridge", "fdb show dev left").ShouldContain("02:00:00:00:00:99 self permanent");
        _route.AddForwarding(left, Mac).ShouldBeOfType<NetlinkOutcome.Refused>().ErrorNumber.ShouldBe(ErrorNumber.EEXIST);
        _route.AddForwarding(left, Mac, 100).ShouldBeOfType<NetlinkOutcome.Refused>().ErrorNumber.ShouldBe(ErrorNumber.EINVAL);
        _route.RemoveForwarding(left, Mac).IsApplied.ShouldBeTrue();
        _route.GetForwarding(left).ShouldNotContain(wanted);
        _route.RemoveForwarding(left, Mac).ShouldBeOfType<NetlinkOutcome.Refused>().ErrorNumber.ShouldBe(ErrorNumber.ENOENT);
    }

    [Fact]
    public async Task Subscribers_learn_of_links_that_come_change_and_go()
    {
        using var subscription = _network.Do(static () => new LinkSubscription(RunningKernel.Instance));
        _network.Run("ip", "link add br1 type bridge");
        _network.Run("ip", "link set left master br1");
        _network.Run("ip", "link set left nomaster");
        _network.Run("ip", "link delete br1");
        var seen = new List<string>();
        await foreach (var happened in subscription.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            switch (happened)
            {
                case LinkEvent.Changed { Link: var link }: seen.Add($"changed {link.Name}"); break;
                case LinkEvent.Removed { Link: var link }: seen.Add($"removed {link.Name}"); break;
            }

            if (seen[^1] == "removed br1")
            {
                break;
            }
        }

        seen.Contains("changed br1").ShouldBeTrue();
        seen.Contains("removed left").ShouldBeFalse();
    }

    [Fact]
    public async Task A_subscriber_that_waits_is_woken_and_can_be_cancelled()
    {
        using var subscription = _network.Do(static () => new LinkSubscription(RunningKernel.Instance));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var events = subscription.ReadAllAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var waiting = events.MoveNextAsync().AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        _network.Run("ip", "link set left up");
        (await waiting).ShouldBeTrue();
        events.Current.ShouldBeOfType<LinkEvent.Changed>();

        // Whatever else came of setting it up is read until the wait begins, and then ended.
        var ended = Task.Run(async () =>
        {
            while (await events.MoveNextAsync())
            {
                events.Current.ShouldNotBeNull();
            }
        }, TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(ended);
    }

    [Fact]
    public async Task A_subscriber_that_is_too_slow_is_told_to_read_again()
    {
        using var subscription = _network.Do(static () => new LinkSubscription(RunningKernel.Instance));
        var left = _route.GetLink("left")!.Index;
        for (var i = 0; i < 6000; i++)
        {
            _route.SetMtu(left, 1400 + (i % 2)).IsApplied.ShouldBeTrue();
        }

        var resyncs = 0;
        await foreach (var happened in subscription.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (happened is LinkEvent.Resync)
            {
                resyncs++;
                break;
            }
        }

        resyncs.ShouldBe(1);
    }

    [Fact]
    public void A_dump_larger_than_the_first_buffer_arrives_whole()
    {
        _network.Run("sh", "-c \"for i in $(seq 150); do echo link add l$i type veth peer name r$i; done | ip -batch -\"");
        _route.GetLinks().Count.ShouldBe(303);
    }

    [Fact]
    public void Devlink_answers_or_says_that_there_is_none()
    {
        using var devlink = _network.Do(static () => new DevlinkClient(RunningKernel.Instance));
        devlink.GetDevices().ShouldBeEmpty();
        devlink.GetEswitch(new DevlinkHandle("pci", "0000:ff:1f.7")).ShouldBeOfType<DevlinkReading<Eswitch>.NoDevlink>();
    }
}
