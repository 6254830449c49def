namespace Vfleet.Domain.Fleet;

/// <summary>A data centre: what networks and clusters belong together.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the fleet.</param>
public sealed record DataCenter(Guid Id, string Name)
{
    /// <summary>What people say about it.</summary>
    public string Description { get; init; } = "";
}
