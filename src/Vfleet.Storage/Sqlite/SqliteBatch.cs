using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Sqlite;

/// <summary>Writes what a batch came to.</summary>
internal static class SqliteBatch
{
    /// <summary>Decides a batch and writes it, inside a transaction.</summary>
    /// <returns>The outcomes, and about how many rows were written.</returns>
    public static (ImmutableArray<CommitOutcome> Outcomes, int Rows) Run(Database database, IReadOnlyList<Commit> commits, DateTimeOffset now)
    {
        var evaluation = new BatchEvaluation(new SqliteRows(database));
        var outcomes = evaluation.Run(commits);
        return (outcomes, evaluation.IsChanged ? Write(database, evaluation, now) : 0);
    }

    private static int Write(Database database, BatchEvaluation batch, DateTimeOffset now)
    {
        var rows = 1;
        database.Prepare("UPDATE fleet SET revision = ?, last_event = ?").Bind(1, batch.Fleet.Revision).Bind(2, batch.Fleet.LastEvent).Run();
        foreach (var (key, row) in batch.Documents.Changed)
        {
            WriteDocument(database, key, row, now);
            rows++;
        }

        foreach (var (name, owner) in batch.Names.Changed)
        {
            if (owner is null)
            {
                database.Prepare("DELETE FROM names WHERE name = ?").Bind(1, name).Run();
            }
            else
            {
                database.Prepare("INSERT INTO names (name, owner) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET owner = excluded.owner")
                    .Bind(1, name).Bind(2, owner).Run();
            }

            rows++;
        }

        foreach (var (vf, row) in batch.Claims.Changed)
        {
            WriteClaim(database, vf, row);
            rows++;
        }

        foreach (var (host, row) in batch.Uses.Changed)
        {
            WriteUse(database, host, row);
            rows++;
        }

        foreach (var (number, one) in batch.Events)
        {
            WriteEvent(database, new(number, one.Time, one.Code, one.Actor, one.Subject, one.Body));
            rows++;
        }

        return rows;
    }

    public static void WriteDocument(Database database, DocumentKey key, DocumentRow row, DateTimeOffset now)
    {
        var statement = database.Prepare(
                """
                INSERT INTO documents (kind, id, revision, deleted_at, body) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, deleted_at = excluded.deleted_at, body = excluded.body
                """)
            .Bind(1, key.Kind).Bind(2, key.Id).Bind(3, row.Written).Bind(4, row.Body is null ? StoredValues.Microseconds(now) : null);
        _ = row.Body is { } body ? statement.Bind(5, body.Span) : statement.BindNull(5);
        statement.Run();
    }

    public static void WriteClaim(Database database, VfKey vf, ClaimRow row)
    {
        var statement = database.Prepare(
                """
                INSERT INTO claims (host, pf, vf, generation, state, lease, revision, vm, nic) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (host, pf, vf) DO UPDATE SET generation = excluded.generation, state = excluded.state, lease = excluded.lease,
                    revision = excluded.revision, vm = excluded.vm, nic = excluded.nic
                """)
            .Bind(1, vf.HostId).Bind(2, StoredValues.Number(vf.Pf)).Bind(3, vf.Index).Bind(4, row.Generation)
            .Bind(5, StoredValues.Number(row.Claim?.State ?? default))
            .Bind(6, row.Claim?.Lease is { } lease ? StoredValues.Microseconds(lease) : null)
            .Bind(7, row.Revision);
        _ = row.Claim is { } claim ? statement.Bind(8, claim.VmId).Bind(9, claim.NicId) : statement.BindNull(8).BindNull(9);
        statement.Run();
    }

    public static void WriteUse(Database database, Guid host, UseRow row) => database.Prepare(
            """
            INSERT INTO host_use (host, memory, cpus, revision) VALUES (?, ?, ?, ?)
            ON CONFLICT (host) DO UPDATE SET memory = excluded.memory, cpus = excluded.cpus, revision = excluded.revision
            """)
        .Bind(1, host).Bind(2, row.MemoryMiB).Bind(3, row.Cpus).Bind(4, row.Revision).Run();

    public static void WriteEvent(Database database, StoredEvent one) => database
        .Prepare("INSERT INTO events (number, time, code, actor, subject, body) VALUES (?, ?, ?, ?, ?, ?)")
        .Bind(1, one.Number).Bind(2, StoredValues.Microseconds(one.Time)).Bind(3, one.Code).Bind(4, one.Actor).Bind(5, one.Subject)
        .Bind(6, one.Body.Span).Run();
}
