using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Interop;

namespace Vfleet.Libvirt.Events;

/// <summary>The events of one native connection: each kind is asked of libvirt once, when first wanted.</summary>
internal sealed class DomainEventHub(Session session) : IDomainEvents
{
    private readonly EventFanout _fanout = new();
    private readonly Lock _registering = new();
    private ImmutableArray<int> _registrations = [];
    private DomainEventKinds _registered;
    private bool _closed;

    public async Task<IDomainEventSubscription> SubscribeAsync(DomainEventKinds kinds, Guid? domain, CancellationToken cancellationToken)
    {
        await session.Gate.ChangeAsync(() => Register(kinds), cancellationToken);
        return _fanout.Add(kinds, domain);
    }

    /// <summary>Called on the loop's thread: must not block and must not throw.</summary>
    internal void Publish(DomainEventKinds kind, DomainEvent happened) => _fanout.Publish(kind, happened);

    /// <summary>Completes every subscription.</summary>
    internal void End() => _fanout.End();

    /// <summary>Takes back what was asked of libvirt. Failures do not matter: the link is going.</summary>
    internal void Deregister()
    {
        lock (_registering)
        {
            _closed = true;
            foreach (var id in _registrations)
            {
                _ = EventCalls.DeregisterDomainEvent(session.Handle, id);
            }

            _registrations = [];
        }
    }

    private void Register(DomainEventKinds kinds)
    {
        lock (_registering)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(ILibvirtConnection));
            foreach (var wanted in DomainEventCallbacks.Table)
            {
                if (kinds.HasFlag(wanted.Kind) && !_registered.HasFlag(wanted.Kind) && IsKnown(wanted))
                {
                    Register(wanted);
                }
            }

            _registered |= kinds;
        }
    }

    private bool IsKnown(DomainEventCallback wanted) => session.LibraryVersion >= wanted.Since && session.DaemonVersion >= wanted.Since;

    private unsafe void Register(DomainEventCallback wanted)
    {
        var self = GCHandle.ToIntPtr(GCHandle.Alloc(this));
        var id = EventCalls.RegisterDomainEvent(session.Handle, 0, wanted.EventId, wanted.Function, self, &EventLoop.FreeGCHandle);
        if (id < 0)
        {
            var failure = LastError.Take("listen for domain events", $"event {wanted.EventId}");
            GCHandle.FromIntPtr(self).Free();
            throw failure;
        }

        _registrations = _registrations.Add(id);
    }
}
