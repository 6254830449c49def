namespace Vfleet.Host.State;

/// <summary>A change that has begun, as JSON.</summary>
internal sealed record UnfinishedDocument
{
    public required string What { get; init; }

    public required DateTimeOffset Since { get; init; }

    public string? Boot { get; init; }

    public KeptDocument? Wanted { get; init; }

    public KeptDocument? Before { get; init; }

    public bool Keeps { get; init; } = true;

    public SettingsDocument? Settings { get; init; }

    public string? Driver { get; init; }

    public bool Resets { get; init; }

    public static UnfinishedDocument Of(UnfinishedChange change) => new()
    {
        What = change.What,
        Since = change.Since,
        Boot = change.Boot,
        Wanted = change.Wanted is { } wanted ? KeptDocument.Of(wanted) : null,
        Before = change.Before is { } before ? KeptDocument.Of(before) : null,
        Keeps = change.Keeps,
        Settings = change.Settings is { } settings ? SettingsDocument.Of(settings) : null,
        Driver = change.Driver,
        Resets = change.Resets,
    };

    public UnfinishedChange ToChange() => new(What, Since, Boot)
    {
        Wanted = Wanted?.ToKept(),
        Before = Before?.ToKept(),
        Keeps = Keeps,
        Settings = Settings?.ToSettings(),
        Driver = Driver,
        Resets = Resets,
    };
}
