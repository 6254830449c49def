using System.Collections.Immutable;

namespace Vfleet.Storage.Batching;

/// <summary>A query for events as conditions, order and limit of a statement.</summary>
/// <param name="Sql">What follows the table.</param>
/// <param name="Values">The values, in the order of their numbers from 1: long or string.</param>
internal sealed record EventFilter(string Sql, ImmutableArray<object> Values)
{
    /// <summary>Translates a query.</summary>
    /// <param name="query">It.</param>
    /// <param name="place">How the database writes the place of a value.</param>
    /// <returns>The filter.</returns>
    public static EventFilter Of(EventQuery query, Func<int, string> place)
    {
        var values = ImmutableArray.CreateBuilder<object>();
        var conditions = new List<string>();
        void Add(string condition, object? value)
        {
            if (value is not null)
            {
                values.Add(value);
                conditions.Add(condition + " " + place(values.Count));
            }
        }

        Add("number <", query.Before);
        Add("number >", query.After);
        Add("subject =", query.Subject);
        Add("actor =", query.Actor);
        if (query.Code is { } code)
        {
            // All that begins with the code and a dot: '/' is the character after the dot.
            values.AddRange(code, code + ".", code + "/");
            conditions.Add($"(code = {place(values.Count - 2)} OR (code >= {place(values.Count - 1)} AND code < {place(values.Count)}))");
        }

        values.Add((long)query.Most);
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        return new($"{where} ORDER BY number {(query.After is null ? "DESC" : "ASC")} LIMIT {place(values.Count)}", values.ToImmutable());
    }
}
