namespace Vfleet.Engine;

/// <summary>How an engine works.</summary>
public sealed record EngineOptions
{
    /// <summary>What people call it; the machine's name when empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>How long a host may be silent before no VM is placed on it any more.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long events are kept.</summary>
    public TimeSpan EventsKept { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long operations are kept after their end.</summary>
    public TimeSpan OperationsKept { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a host may take to answer with a plan that was only asked for.</summary>
    public TimeSpan PlanLimit { get; init; } = TimeSpan.FromSeconds(60);
}
