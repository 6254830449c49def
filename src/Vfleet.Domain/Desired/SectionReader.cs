using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Desired;

/// <summary>Reads groups of keys against the schema. What cannot be read becomes a problem, so that all of them are told at once.</summary>
internal sealed class SectionReader
{
    private readonly ImmutableArray<Problem>.Builder _problems = ImmutableArray.CreateBuilder<Problem>();

    /// <summary>What could not be read, in the order of the document.</summary>
    public ImmutableArray<Problem> Problems => _problems.ToImmutable();

    /// <summary>Adds a problem.</summary>
    public void Refuse(Place place, ProblemCode code, string what, string remedy) =>
        _problems.Add(new Problem(code, $"{place}: {what}", remedy, place.Path));

    /// <summary>Reads a group of keys.</summary>
    /// <returns>The values of the keys that could be read.</returns>
    public SectionValues Read(DocumentNode node, DocumentSection section)
    {
        var values = new SectionValues(node.Place);
        foreach (var (key, value) in Entries(node, $"the keys of {section.Title}: {string.Join(", ", section.Keys.Select(known => known.Name))}"))
        {
            if (section.Keys.FirstOrDefault(known => known.Name == key.Text) is not { } row)
            {
                RefuseUnknown(key, section);
            }
            else if (row.Shape is not ValueShape.Single single)
            {
                values.Add(row.Name, value.Place, value);
            }
            else if (ReadSingle(value, row, single) is { } read)
            {
                values.Add(row.Name, value.Place, read);
            }
            else
            {
                values.Miss(row.Name);
            }
        }

        return values;
    }

    /// <summary>The items of a list.</summary>
    public ImmutableArray<DocumentNode> Items(DocumentNode node, string of)
    {
        if (node is DocumentNode.Sequence sequence)
        {
            return sequence.Items;
        }

        Refuse(node.Place, ProblemCode.Malformed, $"here must be a list, not {node.Kind}", $"begin each item with '- ', with {of}");
        return [];
    }

    /// <summary>The keys of a group, each once.</summary>
    public ImmutableArray<(DocumentNode.Scalar Key, DocumentNode Value)> Entries(DocumentNode node, string of)
    {
        if (node is not DocumentNode.Mapping mapping)
        {
            Refuse(node.Place, ProblemCode.Malformed, $"here must be a group of keys, not {node.Kind}", $"give {of}");
            return [];
        }

        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<(DocumentNode.Scalar, DocumentNode)>();
        foreach (var entry in mapping.Entries)
        {
            if (seen.TryAdd(entry.Key.Text, entry.Key.Place))
            {
                entries.Add(entry);
            }
            else
            {
                Refuse(
                    entry.Key.Place,
                    ProblemCode.OptionsConflict,
                    $"'{entry.Key.Text}' stands here a second time, after line {seen[entry.Key.Text].Line}",
                    "keep one of the two");
            }
        }

        return entries.DrainToImmutable();
    }

    /// <summary>Reads a value in one line of text.</summary>
    /// <returns>The value; null when it could not be read, which is a problem then.</returns>
    public object? ReadSingle(DocumentNode value, DocumentKey row, ValueShape.Single shape)
    {
        var remedy = $"give {shape.Description}, for example {row.Name}: {row.Example}";
        if (value is not DocumentNode.Scalar scalar)
        {
            Refuse(value.Place, shape.Code, $"here must be {shape.Description}, not {value.Kind}", remedy);
            return null;
        }

        if (scalar is { IsQuoted: false, Text: "" or "~" or "null" })
        {
            Refuse(value.Place, shape.Code, $"{row.Name} has no value", $"{remedy}; or leave the key out");
            return null;
        }

        if (shape.Read(scalar, out var complaint) is { } read)
        {
            return read;
        }

        var code = complaint != "is out of range" ? shape.Code
            : row.Name == "vlan" ? ProblemCode.VlanInvalid
            : ProblemCode.OutOfRange;
        Refuse(value.Place, code, $"'{Shortened(scalar.Text)}' {complaint}", remedy);
        return null;
    }

    private void RefuseUnknown(DocumentNode.Scalar key, DocumentSection section)
    {
        var known = section.Keys.Select(row => row.Name);
        var remedy = Misspelling.Nearest(key.Text, known) is { } meant
            ? $"did you mean {meant}?"
            : $"{section.Title} has: {string.Join(", ", known)}";
        Refuse(key.Place, ProblemCode.Malformed, $"there is no key '{Shortened(key.Text)}' in {section.Title}", remedy);
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "...";
}

/// <summary>What stood behind the keys of one group.</summary>
/// <param name="place">Where the group begins.</param>
internal sealed class SectionValues(Place place)
{
    private readonly Dictionary<string, (Place Place, object Value)> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missed = new(StringComparer.Ordinal);

    /// <summary>Where the group begins.</summary>
    public Place Place => place;

    public void Add(string key, Place at, object value) => _values.Add(key, (at, value));

    /// <summary>Notes that a key is there but could not be read.</summary>
    public void Miss(string key) => _missed.Add(key);

    /// <summary>Whether a key is there, readable or not.</summary>
    public bool Has(string key) => _values.ContainsKey(key) || _missed.Contains(key);

    /// <summary>Where a key's value stands; the group when it is missing.</summary>
    public Place PlaceOf(string key) => _values.TryGetValue(key, out var found) ? found.Place : place;

    /// <summary>A value.</summary>
    public T? Value<T>(string key)
        where T : struct => _values.TryGetValue(key, out var found) ? (T)found.Value : null;

    /// <summary>A word.</summary>
    public string? Text(string key) => _values.TryGetValue(key, out var found) ? (string)found.Value : null;

    /// <summary>A part of the document that has sections of its own.</summary>
    public DocumentNode? Node(string key) => _values.TryGetValue(key, out var found) ? (DocumentNode)found.Value : null;
}
