using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Vfleet.Host.Desired;

/// <summary>Reads YAML into nodes that know their place. Anchors, aliases and tags are refused: a document says what it means where it says it.</summary>
internal sealed class YamlTree
{
    // Deeper than any document of ours, and far from what exhausts the stack.
    private const int MostLevels = 16;

    private readonly string _source;
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    private YamlTree(string source, string text)
    {
        _source = source;
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>Reads a document.</summary>
    /// <param name="source">What people call it.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="problem">Why not, with line and column.</param>
    /// <returns>The document; an empty one is a group without keys. Null when it is no YAML, or has what we refuse.</returns>
    public static DocumentNode? Read(string source, string text, out Problem? problem)
    {
        problem = null;
        var tree = new YamlTree(source, text);
        try
        {
            return tree.ReadDocument();
        }
        catch (RefusedException refused)
        {
            problem = refused.Problem;
            return null;
        }
        catch (YamlException fault)
        {
            problem = NoYaml(At(source, fault.Start, ""), Words(fault.Message));
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // YamlDotNet's scanner loses its way in some broken documents.
            problem = NoYaml(At(source, tree._scanner.CurrentPosition, ""), "something before this place does not fit together");
            return null;
        }
    }

    private static Problem NoYaml(Place place, string why) => new(
        ProblemCode.Malformed,
        $"{place}: this is no YAML: {why}",
        "mend the line; indent with spaces, two for each level, and write a space after each ':'",
        place.Path);

    private DocumentNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return new DocumentNode.Mapping(new Place(_source, 1, 1, ""), []);
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode("", level: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            throw Refuse(At(second.Start, ""), "a second document begins here", "keep one document in the file");
        }

        // A file of comments only is an empty scalar.
        return root is DocumentNode.Scalar { Text: "", IsQuoted: false } ? new DocumentNode.Mapping(root.Place, []) : root;
    }

    private DocumentNode ReadNode(string path, int level)
    {
        var next = _parser.Consume<ParsingEvent>();
        var place = At(next.Start, path);
        if (level > MostLevels)
        {
            throw Refuse(place, "this is nested too deeply", $"'vfleet help host-yaml' shows what may stand where; nothing needs more than {MostLevels} levels");
        }

        if (next is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw Refuse(place, "anchors (&name) and aliases (*name) are not read here", "write the values out; a name with * needs quotes: \"enp*\"");
        }

        if (next is NodeEvent { Tag.IsEmpty: false })
        {
            throw Refuse(place, "tags (!name) are not read here", "leave the tag out");
        }

        return next switch
        {
            Scalar scalar => new DocumentNode.Scalar(place, scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart => ReadSequence(place, level),
            MappingStart => ReadMapping(place, level),
            _ => throw Refuse(place, $"something unexpected stands here", "mend the line"),
        };
    }

    private DocumentNode.Sequence ReadSequence(Place place, int level)
    {
        var items = ImmutableArray.CreateBuilder<DocumentNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode($"{place.Path}[{items.Count}]", level + 1));
        }

        return new DocumentNode.Sequence(place, items.DrainToImmutable());
    }

    private DocumentNode.Mapping ReadMapping(Place place, int level)
    {
        var entries = ImmutableArray.CreateBuilder<(DocumentNode.Scalar, DocumentNode)>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (ReadNode(place.Path, level + 1) is not DocumentNode.Scalar key)
            {
                throw Refuse(place, "a list or group stands here as a key", "give the key as a word");
            }

            var path = place.Path.Length == 0 ? key.Text : $"{place.Path}.{key.Text}";
            entries.Add((key with { Place = key.Place with { Path = path } }, ReadNode(path, level + 1)));
        }

        return new DocumentNode.Mapping(place, entries.DrainToImmutable());
    }

    private Place At(Mark mark, string path) => At(_source, mark, path);

    private static Place At(string source, Mark mark, string path) => new(source, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column), path);

    private static RefusedException Refuse(Place place, string what, string remedy) =>
        new(new Problem(ProblemCode.Malformed, $"{place}: {what}", remedy, place.Path));

    // The parser's own messages end differently, and some hold line ends.
    private static string Words(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    /// <summary>Ends the reading at the first thing that cannot be read on from.</summary>
    private sealed class RefusedException(Problem problem) : Exception(problem.Message)
    {
        public Problem Problem => problem;
    }
}
