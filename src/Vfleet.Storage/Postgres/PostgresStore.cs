using System.Collections.Immutable;
using System.Data;
using Npgsql;
using Vfleet.Storage.Backup;
using Vfleet.Storage.Batching;
using Vfleet.Storage.Migrating;

namespace Vfleet.Storage.Postgres;

/// <summary>The store in a database of PostgreSQL, which several engines share.</summary>
internal sealed class PostgresStore : IFleetStore
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    private readonly PostgresSources _sources;
    private readonly PostgresCommitter _committer;
    private readonly PostgresListener _listener;

    private PostgresStore(PostgresSources sources, TimeProvider time)
    {
        (_sources, _committer, _listener) = (sources, new(sources, time), new(sources, time));
    }

    public string Description => _sources.Description;

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <summary>Opens a database that exists, and brings it to this program's format.</summary>
    public static async Task<PostgresStore> OpenAsync(
        NpgsqlConnectionStringBuilder address, TimeProvider time, ImmutableArray<Migration> migrations, CancellationToken cancellationToken)
    {
        var sources = new PostgresSources(address);
        try
        {
            await PostgresMigrations.ApplyAsync(sources, migrations, time.GetUtcNow(), cancellationToken);
            return new(sources, time);
        }
        catch (Exception fault) when (PostgresFault.IsFault(fault))
        {
            await sources.DisposeAsync();
            throw PostgresFault.Of(fault, "open", sources.Description);
        }
        catch
        {
            await sources.DisposeAsync();
            throw;
        }
    }

    public async Task<ImmutableArray<CommitOutcome>> CommitAsync(IReadOnlyList<Commit> commits, CancellationToken cancellationToken) =>
        commits.Count == 0 ? [] : await _committer.RunAsync(commits, cancellationToken);

    public Task<long> ReadChangesAsync(long after, Action<StoredChanges> visit, CancellationToken cancellationToken) => RunAsync(
        "read changes",
        async connection =>
        {
            var (fleet, pruned) = await ReadFleetAsync(connection, cancellationToken);
            if (after > 0 && after < pruned)
            {
                throw StoreException.MustReadAnew(Description, after, pruned);
            }

            using var batch = new ChangesBatch(visit);
            var changes = new PostgresChanges(connection, batch, cancellationToken);
            await (after == 0 ? changes.ReadAllAsync() : changes.ReadAfterAsync(after, fleet.Revision));
            return fleet.Revision;
        },
        cancellationToken);

    public Task WaitForOthersAsync(long after, CancellationToken cancellationToken) => _listener.WaitAsync(after, Wait, cancellationToken);

    public Task<StoredDocument?> ReadAsync(string kind, string id, CancellationToken cancellationToken) => RunAsync<StoredDocument?>(
        "read a document",
        async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT revision, body FROM documents WHERE kind = $1 AND id = $2 AND deleted_at IS NULL", connection);
            command.Parameters.Add(BatchCommands.Value(kind));
            command.Parameters.Add(BatchCommands.Value(id));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? new StoredDocument(kind, id, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
        },
        cancellationToken);

    public Task<ImmutableArray<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) => RunAsync(
        "read events",
        async connection =>
        {
            var filter = EventFilter.Of(query, number => $"${number}");
            await using var command = new NpgsqlCommand($"SELECT number, time, code, actor, subject, body FROM events {filter.Sql}", connection);
            foreach (var value in filter.Values)
            {
                command.Parameters.Add(value is long number ? BatchCommands.Value(number) : BatchCommands.Value((string)value));
            }

            var found = ImmutableArray.CreateBuilder<StoredEvent>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(ReadEvent(reader));
            }

            return found.ToImmutable();
        },
        cancellationToken);

    public async Task<long> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (sum, gone) = (0L, 0L);
        do
        {
            gone = await RunAsync("prune", connection => PostgresPruning.StepAsync(connection, before, cancellationToken), cancellationToken, IsolationLevel.ReadCommitted);
            sum += gone;
        }
        while (gone > 0);

        return sum;
    }

    public Task<BackupSummary> BackUpAsync(string path, CancellationToken cancellationToken) => BackupFile.WriteAsync(
        path,
        Description,
        writer => RunAsync("back up", connection => PostgresBackup.ReadAsync(connection, writer, cancellationToken), cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _committer.Dispose();
        await _sources.DisposeAsync();
    }

    /// <summary>Runs work in a transaction; by default one that reads one moment.</summary>
    internal async Task<T> RunAsync<T>(
        string operation,
        Func<NpgsqlConnection, Task<T>> work,
        CancellationToken cancellationToken,
        IsolationLevel isolation = IsolationLevel.RepeatableRead)
    {
        try
        {
            await using var connection = await _sources.Reading.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
            var result = await work(connection);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (Exception fault) when (PostgresFault.IsFault(fault))
        {
            throw PostgresFault.Of(fault, operation, Description);
        }
    }

    /// <summary>Reads the row of the fleet.</summary>
    internal static async Task<(FleetRow Fleet, long Pruned)> ReadFleetAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT revision, last_event, pruned FROM fleet", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (new(reader.GetInt64(0), reader.GetInt64(1)), reader.GetInt64(2));
    }

    /// <summary>Reads number, time, code, actor, subject and body, in this order.</summary>
    internal static StoredEvent ReadEvent(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        StoredValues.Moment(reader.GetInt64(1)),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetFieldValue<byte[]>(5));
}
