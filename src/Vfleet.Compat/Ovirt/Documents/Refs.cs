using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>Elements and addresses of things, by their collection and id.</summary>
internal static class Refs
{
    /// <summary>The address of one.</summary>
    /// <param name="collection">Its collection, as <c>networks</c>, or a path of collections.</param>
    /// <param name="id">Its id.</param>
    /// <returns>An absolute path.</returns>
    public static string Href(string collection, Guid id) => $"{OvirtRoute.Root}/{collection}/{FleetKinds.Text(id)}";

    /// <summary>An element that is one, or refers to one.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="collection">Its collection.</param>
    /// <param name="id">Its id.</param>
    /// <returns>It.</returns>
    public static Element To(string tag, string collection, Guid id) => new(tag) { Id = FleetKinds.Text(id), Href = Href(collection, id) };

    /// <summary>An element that refers to one, if there is one.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="collection">Its collection.</param>
    /// <param name="id">Its id; null for none.</param>
    /// <returns>It; null for none.</returns>
    public static Element? Maybe(string tag, string collection, Guid? id) => id is { } known ? To(tag, collection, known) : null;

    /// <summary>A list.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="items">Its items.</param>
    /// <returns>It.</returns>
    public static Element List(string tag, IEnumerable<Element> items) => new Element(tag) { IsList = true }.AddAll(items);
}
