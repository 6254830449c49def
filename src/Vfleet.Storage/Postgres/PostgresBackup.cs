using Npgsql;
using Vfleet.Storage.Backup;

namespace Vfleet.Storage.Postgres;

/// <summary>Reads a whole database into a backup, inside a transaction that sees one moment.</summary>
internal static class PostgresBackup
{
    public static async Task<long> ReadAsync(NpgsqlConnection connection, BackupWriter writer, CancellationToken cancellationToken)
    {
        writer.Begin((await PostgresStore.ReadFleetAsync(connection, cancellationToken)).Fleet);
        await EachAsync(
            "SELECT kind, id, revision, body FROM documents WHERE deleted_at IS NULL",
            row => writer.Document(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3)));
        await EachAsync("SELECT name, owner FROM names", row => writer.Name(row.GetString(0), row.GetString(1)));
        await EachAsync(
            "SELECT host, pf, vf, generation, revision, vm, nic, state, lease FROM claims",
            row =>
            {
                var (vf, claim) = PostgresRows.ReadClaim(row);
                writer.Claim(vf, claim);
            });
        await EachAsync(
            "SELECT host, revision, memory, cpus FROM host_use", row => writer.Use(row.GetGuid(0), new(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))));
        await EachAsync("SELECT number, time, code, actor, subject, body FROM events ORDER BY number", row => writer.Event(PostgresStore.ReadEvent(row)));
        return writer.Revision;

        async Task EachAsync(string sql, Action<NpgsqlDataReader> write)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                write(reader);
            }
        }
    }
}
