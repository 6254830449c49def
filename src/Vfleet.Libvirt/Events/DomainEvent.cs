using Vfleet.Primitives;

namespace Vfleet.Libvirt.Events;

/// <summary>Kinds of events to subscribe to.</summary>
[Flags]
public enum DomainEventKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Defined, started, stopped and the like.</summary>
    Lifecycle = 1,

    /// <summary>Devices added, removed, or refused by the guest to be removed.</summary>
    Devices = 2,

    /// <summary>The agent in the guest comes and goes.</summary>
    Agent = 4,

    /// <summary>A guest changed the MAC of an interface; silent where either end is older than libvirt 11.2.</summary>
    MacChange = 8,

    /// <summary>All of them.</summary>
    All = Lifecycle | Devices | Agent | MacChange,
}

/// <summary>Something that happened to a domain.</summary>
/// <param name="Domain">UUID of the domain.</param>
/// <param name="Name">Its name at that time.</param>
public abstract record DomainEvent(Guid Domain, string Name);

/// <summary>A domain changed its life.</summary>
/// <param name="Domain">UUID of the domain.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Change">What happened.</param>
/// <param name="Detail">Why, by libvirt's number for that change (<c>virDomainEvent…DetailType</c>).</param>
public sealed record LifecycleEvent(Guid Domain, string Name, LifecycleChange Change, int Detail) : DomainEvent(Domain, Name);

/// <summary>A device is in the domain, as QEMU says.</summary>
/// <param name="Domain">UUID of the domain.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Alias">The device's alias.</param>
public sealed record DeviceAddedEvent(Guid Domain, string Name, string Alias) : DomainEvent(Domain, Name);

/// <summary>A device has left the domain: the guest let go of it.</summary>
/// <param name="Domain">UUID of the domain.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Alias">The device's alias.</param>
public sealed record DeviceRemovedEvent(Guid Domain, string Name, string Alias) : DomainEvent(Domain, Name);

/// <summary>The guest refused to let go of a device.</summary>
/// <param name="Domain">UUID of the domain.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Alias">The device's alias.</param>
public sealed record DeviceRemovalFailedEvent(Guid Domain, string Name, string Alias) : DomainEvent(Domain, Name);

/// <summary>The agent in a guest came or went.</summary>
/// <param name="Domain">UUID of the domain.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="IsConnected">Whether it is there now.</param>
public sealed record AgentEvent(Guid Domain, string Name, bool IsConnected) : DomainEvent(Domain, Name);

/// <summary>A guest changed the MAC of an interface.</summary>
/// <param name="Domain">UUID of the domain.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Alias">The interface's alias.</param>
/// <param name="Before">The MAC before, where libvirt's text for it can be read.</param>
/// <param name="After">The MAC now, where libvirt's text for it can be read.</param>
public sealed record MacChangedEvent(Guid Domain, string Name, string Alias, MacAddress? Before, MacAddress? After) : DomainEvent(Domain, Name);

/// <summary>Changes in the life of a domain (<c>virDomainEventType</c>).</summary>
public enum LifecycleChange
{
    /// <summary>Its definition was made or changed.</summary>
    Defined = 0,

    /// <summary>Its definition is gone.</summary>
    Undefined = 1,

    /// <summary>It runs.</summary>
    Started = 2,

    /// <summary>It stands still.</summary>
    Suspended = 3,

    /// <summary>It runs on.</summary>
    Resumed = 4,

    /// <summary>It has ended; its host devices are free.</summary>
    Stopped = 5,

    /// <summary>The guest has shut down; its process is about to end.</summary>
    Shutdown = 6,

    /// <summary>The guest sleeps.</summary>
    PowerSuspended = 7,

    /// <summary>The guest crashed.</summary>
    Crashed = 8,
}
