using System.Collections.Immutable;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Sqlite;

/// <summary>Reads events.</summary>
internal static class SqliteEvents
{
    public static ImmutableArray<StoredEvent> Read(Database database, EventQuery query)
    {
        var filter = EventFilter.Of(query, number => $"?{number}");
        var statement = database.Prepare($"SELECT number, time, code, actor, subject, body FROM events {filter.Sql}");
        for (var index = 0; index < filter.Values.Length; index++)
        {
            _ = filter.Values[index] is long number ? statement.Bind(index + 1, number) : statement.Bind(index + 1, (string)filter.Values[index]);
        }

        var found = ImmutableArray.CreateBuilder<StoredEvent>();
        while (statement.Next())
        {
            found.Add(Row(statement));
        }

        return found.ToImmutable();
    }

    /// <summary>Reads number, time, code, actor, subject and body, in this order.</summary>
    public static StoredEvent Row(Statement statement) => new(
        statement.Number(0),
        StoredValues.Moment(statement.Number(1)),
        statement.Text(2),
        statement.Text(3),
        statement.Text(4),
        statement.Blob(5).ToArray());
}
