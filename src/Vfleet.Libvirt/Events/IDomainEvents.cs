using System.Threading.Channels;

namespace Vfleet.Libvirt.Events;

/// <summary>Events of domains.</summary>
public interface IDomainEvents
{
    /// <summary>
    /// Starts to listen. When the returned task ends, every later event is seen: subscribe first, then make the call
    /// whose effect is awaited, since an event may come before the call returns.
    /// </summary>
    /// <param name="kinds">What to listen for.</param>
    /// <param name="domain">One domain, or null for all.</param>
    /// <param name="cancellationToken">Gives up before the subscription is open.</param>
    /// <returns>The subscription; dispose it to stop.</returns>
    Task<IDomainEventSubscription> SubscribeAsync(DomainEventKinds kinds, Guid? domain, CancellationToken cancellationToken);
}

/// <summary>An open subscription.</summary>
public interface IDomainEventSubscription : IAsyncDisposable
{
    /// <summary>
    /// The events in their order. It completes without error when the connection is lost or disposed
    /// (see <see cref="Connection.ILibvirtConnection.Closed"/>) and when the subscription is disposed.
    /// Events wait here without bound: a subscriber must read.
    /// </summary>
    ChannelReader<DomainEvent> Events { get; }
}
