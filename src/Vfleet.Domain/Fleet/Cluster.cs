namespace Vfleet.Domain.Fleet;

/// <summary>A cluster: hosts that may run the same VMs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the data centre.</param>
/// <param name="DataCenterId">The data centre that it belongs to.</param>
public sealed record Cluster(Guid Id, string Name, Guid DataCenterId)
{
    /// <summary>What people say about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Which host is taken when several could be.</summary>
    public PlacementPolicy Policy { get; init; } = PlacementPolicy.Pack;

    /// <summary>Which PF of a host is taken when several could be.</summary>
    public PlacementPolicy PfPolicy { get; init; } = PlacementPolicy.Spread;

    /// <summary>How many virtual CPUs are given for each CPU of a host, in percent; 100 gives each once.</summary>
    public int CpuOvercommitPercent { get; init; } = 400;

    /// <summary>How much memory is given for each MiB of a host, in percent; 100 gives each once.</summary>
    public int MemoryOvercommitPercent { get; init; } = 100;
}

/// <summary>Which of several possible places is taken.</summary>
public enum PlacementPolicy
{
    /// <summary>The fullest: others stay empty for large VMs, or for switching off.</summary>
    Pack,

    /// <summary>The emptiest: a failure hits fewer VMs.</summary>
    Spread,
}
