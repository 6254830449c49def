using System.Collections.Immutable;

namespace Vfleet.Libvirt.Events;

/// <summary>Hands each event to every subscriber that wants it. Safe from any thread and never blocking.</summary>
/// <remarks>Public so that a fake connection delivers events in the very same way.</remarks>
public sealed class EventFanout
{
    private ImmutableArray<EventSubscription> _subscribers = [];
    private volatile bool _ended;

    /// <summary>Adds a subscriber; after <see cref="End"/> its queue is complete from the start.</summary>
    /// <param name="kinds">What it wants.</param>
    /// <param name="domain">Of which domain, or null for all.</param>
    /// <returns>The open subscription.</returns>
    public IDomainEventSubscription Add(DomainEventKinds kinds, Guid? domain)
    {
        var subscriber = new EventSubscription(kinds, domain, Leave);
        ImmutableInterlocked.Update(ref _subscribers, static (all, one) => all.Add(one), subscriber);
        if (_ended)
        {
            subscriber.End();
        }

        return subscriber;
    }

    /// <summary>Hands out an event.</summary>
    /// <param name="kind">Its kind, one flag.</param>
    /// <param name="happened">The event.</param>
    public void Publish(DomainEventKinds kind, DomainEvent happened)
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.Offer(kind, happened);
        }
    }

    /// <summary>Completes every subscription: nothing more will come.</summary>
    public void End()
    {
        _ended = true;
        foreach (var subscriber in _subscribers)
        {
            subscriber.End();
        }
    }

    private void Leave(EventSubscription subscriber) =>
        ImmutableInterlocked.Update(ref _subscribers, static (all, one) => all.Remove(one), subscriber);
}
