using System.Text;
using Npgsql;
using NpgsqlTypes;
using Vfleet.Primitives;
using Vfleet.Storage.Backup;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Postgres;

/// <summary>Copies a backup into a database, inside one transaction.</summary>
internal sealed class PostgresRestore(NpgsqlConnection connection, CancellationToken cancellationToken)
{
    private NpgsqlBinaryImporter? _copying;
    private string _table = "";

    /// <summary>Restores a backup.</summary>
    /// <returns>The commit that the store is at then.</returns>
    public async Task<long> RunAsync(string path, string target, bool replace)
    {
        await RunAsync("SELECT FROM fleet FOR UPDATE");
        var before = (await PostgresStore.ReadFleetAsync(connection, cancellationToken)).Fleet;
        if (before.Revision > 0 && !replace)
        {
            throw BackupRestoring.NotEmpty(target);
        }

        await RunAsync("TRUNCATE documents, names, claims, host_use, events");
        var revision = 0L;
        try
        {
            foreach (var line in BackupReader.Read(path))
            {
                if (line.Backup is { } header)
                {
                    // Above both: who followed either has to read anew.
                    revision = Math.Max(before.Revision, header.Revision) + 1;
                    await RunAsync($"UPDATE fleet SET revision = {revision}, pruned = {revision}, last_event = {Math.Max(before.LastEvent, header.LastEvent)}");
                }
                else
                {
                    await WriteAsync(line);
                }
            }

            await EndTableAsync();
        }
        finally
        {
            // What was not completed is thrown away by the server.
            await (_copying?.DisposeAsync() ?? default);
        }

        return revision;
    }

    private Task WriteAsync(BackupLine line) => line switch
    {
        { Document: { } one } => WriteAsync(
            "documents (kind, id, revision, body)",
            (one.Kind, NpgsqlDbType.Text),
            (one.Id, NpgsqlDbType.Text),
            (one.Revision, NpgsqlDbType.Bigint),
            (Encoding.UTF8.GetBytes(one.Body), NpgsqlDbType.Bytea)),
        { Name: { } one } => WriteAsync("names (name, owner)", (one.Name, NpgsqlDbType.Text), (one.Owner, NpgsqlDbType.Text)),
        { Claim: { } one } => WriteAsync(
            "claims (host, pf, vf, generation, revision, vm, nic, state, lease)",
            (one.Host, NpgsqlDbType.Uuid),
            (StoredValues.Number(PciAddress.Parse(one.Pf)), NpgsqlDbType.Bigint),
            (one.Vf, NpgsqlDbType.Integer),
            (one.Generation, NpgsqlDbType.Bigint),
            (one.Revision, NpgsqlDbType.Bigint),
            (one.Vm, NpgsqlDbType.Uuid),
            (one.Nic, NpgsqlDbType.Uuid),
            (one.State, NpgsqlDbType.Integer),
            (one.Lease, NpgsqlDbType.Bigint)),
        { Use: { } one } => WriteAsync(
            "host_use (host, revision, memory, cpus)",
            (one.Host, NpgsqlDbType.Uuid),
            (one.Revision, NpgsqlDbType.Bigint),
            (one.MemoryMiB, NpgsqlDbType.Bigint),
            (one.Cpus, NpgsqlDbType.Bigint)),
        { Event: { } one } => WriteAsync(
            "events (number, time, code, actor, subject, body)",
            (one.Number, NpgsqlDbType.Bigint),
            (one.Time, NpgsqlDbType.Bigint),
            (one.Code, NpgsqlDbType.Text),
            (one.Actor, NpgsqlDbType.Text),
            (one.Subject, NpgsqlDbType.Text),
            (Encoding.UTF8.GetBytes(one.Body), NpgsqlDbType.Bytea)),
        _ => Task.CompletedTask,
    };

    private async Task WriteAsync(string table, params (object? Value, NpgsqlDbType Type)[] values)
    {
        if (_table != table)
        {
            await EndTableAsync();
            _copying = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)", cancellationToken);
            _table = table;
        }

        await _copying!.StartRowAsync(cancellationToken);
        foreach (var (value, type) in values)
        {
            await (value is null ? _copying.WriteNullAsync(cancellationToken) : _copying.WriteAsync(value, type, cancellationToken));
        }
    }

    private async Task EndTableAsync()
    {
        if (_copying is { } copying)
        {
            await copying.CompleteAsync(cancellationToken);
            await copying.DisposeAsync();
            _copying = null;
        }
    }

    private async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
