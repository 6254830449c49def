using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Sqlite;

/// <summary>Removes what is old, in steps that keep no commit waiting for long.</summary>
internal static class SqlitePruning
{
    private const int RowsOfStep = 2000;

    /// <summary>Removes some rows, inside a transaction.</summary>
    /// <returns>How many went: 0 when nothing old is left.</returns>
    public static (int Gone, int Rows) Step(Database database, DateTimeOffset before)
    {
        var moment = StoredValues.Microseconds(before);
        database.Prepare($"DELETE FROM events WHERE number IN (SELECT number FROM events WHERE time < ? ORDER BY time LIMIT {RowsOfStep})").Bind(1, moment).Run();
        var gone = database.Changes;
        if (gone < RowsOfStep)
        {
            gone += Traces(database, moment);
        }

        return (gone, gone);
    }

    private static int Traces(Database database, long moment)
    {
        const string Old = "SELECT row FROM documents WHERE deleted_at < ? ORDER BY deleted_at LIMIT 2000";
        database.Prepare($"UPDATE fleet SET pruned = max(pruned, coalesce((SELECT max(revision) FROM documents WHERE row IN ({Old})), 0))").Bind(1, moment).Run();
        database.Prepare($"DELETE FROM documents WHERE row IN ({Old})").Bind(1, moment).Run();
        return database.Changes;
    }
}
