using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vfleet.Storage.Backup;
using Vfleet.Storage.Batching;
using Vfleet.Storage.Migrating;

namespace Vfleet.Storage.Sqlite;

/// <summary>The store in one file of SQLite, owned by one process.</summary>
internal sealed class SqliteStore : IFleetStore
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly StoreFileLock _lock;
    private readonly SqliteWriter _writer;
    private readonly ConcurrentBag<Database> _readers = [];
    private volatile bool _disposed;

    private SqliteStore(string path, TimeProvider time, StoreFileLock taken)
    {
        (_path, _time, _lock, _writer) = (path, time, taken, new(path));
    }

    public string Description => _path;

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <summary>Opens a file; makes it when missing, and brings it to this program's format.</summary>
    public static Task<SqliteStore> OpenAsync(string path, TimeProvider time, ImmutableArray<Migration> migrations, CancellationToken cancellationToken) =>
        Task.Run(() => Open(Path.GetFullPath(path), time, migrations), cancellationToken);

    public Task<ImmutableArray<CommitOutcome>> CommitAsync(IReadOnlyList<Commit> commits, CancellationToken cancellationToken) =>
        commits.Count == 0
            ? Task.FromResult(ImmutableArray<CommitOutcome>.Empty)
            : _writer.RunAsync("commit", database => SqliteBatch.Run(database, commits, _time.GetUtcNow()), cancellationToken);

    public Task<long> ReadChangesAsync(long after, Action<StoredChanges> visit, CancellationToken cancellationToken) =>
        ReadAsync("read changes", database => ReadChanges(database, after, visit, cancellationToken), cancellationToken);

    public Task WaitForOthersAsync(long after, CancellationToken cancellationToken) => Task.Delay(Wait, _time, cancellationToken);

    public Task<StoredDocument?> ReadAsync(string kind, string id, CancellationToken cancellationToken) =>
        ReadAsync<StoredDocument?>(
            "read a document",
            database =>
            {
                var statement = database.Prepare("SELECT revision, body FROM documents WHERE kind = ? AND id = ? AND deleted_at IS NULL").Bind(1, kind).Bind(2, id);
                StoredDocument? found = statement.Next() ? new StoredDocument(kind, id, statement.Number(0), statement.Blob(1).ToArray()) : null;
                statement.Reset();
                return found;
            },
            cancellationToken);

    public Task<ImmutableArray<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadAsync("read events", database => SqliteEvents.Read(database, query), cancellationToken);

    public async Task<long> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (sum, gone) = (0L, 0);
        do
        {
            gone = await _writer.RunAsync("prune", database => SqlitePruning.Step(database, before), cancellationToken);
            sum += gone;
        }
        while (gone > 0);

        return sum;
    }

    public Task<BackupSummary> BackUpAsync(string path, CancellationToken cancellationToken) =>
        BackupFile.WriteAsync(
            path,
            Description,
            writer => ReadAsync(
                "back up",
                database =>
                {
                    SqliteBackup.Read(database, writer, cancellationToken);
                    return writer.Revision;
                },
                cancellationToken));

    /// <summary>Backs a file up that another process has open.</summary>
    public static Task<BackupSummary> BackUpOfOtherAsync(string file, string path, CancellationToken cancellationToken) => BackupFile.WriteAsync(
        path,
        file,
        writer => Task.Run(
            () =>
            {
                NativeSqlite.Load(file);
                using var database = Database.OpenToRead(Path.GetFullPath(file));
                database.Operation = "back up";
                database.Prepare("BEGIN").Run();
                SqliteBackup.Read(database, writer, cancellationToken);
                database.Prepare("COMMIT").Run();
                return writer.Revision;
            },
            cancellationToken));

    /// <summary>Runs work in a transaction that writes; for restoring.</summary>
    internal Task<T> WriteAsync<T>(string operation, Func<Database, T> work, CancellationToken cancellationToken) =>
        _writer.RunAsync(operation, database => (work(database), 1), cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            while (_readers.TryTake(out var reader))
            {
                reader.Dispose();
            }

            // The last connection carries the log over and removes it.
            _writer.Dispose();
            _lock.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private static SqliteStore Open(string path, TimeProvider time, ImmutableArray<Migration> migrations)
    {
        NativeSqlite.Load(path);
        var taken = StoreFileLock.Take(path);
        try
        {
            using (var database = Database.OpenToWrite(path))
            {
                SqliteMigrations.Apply(database, migrations, time.GetUtcNow());
            }

            return new(path, time, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private long ReadChanges(Database database, long after, Action<StoredChanges> visit, CancellationToken cancellationToken)
    {
        var statement = database.Prepare("SELECT revision, pruned FROM fleet");
        statement.Next();
        var (last, pruned) = (statement.Number(0), statement.Number(1));
        statement.Reset();
        if (after > 0 && after < pruned)
        {
            throw StoreException.MustReadAnew(Description, after, pruned);
        }

        using var batch = new ChangesBatch(visit);
        var changes = new SqliteChanges(database, batch, cancellationToken);
        if (after == 0)
        {
            changes.ReadAll();
        }
        else
        {
            changes.ReadAfter(after, last);
        }

        return last;
    }

    private Task<T> ReadAsync<T>(string operation, Func<Database, T> work, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_readers.TryTake(out var database))
            {
                database = Database.OpenToRead(_path);
            }

            var whole = false;
            try
            {
                database.Operation = operation;
                database.Prepare("BEGIN").Run();
                var result = work(database);
                database.Prepare("COMMIT").Run();
                whole = !_disposed;
                return result;
            }
            finally
            {
                if (whole)
                {
                    _readers.Add(database);
                }
                else
                {
                    database.Dispose();
                }
            }
        },
        cancellationToken);
}
