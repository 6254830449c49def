using Vfleet.Storage;
using Vfleet.Storage.Migrating;
using Vfleet.Storage.Sqlite;

namespace Vfleet.Bench.Store;

/// <summary>The same rows into the same tables with prepared statements, one transaction for each batch: nothing is read, checked or decided.</summary>
internal sealed class RawWrites : IDisposable
{
    private readonly Database _database;
    private long _revision;
    private long _event;

    public RawWrites(string path)
    {
        NativeSqlite.Load(path);
        _database = Database.OpenToWrite(path);
        SqliteMigrations.Apply(_database, Migration.Of("sqlite"), DateTimeOffset.UnixEpoch);
        _database.Run("PRAGMA wal_autocheckpoint = 4000");
    }

    public void Write(Commit[] commits)
    {
        _database.Prepare("BEGIN IMMEDIATE").Run();
        foreach (var commit in commits)
        {
            _revision++;
            foreach (var one in commit.Writes)
            {
                SqliteBatch.WriteDocument(_database, new(one.Kind, one.Id), new(_revision, _revision, one.Body), DateTimeOffset.UnixEpoch);
            }

            foreach (var one in commit.Takes)
            {
                _database.Prepare("INSERT INTO names (name, owner) VALUES (?, ?)").Bind(1, one.Name).Bind(2, one.Owner).Run();
            }

            foreach (var one in commit.Claims)
            {
                SqliteBatch.WriteClaim(_database, one.Vf, new(1, _revision, one));
            }

            foreach (var one in commit.Uses)
            {
                SqliteBatch.WriteUse(_database, one.HostId, new(_revision, one.MemoryMiB, one.Cpus));
            }

            foreach (var one in commit.Events)
            {
                SqliteBatch.WriteEvent(_database, new(++_event, one.Time, one.Code, one.Actor, one.Subject, one.Body));
            }
        }

        _database.Prepare("COMMIT").Run();
    }

    public void Dispose() => _database.Dispose();
}
