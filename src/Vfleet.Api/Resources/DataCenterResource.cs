namespace Vfleet.Api.Resources;

/// <summary>A data centre.</summary>
public sealed record DataCenterResource
{
    /// <summary>Its id; set by the engine.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name, unique in the fleet.</summary>
    public string? Name { get; init; }

    /// <summary>What people say about it.</summary>
    public string? Description { get; init; }
}
