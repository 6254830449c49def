using System.Collections.Immutable;

namespace Vfleet.Engine.Operations;

/// <summary>How a drain goes and how far it is.</summary>
/// <param name="Budget">How many hosts of the cluster may be drained at once, 1 and more.</param>
/// <param name="Seconds">How long each guest may take to shut down.</param>
public sealed record DrainProgress(int Budget, int Seconds)
{
    /// <summary>VMs that were moved, in the order in which that was done.</summary>
    public ImmutableArray<Guid> Moved { get; init; } = [];

    /// <summary>VMs that could not be, each with the reason in <see cref="FleetOperation.Problems"/>.</summary>
    public ImmutableArray<Guid> Failed { get; init; } = [];

    /// <summary>The VM that is being moved; null between two of them.</summary>
    public Guid? Moving { get; init; }

    /// <summary>The operation that shuts it down, and then the one that starts it.</summary>
    public Guid? Step { get; init; }
}
