using Vfleet.Api;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>Names things by id and name.</summary>
internal static class References
{
    /// <summary>A reference.</summary>
    /// <typeparam name="T">What it is to.</typeparam>
    /// <param name="state">The fleet.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="id">The id; null for nothing.</param>
    /// <returns>It with the name, when it is still there; null for nothing.</returns>
    public static Reference? To<T>(this FleetState state, FleetKind<T> kind, Guid? id)
        where T : class => id is { } some ? state.To(kind, some) : null;

    /// <summary>A reference.</summary>
    /// <typeparam name="T">What it is to.</typeparam>
    /// <param name="state">The fleet.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="id">The id.</param>
    /// <returns>It with the name, when it is still there.</returns>
    public static Reference To<T>(this FleetState state, FleetKind<T> kind, Guid id)
        where T : class => new(id, state.Of(kind).Find(FleetKinds.Text(id)) is { } found ? kind.Name(found) : null);

    /// <summary>A reference as a value to sort by its name and filter by name or id.</summary>
    /// <typeparam name="T">What it is to.</typeparam>
    /// <param name="state">The fleet.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="id">The id; null for nothing.</param>
    /// <returns>The value.</returns>
    public static FieldValue ValueOf<T>(this FleetState state, FleetKind<T> kind, Guid? id)
        where T : class => id is { } some
            ? new FieldValue(state.Of(kind).Find(FleetKinds.Text(some)) is { } found ? kind.Name(found) : FleetKinds.Text(some), null) { Also = FleetKinds.Text(some) }
            : default;

    /// <summary>A profile, named with its network.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="id">The id; null for nothing.</param>
    /// <returns>The reference; null for nothing.</returns>
    public static Reference? ToProfile(this FleetState state, Guid? id) => id is { } some
        ? new Reference(some, state.TryGet(some, out VnicProfile? profile)
            ? state.TryGet(profile.NetworkId, out Network? network) ? $"{network.Name}/{profile.Name}" : profile.Name
            : null)
        : null;
}
