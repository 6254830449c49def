using Vfleet.Engine.Committing;

namespace Vfleet.Engine.Changing;

/// <summary>How a change is made.</summary>
public sealed record ChangeOptions
{
    /// <summary>Done, and told in the usual words.</summary>
    public static ChangeOptions Usual { get; } = new();

    /// <summary>Whether it is only tried.</summary>
    public bool DryRun { get; init; }

    /// <summary>The words of the event; null for the usual ones, empty for no event.</summary>
    public string? Message { get; init; }

    /// <summary>Whether no rule about its users concerns the change: it needs not be frozen for it.</summary>
    internal bool IsOwn { get; init; }

    /// <summary>What else belongs into the same commit.</summary>
    internal Action<FleetCommit>? More { get; init; }
}
