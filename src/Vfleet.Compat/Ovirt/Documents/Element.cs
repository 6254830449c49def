using System.Globalization;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>
/// One element of an oVirt document, read or to be written. XML and JSON are two spellings of it: attributes are its <see cref="Id"/>, <see cref="Href"/> and
/// <see cref="Rel"/>, everything else is a child; in JSON the children of a list stand in an array.
/// </summary>
/// <param name="name">Its tag.</param>
internal sealed class Element(string name)
{
    private List<Element>? _children;

    /// <summary>Its tag.</summary>
    public string Name => name;

    /// <summary>The attribute <c>id</c>; null for none.</summary>
    public string? Id { get; init; }

    /// <summary>The attribute <c>href</c>, an absolute path; null for none.</summary>
    public string? Href { get; init; }

    /// <summary>The attribute <c>rel</c> of a link; null for none.</summary>
    public string? Rel { get; init; }

    /// <summary>Its text; null when it has children or is empty.</summary>
    public string? Text { get; init; }

    /// <summary>Whether its children are the items of a list.</summary>
    public bool IsList { get; init; }

    /// <summary>Its children in order.</summary>
    public IReadOnlyList<Element> Children => _children ?? [];

    /// <summary>Adds a child.</summary>
    /// <param name="child">The child; null for none.</param>
    /// <returns>This element.</returns>
    public Element Add(Element? child)
    {
        if (child is not null)
        {
            (_children ??= []).Add(child);
        }

        return this;
    }

    /// <summary>Adds children.</summary>
    /// <param name="children">They.</param>
    /// <returns>This element.</returns>
    public Element AddAll(IEnumerable<Element> children)
    {
        (_children ??= []).AddRange(children);
        return this;
    }

    /// <summary>Adds a text; null and empty add nothing, for there are clients (libgovirt) that take an element without a text for a fault.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="text">The text.</param>
    /// <returns>This element.</returns>
    public Element Add(string tag, string? text) => string.IsNullOrEmpty(text) ? this : Add(new Element(tag) { Text = text });

    /// <summary>Adds a number; null adds nothing.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="number">The number.</param>
    /// <returns>This element.</returns>
    public Element Add(string tag, long? number) => Add(tag, number?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a truth; null adds nothing.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="truth">The truth.</param>
    /// <returns>This element.</returns>
    public Element Add(string tag, bool? truth) => Add(tag, truth switch { true => "true", false => "false", null => null });

    /// <summary>Adds a moment, in milliseconds: clients read at most 6 digits of a second.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="moment">The moment.</param>
    /// <returns>This element.</returns>
    public Element Add(string tag, DateTimeOffset moment) => Add(tag, moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));

    /// <summary>Adds a link to something that belongs to it.</summary>
    /// <param name="rel">What it is.</param>
    /// <param name="href">Where it is, an absolute path.</param>
    /// <returns>This element.</returns>
    public Element Link(string rel, string href) => Add(new Element("link") { Rel = rel, Href = href });

    /// <summary>The first child of a tag.</summary>
    /// <param name="path">Its tag, or tags parted by <c>/</c>.</param>
    /// <returns>It; null for none.</returns>
    public Element? Find(string path)
    {
        var found = this;
        foreach (var part in path.Split('/'))
        {
            found = found.Children.FirstOrDefault(child => child.Name == part);
            if (found is null)
            {
                return null;
            }
        }

        return found;
    }
}
