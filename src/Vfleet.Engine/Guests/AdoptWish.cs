using System.Collections.Immutable;

namespace Vfleet.Engine.Guests;

/// <summary>How a guest is adopted.</summary>
/// <param name="Profiles">Profiles to choose from for its vNICs: for each the first that its PF or bridge allows. When none is named, the only one of the fleet that fits.</param>
public sealed record AdoptWish(ImmutableArray<Guid> Profiles)
{
    /// <summary>Whether it is only shown what would be adopted.</summary>
    public bool IsDryRun { get; init; }
}
