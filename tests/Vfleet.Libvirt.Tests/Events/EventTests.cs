using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Tests.Connection;

namespace Vfleet.Libvirt.Tests.Events;

/// <summary>Events through libvirt's own loop, on its test driver.</summary>
public sealed class EventTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscriber_sees_what_happens_after_it_subscribed()
    {
        await using var node = await TestNode.OpenAsync();
        await using var subscription = await node.Connection.Events.SubscribeAsync(DomainEventKinds.All, domain: null, Cancel);
        await node.Connection.Lifecycle.DestroyAsync(TestNode.Web, Cancel);
        await node.Connection.Lifecycle.StartAsync(TestNode.Web, Cancel);
        var stopped = (await subscription.Events.ReadAsync(Cancel)).ShouldBeOfType<LifecycleEvent>();
        (stopped.Domain, stopped.Name, stopped.Change).ShouldBe((TestNode.Web, "web", LifecycleChange.Stopped));
        (await subscription.Events.ReadAsync(Cancel)).ShouldBeOfType<LifecycleEvent>().Change.ShouldBe(LifecycleChange.Started);
    }

    [Fact]
    public async Task A_subscriber_to_one_domain_sees_no_other()
    {
        await using var node = await TestNode.OpenAsync();
        await using var mine = await node.Connection.Events.SubscribeAsync(DomainEventKinds.Lifecycle, TestNode.Web, Cancel);
        var other = await node.Connection.Lifecycle.DefineAsync(
            "<domain type='test'><name>other</name><memory>65536</memory><os><type>hvm</type></os></domain>", validate: true, Cancel);
        await node.Connection.Lifecycle.StartAsync(other.Uuid, Cancel);
        await node.Connection.Lifecycle.DestroyAsync(TestNode.Web, Cancel);
        (await mine.Events.ReadAsync(Cancel)).Domain.ShouldBe(TestNode.Web);
    }

    [Fact]
    public async Task A_subscription_ends_when_it_is_disposed_and_others_go_on()
    {
        await using var node = await TestNode.OpenAsync();
        var gone = await node.Connection.Events.SubscribeAsync(DomainEventKinds.Lifecycle, domain: null, Cancel);
        await using var stays = await node.Connection.Events.SubscribeAsync(DomainEventKinds.Lifecycle, domain: null, Cancel);
        await gone.DisposeAsync();
        await node.Connection.Lifecycle.DestroyAsync(TestNode.Web, Cancel);
        await stays.Events.ReadAsync(Cancel);
        (await gone.Events.WaitToReadAsync(Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Many_events_arrive_whole_and_in_order()
    {
        await using var node = await TestNode.OpenAsync();
        await using var subscription = await node.Connection.Events.SubscribeAsync(DomainEventKinds.Lifecycle, TestNode.Web, Cancel);
        const int Rounds = 100;
        for (var i = 0; i < Rounds; i++)
        {
            await node.Connection.Lifecycle.DestroyAsync(TestNode.Web, Cancel);
            await node.Connection.Lifecycle.StartAsync(TestNode.Web, Cancel);
        }

        for (var i = 0; i < Rounds; i++)
        {
            (await subscription.Events.ReadAsync(Cancel)).ShouldBeOfType<LifecycleEvent>().Change.ShouldBe(LifecycleChange.Stopped);
            (await subscription.Events.ReadAsync(Cancel)).ShouldBeOfType<LifecycleEvent>().Change.ShouldBe(LifecycleChange.Started);
        }
    }

    [Fact]
    public async Task Connections_come_and_go_while_events_flow()
    {
        for (var i = 0; i < 25; i++)
        {
            await using var node = await TestNode.OpenAsync();
            await using var subscription = await node.Connection.Events.SubscribeAsync(DomainEventKinds.All, domain: null, Cancel);
            await node.Connection.Lifecycle.DestroyAsync(TestNode.Web, Cancel);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        await using var last = await TestNode.OpenAsync();
        (await last.Connection.Domains.FindAsync(TestNode.Web, Cancel)).ShouldNotBeNull();
    }
}
