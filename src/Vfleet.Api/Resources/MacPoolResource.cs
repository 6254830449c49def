using Vfleet.Primitives;

namespace Vfleet.Api.Resources;

/// <summary>A MAC pool.</summary>
public sealed record MacPoolResource
{
    /// <summary>Its id; set by the engine.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name, unique in the fleet.</summary>
    public string? Name { get; init; }

    /// <summary>The first address.</summary>
    public MacAddress? From { get; init; }

    /// <summary>The last address.</summary>
    public MacAddress? To { get; init; }

    /// <summary>The data centre that takes from it; those that have no own one when null.</summary>
    public Reference? DataCenter { get; init; }
}
