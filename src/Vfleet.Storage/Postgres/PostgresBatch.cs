using Npgsql;
using Vfleet.Storage.Batching;
using static Vfleet.Storage.Postgres.BatchCommands;

namespace Vfleet.Storage.Postgres;

/// <summary>Writes what a batch came to, with one round trip that ends the transaction: each table with one statement, however many rows.</summary>
internal static class PostgresBatch
{
    /// <summary>Who listens here is told the number of each commit.</summary>
    public const string Channel = "vfleet_commits";

    public static async Task EndAsync(NpgsqlConnection connection, BatchEvaluation evaluation, DateTimeOffset now)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("UPDATE fleet SET revision = $1, last_event = $2", evaluation.Fleet.Revision, evaluation.Fleet.LastEvent);
        AddDocuments(batch, [.. evaluation.Documents.Changed], StoredValues.Microseconds(now));
        AddNames(batch, [.. evaluation.Names.Changed]);
        AddClaims(batch, evaluation);
        AddUses(batch, evaluation);
        AddEvents(batch, evaluation.Events);
        batch.Add($"SELECT pg_notify('{Channel}', $1)", evaluation.Fleet.Revision.ToString());
        batch.Add("COMMIT");
        await batch.ExecuteNonQueryAsync();
    }

    private static void AddDocuments(NpgsqlBatch batch, (DocumentKey Key, DocumentRow Row)[] rows, long now)
    {
        if (rows.Length > 0)
        {
            batch.Add(
                """
                INSERT INTO documents (kind, id, revision, deleted_at, body) SELECT * FROM unnest($1, $2, $3, $4, $5)
                ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, deleted_at = excluded.deleted_at, body = excluded.body
                """,
                Value(rows.Select(one => one.Key.Kind).ToArray()),
                Value(rows.Select(one => one.Key.Id).ToArray()),
                Value(rows.Select(one => one.Row.Written).ToArray()),
                Value(rows.Select(one => one.Row.Body is null ? now : default(long?)).ToArray()),
                Value(rows.Select(one => one.Row.Body?.ToArray()).ToArray()));
        }
    }

    private static void AddNames(NpgsqlBatch batch, (string Name, string? Owner)[] rows)
    {
        string[] freed = [.. rows.Where(one => one.Owner is null).Select(one => one.Name)];
        if (freed.Length > 0)
        {
            batch.Add("DELETE FROM names WHERE name = ANY ($1)", freed);
        }

        if (freed.Length < rows.Length)
        {
            var taken = rows.Where(one => one.Owner is not null);
            batch.Add(
                "INSERT INTO names (name, owner) SELECT * FROM unnest($1, $2) ON CONFLICT (name) DO UPDATE SET owner = excluded.owner",
                taken.Select(one => one.Name).ToArray(),
                taken.Select(one => one.Owner!).ToArray());
        }
    }

    private static void AddClaims(NpgsqlBatch batch, BatchEvaluation evaluation)
    {
        var rows = evaluation.Claims.Changed.ToArray();
        if (rows.Length > 0)
        {
            batch.Add(
                """
                INSERT INTO claims (host, pf, vf, generation, revision, vm, nic, state, lease) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (host, pf, vf) DO UPDATE SET generation = excluded.generation, revision = excluded.revision, vm = excluded.vm,
                    nic = excluded.nic, state = excluded.state, lease = excluded.lease
                """,
                Value(rows.Select(one => one.Key.HostId).ToArray()),
                Value(rows.Select(one => StoredValues.Number(one.Key.Pf)).ToArray()),
                Value(rows.Select(one => one.Key.Index).ToArray()),
                Value(rows.Select(one => one.Row.Generation).ToArray()),
                Value(rows.Select(one => one.Row.Revision).ToArray()),
                Value(rows.Select(one => one.Row.Claim?.VmId).ToArray()),
                Value(rows.Select(one => one.Row.Claim?.NicId).ToArray()),
                Value(rows.Select(one => StoredValues.Number(one.Row.Claim?.State ?? default)).ToArray()),
                Value(rows.Select(one => one.Row.Claim?.Lease is { } lease ? StoredValues.Microseconds(lease) : default(long?)).ToArray()));
        }
    }

    private static void AddUses(NpgsqlBatch batch, BatchEvaluation evaluation)
    {
        var rows = evaluation.Uses.Changed.ToArray();
        if (rows.Length > 0)
        {
            batch.Add(
                """
                INSERT INTO host_use (host, memory, cpus, revision) SELECT * FROM unnest($1, $2, $3, $4)
                ON CONFLICT (host) DO UPDATE SET memory = excluded.memory, cpus = excluded.cpus, revision = excluded.revision
                """,
                Value(rows.Select(one => one.Key).ToArray()),
                Value(rows.Select(one => one.Row.MemoryMiB).ToArray()),
                Value(rows.Select(one => one.Row.Cpus).ToArray()),
                Value(rows.Select(one => one.Row.Revision).ToArray()));
        }
    }

    private static void AddEvents(NpgsqlBatch batch, List<(long Number, NewEvent Event)> rows)
    {
        if (rows.Count > 0)
        {
            batch.Add(
                "INSERT INTO events (number, time, code, actor, subject, body) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)",
                Value(rows.Select(one => one.Number).ToArray()),
                Value(rows.Select(one => StoredValues.Microseconds(one.Event.Time)).ToArray()),
                Value(rows.Select(one => one.Event.Code).ToArray()),
                Value(rows.Select(one => one.Event.Actor).ToArray()),
                Value(rows.Select(one => one.Event.Subject).ToArray()),
                Value(rows.Select(one => one.Event.Body.ToArray()).ToArray()));
        }
    }
}
