namespace Vfleet.Libvirt.Domains;

/// <summary>What a domain is doing (<c>virDomainState</c>).</summary>
public enum DomainState
{
    /// <summary>libvirt cannot say.</summary>
    None = 0,

    /// <summary>Runs.</summary>
    Running = 1,

    /// <summary>Waits for a resource.</summary>
    Blocked = 2,

    /// <summary>Paused; its devices stay held.</summary>
    Paused = 3,

    /// <summary>The guest shuts down; its devices are still held.</summary>
    ShuttingDown = 4,

    /// <summary>Off.</summary>
    ShutOff = 5,

    /// <summary>Crashed.</summary>
    Crashed = 6,

    /// <summary>The guest sleeps.</summary>
    PowerSuspended = 7,
}
