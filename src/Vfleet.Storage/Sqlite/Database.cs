using SQLitePCL;

namespace Vfleet.Storage.Sqlite;

/// <summary>One connection to the file, used by one at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private Database(string path, sqlite3 handle)
    {
        (Path, _handle) = (path, handle);
    }

    public string Path { get; }

    /// <summary>What is done now, for messages.</summary>
    public string Operation { get; set; } = "open";

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Opens the file to write it; makes it when missing.</summary>
    public static Database OpenToWrite(string path) => Open(
        path,
        raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
        // Readers go on while it is written, and what is committed is synchronised. The log is carried over by a thread of its own.
        "PRAGMA journal_mode = wal; PRAGMA synchronous = full; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -131072; PRAGMA temp_store = memory");

    /// <summary>Opens the file to read it.</summary>
    public static Database OpenToRead(string path) => Open(
        path,
        raw.SQLITE_OPEN_READWRITE,
        "PRAGMA query_only = on; PRAGMA cache_size = -8192; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = memory");

    /// <summary>Opens the file to carry its log over into it.</summary>
    public static Database OpenToCheckpoint(string path) => Open(path, raw.SQLITE_OPEN_READWRITE, "PRAGMA wal_autocheckpoint = 0");

    /// <summary>The statement of a text; prepared once.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
            statement = new Statement(this, handle);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs statements without values.</summary>
    public void Run(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Carries the log over into the file as far as no reader is in the way.</summary>
    /// <returns>How many pages are in the log, and how many of them are carried over.</returns>
    public (int Pages, int Done) Checkpoint(int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", mode, out var pages, out var done);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
        {
            Check(code);
        }

        return (pages, done);
    }

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw SqliteFault.Of(raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string(), Operation, Path);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _handle.Dispose();
    }

    private static Database Open(string path, int flags, string pragmas)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(path, handle);
        try
        {
            database.Check(code);
            raw.sqlite3_busy_timeout(handle, 5000);
            database.Run(pragmas);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
