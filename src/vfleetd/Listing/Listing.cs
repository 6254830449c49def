using System.Collections.Immutable;
using Vfleet.Api.Answers;
using Vfleet.Engine.State;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Listing;

/// <summary>A list that people page through. Its order is that of a value and a key that stay with an item: what comes and goes meanwhile moves nothing else.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Key">What tells an item from all others.</param>
/// <param name="Fields">What it can be sorted and filtered by; the first is the usual order.</param>
internal sealed record Listing<T>(Func<T, string> Key, ImmutableArray<Field<T>> Fields)
{
    /// <summary>The query parameters of a list.</summary>
    public ImmutableArray<QueryWord> Query { get; } =
    [
        new("limit", "how many at most, 1-1000; 100 when left out"),
        new("after", "the member next of the part before"),
        new("sort", $"{string.Join(", ", Fields.Select(field => field.Name))}; with - before it the other way round"),
        .. Fields.Select(field => new QueryWord(field.Name, field.Words.IsEmpty ? $"only those with this {field.Name}" : $"only those with this {field.Name}: {string.Join(", ", field.Words)}")),
    ];

    /// <summary>A part of the list.</summary>
    /// <typeparam name="TWire">What is shown of an item.</typeparam>
    /// <param name="items">All items that the caller may see.</param>
    /// <param name="query">The query parameters.</param>
    /// <param name="state">The fleet.</param>
    /// <param name="show">Shows an item.</param>
    /// <returns>The answer.</returns>
    public Answer Answer<TWire>(IEnumerable<T> items, IQueryCollection query, FleetState state, Func<T, TWire> show)
    {
        if (ListQuery<T>.Read(query, Fields, out var problem) is not { } wanted)
        {
            return Answering.Answer.Refuse(problem!);
        }

        var order = Comparer<(FieldValue Value, string Key)>.Create((left, right) =>
        {
            var byValue = FieldValue.Order(left.Value, right.Value);
            var result = byValue != 0 ? byValue : string.CompareOrdinal(left.Key, right.Key);
            return wanted.IsDescending ? -result : result;
        });

        // The last of those that are shown lies on top, and falls out when a nearer one comes.
        var part = new PriorityQueue<T, (FieldValue Value, string Key)>(Comparer<(FieldValue, string)>.Create((left, right) => order.Compare(right, left)));
        var (total, rest) = (0, 0);
        foreach (var item in items)
        {
            if (!wanted.Filters.All(filter => Matches(filter.Field.Value(item, state), filter.Value)))
            {
                continue;
            }

            total++;
            var place = (wanted.Sort.Value(item, state), Key(item));
            if (wanted.After is { } after && order.Compare(place, after) <= 0)
            {
                continue;
            }

            rest++;
            part.Enqueue(item, place);
            if (part.Count > wanted.Limit)
            {
                part.Dequeue();
            }
        }

        var shown = new TWire[part.Count];
        string? next = null;
        while (part.TryDequeue(out var item, out var place))
        {
            next ??= rest > wanted.Limit ? ListQuery<T>.Mark(place.Value, place.Key) : null;
            shown[part.Count] = show(item);
        }

        return Answering.Answer.Of(new Page<TWire>(shown, total, next));
    }

    private static bool Matches(FieldValue value, FieldValue wanted) => value.Number == wanted.Number
        && (value.Text == wanted.Text || (wanted.Text is not null && value.Also == wanted.Text));
}
