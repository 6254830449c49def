using SQLitePCL;

namespace Vfleet.Storage.Sqlite;

/// <summary>What SQLite's result codes mean for whoever runs the engine (https://sqlite.org/rescode.html).</summary>
internal static class SqliteFault
{
    public static StoreException Of(int code, string message, string operation, string path)
    {
        var folder = Path.GetDirectoryName(path);
        var (reason, remedy, transient) = (code & 0xff) switch
        {
            raw.SQLITE_FULL => ("the disk is full", $"make room in {folder}; the store goes on by itself then", true),
            raw.SQLITE_IOERR => ($"the disk does not do its work ({message}, {code})", $"look at the kernel's log and at the disk of {folder}", true),
            raw.SQLITE_CORRUPT => ($"the file is damaged ({message})", "move it away and restore a backup", false),
            raw.SQLITE_NOTADB => ("the file is not a database of SQLite, or its beginning is damaged", "name another file, or restore a backup", false),
            raw.SQLITE_READONLY => ("the file cannot be written", $"let the engine's user write {path} and its folder; look whether the disk is mounted read-only", false),
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
                ($"the file cannot be opened ({message})", $"look whether {folder} exists and the engine's user may write there", false),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => ("another program holds the file", "end what has it open, as a sqlite3 shell", true),
            raw.SQLITE_NOMEM => ("there is no memory left", "free memory", true),
            _ => ($"{message} ({code})", "look at the file, or restore a backup", false),
        };

        return new(operation, path, reason, remedy) { IsTransient = transient, Code = code };
    }
}
