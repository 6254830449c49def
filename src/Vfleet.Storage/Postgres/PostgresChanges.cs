using Npgsql;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Postgres;

/// <summary>Reads what changed, of one moment: inside a transaction that reads.</summary>
internal sealed class PostgresChanges(NpgsqlConnection connection, ChangesBatch batch, CancellationToken cancellationToken)
{
    // Commits are never torn: a batch ends where a commit ends.
    private const int RowsOfBatch = 500;
    private const string Documents = "SELECT kind, id, revision, body FROM documents";
    private const string Claims = "SELECT host, pf, vf, generation, revision, vm, nic, state, lease FROM claims";
    private const string Uses = "SELECT host, revision, memory, cpus FROM host_use";
    private const string Between = " WHERE revision > $1 AND revision <= $2 ORDER BY revision";

    /// <summary>Reads the whole fleet.</summary>
    public async Task ReadAllAsync()
    {
        await EachAsync(Documents + " WHERE deleted_at IS NULL", AddDocument, visits: true);
        await EachAsync(Claims + " WHERE vm IS NOT NULL", AddClaim, visits: true);
        await EachAsync(Uses, AddUse, visits: true);
        batch.Visit();
    }

    /// <summary>Reads what came after a commit, commit by commit.</summary>
    public async Task ReadAfterAsync(long after, long last)
    {
        while (after < last)
        {
            var upTo = await EndAsync(after, last);
            await EachAsync(Documents + Between, AddDocument, visits: false, after, upTo);
            await EachAsync(Claims + Between, AddClaim, visits: false, after, upTo);
            await EachAsync(Uses + Between, AddUse, visits: false, after, upTo);
            batch.Visit();
            after = upTo;
        }
    }

    private async Task<long> EndAsync(long after, long last)
    {
        static string Of(string table) => $"(SELECT revision FROM {table} WHERE revision > $1 ORDER BY revision LIMIT 1 OFFSET {RowsOfBatch})";
        await using var command = new NpgsqlCommand($"SELECT least({Of("documents")}, {Of("claims")}, {Of("host_use")}, $2)", connection);
        command.Parameters.Add(BatchCommands.Value(after));
        command.Parameters.Add(BatchCommands.Value(last));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task EachAsync(string sql, Action<NpgsqlDataReader> add, bool visits, params long[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(BatchCommands.Value(value));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            add(reader);
            if (visits)
            {
                batch.VisitWhenFull();
            }
        }
    }

    private void AddDocument(NpgsqlDataReader reader)
    {
        var length = reader.IsDBNull(3) ? -1 : (int)reader.GetBytes(3, 0, null, 0, 0);
        var body = batch.AddDocument(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), length);
        if (length > 0)
        {
            _ = reader.GetBytes(3, 0, body.Array, body.Offset, length);
        }
    }

    private void AddClaim(NpgsqlDataReader reader)
    {
        var (vf, row) = PostgresRows.ReadClaim(reader);
        batch.Add(vf, row);
    }

    private void AddUse(NpgsqlDataReader reader) => batch.Add(reader.GetGuid(0), new UseRow(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
}
