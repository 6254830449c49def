using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet;

/// <summary>MAC addresses that vNICs get when none is given. There is one for each data centre.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the fleet.</param>
/// <param name="From">The first address.</param>
/// <param name="To">The last address.</param>
public sealed record MacPool(Guid Id, string Name, MacAddress From, MacAddress To)
{
    /// <summary>The data centre that takes from it; null for those that have no own one.</summary>
    public Guid? DataCenterId { get; init; }
}
