using Npgsql;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Postgres;

/// <summary>Removes what is old, in steps that keep no commit waiting for long.</summary>
internal static class PostgresPruning
{
    private const int RowsOfStep = 2000;

    /// <summary>Removes some rows, inside a transaction.</summary>
    /// <returns>How many went: 0 when nothing old is left.</returns>
    public static async Task<long> StepAsync(NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var moment = StoredValues.Microseconds(before);
        long gone = await RunAsync(
            connection, $"DELETE FROM events WHERE number IN (SELECT number FROM events WHERE time < $1 ORDER BY time LIMIT {RowsOfStep})", moment, cancellationToken);
        if (gone == RowsOfStep)
        {
            return gone;
        }

        // The fleet's row is taken first, as by commits: nothing is deleted or written anew between the two.
        var old = $"SELECT kind, id, revision FROM documents WHERE deleted_at < $1 ORDER BY deleted_at, kind, id LIMIT {RowsOfStep}";
        await RunAsync(connection, "SELECT FROM fleet WHERE $1 IS NOT NULL FOR UPDATE", moment, cancellationToken);
        await RunAsync(connection, $"UPDATE fleet SET pruned = greatest(pruned, (SELECT max(revision) FROM ({old}) AS old))", moment, cancellationToken);
        return gone + await RunAsync(
            connection, $"DELETE FROM documents d USING ({old}) AS old WHERE d.kind = old.kind AND d.id = old.id", moment, cancellationToken);
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, long moment, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(BatchCommands.Value(moment));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
