namespace Vfleet.Link;

/// <summary>How long the link waits for what.</summary>
public sealed record LinkTimes
{
    /// <summary>How often the engine hears that the host is there; up to a fifth more or less.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long what an operation is at is gathered: it changes several times a second, and nobody reads as fast.</summary>
    public TimeSpan Progress { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the stream of what is desired may be silent: the engine says something every 15 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before the second try.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait at most between two tries.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a host that was put out waits before it asks again.</summary>
    public TimeSpan Revoked { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an operation waits before it tries again a PF that somebody else changes.</summary>
    public TimeSpan Locked { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long it tries that at most.</summary>
    public TimeSpan LongestLocked { get; init; } = TimeSpan.FromMinutes(2);
}
