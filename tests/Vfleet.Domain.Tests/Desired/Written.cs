using System.Collections.Immutable;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Tests.Desired;

/// <summary>Documents built of nodes, without a parser: <c>Written.Map(("pfs", Written.List(...)))</c>. Each node gets a line of its own.</summary>
internal static class Written
{
    public static DocumentNode.Scalar Text(string text, bool quoted = false) => new(default, text, quoted);

    public static DocumentNode Map(params (string Key, object Value)[] entries) =>
        new DocumentNode.Mapping(default, [.. entries.Select(entry => (Text(entry.Key), Node(entry.Value)))]);

    public static DocumentNode List(params object[] items) => new DocumentNode.Sequence(default, [.. items.Select(Node)]);

    public static ImmutableArray<Problem> ProblemsOf(DocumentNode document) =>
        HostDocument.Read(Placed(document)) is DocumentResult.Invalid invalid ? invalid.Problems : [];

    public static DesiredHost Host(DocumentNode document)
    {
        var result = HostDocument.Read(Placed(document));
        return result is DocumentResult.Valid valid
            ? valid.Host
            : throw new InvalidOperationException(string.Join("; ", ((DocumentResult.Invalid)result).Problems.Select(problem => problem.Message)));
    }

    /// <summary>A document of one entry.</summary>
    public static DesiredHost Entry(params (string Key, object Value)[] entry) => Host(Map(("pfs", List(Map(entry)))));

    /// <summary>A document of one entry.</summary>
    public static ImmutableArray<Problem> EntryProblems(params (string Key, object Value)[] entry) => ProblemsOf(Map(("pfs", List(Map(entry)))));

    private static DocumentNode Node(object value) => value as DocumentNode ?? Text(Convert.ToString(value, null)!);

    private static DocumentNode Placed(DocumentNode node)
    {
        var line = 0;
        return Place(node, "");

        DocumentNode Place(DocumentNode part, string path)
        {
            var place = new Place("host.yaml", ++line, 1, path);
            return part switch
            {
                DocumentNode.Sequence list => list with { Place = place, Items = [.. list.Items.Select((item, i) => Place(item, $"{path}[{i}]"))] },
                DocumentNode.Mapping map => map with
                {
                    Place = place,
                    Entries =
                    [
                        .. map.Entries.Select(entry =>
                        {
                            var inner = path.Length == 0 ? entry.Key.Text : $"{path}.{entry.Key.Text}";
                            return ((DocumentNode.Scalar)Place(entry.Key, inner), Place(entry.Value, inner));
                        }),
                    ],
                },
                _ => part with { Place = place },
            };
        }
    }
}
