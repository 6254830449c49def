using Vfleet.Domain.Fleet;

namespace Vfleet.Api.Resources;

/// <summary>A cluster.</summary>
public sealed record ClusterResource
{
    /// <summary>Its id; set by the engine.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name, unique in the data centre.</summary>
    public string? Name { get; init; }

    /// <summary>What people say about it.</summary>
    public string? Description { get; init; }

    /// <summary>The data centre; the only one when left out.</summary>
    public Reference? DataCenter { get; init; }

    /// <summary>Which host is taken when several could be; <c>pack</c> when left out.</summary>
    public PlacementPolicy? Policy { get; init; }

    /// <summary>Which PF of a host is taken when several could be; <c>spread</c> when left out.</summary>
    public PlacementPolicy? PfPolicy { get; init; }

    /// <summary>How many virtual CPUs are given for each CPU of a host, in percent, 100-10000; 400 when left out.</summary>
    public int? CpuOvercommitPercent { get; init; }

    /// <summary>How much memory is given for each MiB of a host, in percent, 100-1000; 100 when left out.</summary>
    public int? MemoryOvercommitPercent { get; init; }
}
