using SQLitePCL;

namespace Vfleet.Storage.Sqlite;

/// <summary>The one connection that writes.</summary>
internal sealed class SqliteWriter(string path) : IDisposable
{
    // 4 KiB each. Beyond the first the log is carried over aside; beyond the second the next transaction waits for it.
    private const int RowsUntilCheckpoint = 2000;
    private const int MostPages = 24_000;

    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _checkpointing = new();
    private Database? _database;
    private Task _checkpoint = Task.CompletedTask;
    private int _rows;
    private volatile bool _logIsLong;
    private bool _disposed;

    /// <summary>Runs work in a transaction that is durable when this returns.</summary>
    /// <param name="operation">What is done, for messages.</param>
    /// <param name="work">The work; it returns about how many rows it wrote.</param>
    /// <param name="cancellationToken">Ends it before it begins.</param>
    /// <typeparam name="T">What it comes to.</typeparam>
    public async Task<T> RunAsync<T>(string operation, Func<Database, (T Result, int Rows)> work, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Run(operation, work), CancellationToken.None);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _one.Wait();
        _disposed = true;
        _checkpoint.Wait();
        _database?.Dispose();
        _database = null;
        _one.Dispose();
    }

    private T Run<T>(string operation, Func<Database, (T Result, int Rows)> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var database = _database ??= Database.OpenToWrite(path);
        database.Operation = operation;
        try
        {
            if (_logIsLong)
            {
                database.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
                _logIsLong = false;
            }

            database.Prepare("BEGIN IMMEDIATE").Run();
            var (result, rows) = work(database);
            Commit(database);
            _rows += rows;
            CheckpointAside();
            return result;
        }
        catch (Exception fault)
        {
            Undo(database, fault);
            throw;
        }
    }

    private static void Commit(Database database)
    {
        try
        {
            database.Prepare("COMMIT").Run();
        }
        catch (StoreException fault) when ((fault.Code & 0xff) == raw.SQLITE_IOERR)
        {
            // The log may be on the disk though the disk did not say so; a restart would find it there.
            throw new StoreException(fault.Operation, fault.Target, fault.Reason, fault.Remedy, fault) { Code = fault.Code, IsTransient = true, IsUncertain = true };
        }
    }

    private void Undo(Database database, Exception fault)
    {
        try
        {
            if (database.InTransaction)
            {
                database.Prepare("ROLLBACK").Run();
            }
        }
        catch (StoreException second)
        {
            fault = second;
        }

        if (fault is StoreException { Code: var code } && (code & 0xff) is not (raw.SQLITE_FULL or 0))
        {
            // What the connection has in memory may differ from the disk: the next one reads anew.
            database.Dispose();
            _database = null;
        }
    }

    private void CheckpointAside()
    {
        if (_rows < RowsUntilCheckpoint || !_checkpoint.IsCompleted)
        {
            return;
        }

        _rows = 0;
        _checkpoint = Task.Run(() =>
        {
            lock (_checkpointing)
            {
                try
                {
                    using var database = Database.OpenToCheckpoint(path);
                    var (pages, done) = database.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE);
                    _logIsLong = pages - done > 0 && pages > MostPages;
                }
                catch (StoreException)
                {
                    // Nothing is lost: the log stays, and the transaction that cannot be written says why.
                }
            }
        });
    }
}
