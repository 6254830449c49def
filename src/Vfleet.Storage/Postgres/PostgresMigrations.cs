using Npgsql;
using Vfleet.Storage.Batching;
using Vfleet.Storage.Migrating;

namespace Vfleet.Storage.Postgres;

/// <summary>Brings a database to the format of this program. Of several engines that begin at once, one does it and the others wait.</summary>
internal static class PostgresMigrations
{
    // The letters "vfleet": others who use advisory locks in this database are not to have the same.
    private const long LockKey = 0x76666c656574;

    public static async Task ApplyAsync(
        PostgresSources sources, IReadOnlyList<Migration> migrations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await sources.Listening.OpenConnectionAsync(cancellationToken);
        await RunAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        await RunAsync(
            connection,
            """
            CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)
            """,
            cancellationToken);
        var applied = new List<AppliedMigration>();
        await using (var command = new NpgsqlCommand("SELECT number, name, checksum FROM migrations ORDER BY number", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                applied.Add(new(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        foreach (var migration in Migration.Missing([.. migrations], applied, sources.Description))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await RunAsync(connection, migration.Sql, cancellationToken);
            await using var note = new NpgsqlCommand("INSERT INTO migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)", connection);
            note.Parameters.Add(BatchCommands.Value(migration.Number));
            note.Parameters.Add(BatchCommands.Value(migration.Name));
            note.Parameters.Add(BatchCommands.Value(migration.Checksum));
            note.Parameters.Add(BatchCommands.Value(StoredValues.Microseconds(now)));
            await note.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        // The lock ends with the connection, which is in no pool.
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
