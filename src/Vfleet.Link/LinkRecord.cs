namespace Vfleet.Link;

/// <summary>Which fleet a host is in: <c>link.json</c>.</summary>
public sealed record LinkRecord
{
    /// <summary>The version that this program writes; others are refused rather than guessed at.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>The engines, as <c>https://engine1:8443</c>: any of them will do. At least one.</summary>
    public required IReadOnlyList<string> Engines { get; init; }

    /// <summary>The host's id in the fleet.</summary>
    public required Guid HostId { get; init; }

    /// <summary>The host's name in the fleet.</summary>
    public required string HostName { get; init; }

    /// <summary>When it joined.</summary>
    public required DateTimeOffset Joined { get; init; }
}
