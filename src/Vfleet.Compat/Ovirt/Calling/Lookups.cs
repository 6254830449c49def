using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Finds what requests name, as far as the caller sees it: what they do not see is not there for them.</summary>
internal static class Lookups
{
    /// <summary>All that the caller sees, in order of name.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="call">The request.</param>
    /// <param name="kind">The kind.</param>
    /// <returns>They.</returns>
    public static IEnumerable<T> All<T>(this OvirtCall call, FleetKind<T> kind)
        where T : class => (call.Search.Name is { } name ? call.Named(kind, name) : call.State.Of(kind).Values.Where(item => call.Sees(kind, item)))
            .OrderBy(kind.Name, StringComparer.Ordinal).ThenBy(kind.Id, StringComparer.Ordinal);

    /// <summary>The one that has an id.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="call">The request.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="id">The id; null for none.</param>
    /// <returns>It; null when there is none.</returns>
    public static T? Find<T>(this OvirtCall call, FleetKind<T> kind, Guid? id)
        where T : class => id is { } known && call.State.Of(kind).Find(FleetKinds.Text(known)) is { } found && call.Sees(kind, found) ? found : null;

    /// <summary>The one that a part of the path names by its id.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="call">The request.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="part">The part's name in the pattern.</param>
    /// <returns>It; null when there is none.</returns>
    public static T? Find<T>(this OvirtCall call, FleetKind<T> kind, string part)
        where T : class => call.Find(kind, call.Id(part));

    /// <summary>Those that have a name.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="call">The request.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    /// <returns>They.</returns>
    public static IEnumerable<T> Named<T>(this OvirtCall call, FleetKind<T> kind, string name)
        where T : class => call.State.IdsNamed(kind, name).Select(call.State.Of(kind).Find).OfType<T>().Where(item => call.Sees(kind, item));

    /// <summary>Those that a reference can mean: by its id, else by its name.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="call">The request.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="reference">The reference.</param>
    /// <returns>They.</returns>
    public static IEnumerable<T> Meant<T>(this OvirtCall call, FleetKind<T> kind, OvirtReference reference)
        where T : class => reference switch
        {
            { Id: { } id } => call.Find(kind, id) is { } found ? [found] : [],
            { Name: { } name } => call.Named(kind, name),
            _ => [],
        };

    private static bool Sees<T>(this OvirtCall call, FleetKind<T> kind, T item)
        where T : class => call.Caller.MaySee(kind.Place(item, call.State), call.State);
}
