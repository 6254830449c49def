using System.Threading.Channels;

namespace Vfleet.Libvirt.Events;

/// <summary>One subscriber: what it wants, and its queue.</summary>
internal sealed class EventSubscription(DomainEventKinds kinds, Guid? domain, Action<EventSubscription> leave) : IDomainEventSubscription
{
    private readonly Channel<DomainEvent> _queue = Channel.CreateUnbounded<DomainEvent>();

    public ChannelReader<DomainEvent> Events => _queue.Reader;

    public ValueTask DisposeAsync()
    {
        leave(this);
        End();
        return ValueTask.CompletedTask;
    }

    /// <summary>Queues an event if it is wanted; never blocks.</summary>
    internal void Offer(DomainEventKinds kind, DomainEvent happened)
    {
        if (kinds.HasFlag(kind) && (domain is null || domain == happened.Domain))
        {
            _queue.Writer.TryWrite(happened);
        }
    }

    internal void End() => _queue.Writer.TryComplete();
}
