namespace Vfleet.Libvirt.Connection;

/// <summary>How to connect.</summary>
public sealed record ConnectionOptions
{
    /// <summary>The system instance of QEMU on this host.</summary>
    public const string SystemUri = "qemu:///system";

    /// <summary>The defaults: the system instance, read and write.</summary>
    public static ConnectionOptions Default { get; } = new();

    /// <summary>libvirt URI, for example <c>qemu:///system</c>, <c>qemu+ssh://host/system</c>, <c>test:///default</c>.</summary>
    public string Uri { get; init; } = SystemUri;

    /// <summary>Whether to open the read-only socket: enough to list, and permitted to more users.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Seconds between keepalive messages on a silent link, at least 1; 0 turns them off.</summary>
    public int KeepAliveSeconds { get; init; } = 5;

    /// <summary>Unanswered keepalive messages after which the link counts as lost.</summary>
    public int KeepAliveCount { get; init; } = 5;
}
