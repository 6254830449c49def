using System.Data;
using Vfleet.Storage.Migrating;
using Vfleet.Storage.Postgres;
using Vfleet.Storage.Sqlite;

namespace Vfleet.Storage;

/// <summary>Opens stores by their connection strings, and restores backups into them.</summary>
public static class FleetStores
{
    /// <summary>Opens a store, and brings it to this program's format. A file that is missing is made; a database must be there.</summary>
    /// <param name="connection">Where it is: <c>sqlite:PATH</c>, a path or <c>Data Source=PATH</c> for a file, <c>postgresql://...</c> or <c>Host=...</c> for PostgreSQL.</param>
    /// <param name="time">For the moments at which documents are deleted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The store.</returns>
    /// <exception cref="StoreException">The connection string is of no known form, or the store cannot be opened.</exception>
    public static async Task<IFleetStore> OpenAsync(string connection, TimeProvider time, CancellationToken cancellationToken) =>
        StoreAddress.Parse(connection) switch
        {
            StoreAddress.File file => await OpenAsync(file, time, cancellationToken),
            StoreAddress.Server server => await OpenAsync(server, time, cancellationToken),
            var other => throw new InvalidOperationException($"{other.GetType()} cannot be opened"),
        };

    /// <summary>Writes a copy of a store, of one moment, into a file, whether an engine works on it meanwhile or not.</summary>
    /// <param name="connection">The store, as for opening.</param>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="time">For the moments at which documents are deleted.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="StoreException">The store cannot be read, or the file not be written.</exception>
    public static async Task<BackupSummary> BackUpAsync(string connection, string path, TimeProvider time, CancellationToken cancellationToken)
    {
        // The file's owner keeps others from writing; whoever only reads sees one moment of it (SQLite's write-ahead log).
        if (StoreAddress.Parse(connection) is StoreAddress.File file && StoreFileLock.IsHeld(file.Path))
        {
            return await SqliteStore.BackUpOfOtherAsync(file.Path, path, cancellationToken);
        }

        await using var store = await OpenAsync(connection, time, cancellationToken);
        return await store.BackUpAsync(path, cancellationToken);
    }

    /// <summary>Restores a backup into an empty store, of either database. No engine may run on the store meanwhile.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="connection">The store, as for opening.</param>
    /// <param name="replace">Whether what is in the store may be thrown away.</param>
    /// <param name="time">For the moments that are written down.</param>
    /// <param name="cancellationToken">Ends it; the store is as it was then.</param>
    /// <returns>The commit that the store is at then: later than all of the backup.</returns>
    /// <exception cref="StoreException">The backup is damaged or the store not empty; it is as it was.</exception>
    public static async Task<long> RestoreAsync(string path, string connection, bool replace, TimeProvider time, CancellationToken cancellationToken)
    {
        if (StoreAddress.Parse(connection) is StoreAddress.Server server)
        {
            await using var database = await OpenAsync(server, time, cancellationToken);
            return await database.RunAsync(
                "restore", one => new PostgresRestore(one, cancellationToken).RunAsync(path, database.Description, replace), cancellationToken, IsolationLevel.ReadCommitted);
        }

        await using var store = await OpenAsync((StoreAddress.File)StoreAddress.Parse(connection), time, cancellationToken);
        return await store.WriteAsync(
            "restore", one => SqliteBackup.Restore(one, path, replace, time.GetUtcNow(), cancellationToken), cancellationToken);
    }

    private static Task<SqliteStore> OpenAsync(StoreAddress.File file, TimeProvider time, CancellationToken cancellationToken) =>
        SqliteStore.OpenAsync(file.Path, time, Migration.Of("sqlite"), cancellationToken);

    private static Task<PostgresStore> OpenAsync(StoreAddress.Server server, TimeProvider time, CancellationToken cancellationToken) =>
        PostgresStore.OpenAsync(server.Connection, time, Migration.Of("postgres"), cancellationToken);
}
