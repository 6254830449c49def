using System.Text;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;
using Vfleet.Storage.Backup;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Sqlite;

/// <summary>Reads a whole file into a backup, and a backup into a file; each inside one transaction.</summary>
internal static class SqliteBackup
{
    private static readonly string[] Tables = ["documents", "names", "claims", "host_use", "events"];

    public static void Read(Database database, BackupWriter writer, CancellationToken cancellationToken)
    {
        writer.Begin(new SqliteRows(database).Fleet);
        Each(
            "SELECT kind, id, revision, body FROM documents WHERE deleted_at IS NULL",
            row => writer.Document(row.Text(0), row.Text(1), row.Number(2), row.Blob(3)));
        Each("SELECT name, owner FROM names", row => writer.Name(row.Text(0), row.Text(1)));
        Each(
            "SELECT host, pf, vf, generation, revision, vm, nic, state, lease FROM claims",
            row =>
            {
                var vf = new VfKey(row.Id(0), StoredValues.Address(row.Number(1)), (int)row.Number(2));
                writer.Claim(vf, SqliteRows.Read(row, vf, 3));
            });
        Each("SELECT host, revision, memory, cpus FROM host_use", row => writer.Use(row.Id(0), new(row.Number(1), row.Number(2), row.Number(3))));
        Each("SELECT number, time, code, actor, subject, body FROM events ORDER BY number", row => writer.Event(SqliteEvents.Row(row)));

        void Each(string sql, Action<Statement> write)
        {
            var statement = database.Prepare(sql);
            try
            {
                while (statement.Next())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    write(statement);
                }
            }
            finally
            {
                statement.Reset();
            }
        }
    }

    /// <summary>Restores a backup.</summary>
    /// <returns>The commit that the store is at then.</returns>
    public static long Restore(Database database, string path, bool replace, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = new SqliteRows(database).Fleet;
        if (before.Revision > 0 && !replace)
        {
            throw BackupRestoring.NotEmpty(database.Path);
        }

        foreach (var table in Tables)
        {
            database.Prepare($"DELETE FROM {table}").Run();
        }

        var revision = 0L;
        foreach (var line in BackupReader.Read(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Backup is { } header)
            {
                // Above both: who followed either has to read anew.
                revision = Math.Max(before.Revision, header.Revision) + 1;
                database.Prepare("UPDATE fleet SET revision = ?, pruned = ?, last_event = ?")
                    .Bind(1, revision).Bind(2, revision).Bind(3, Math.Max(before.LastEvent, header.LastEvent)).Run();
            }

            Write(database, line, now);
        }

        return revision;
    }

    private static void Write(Database database, BackupLine line, DateTimeOffset now)
    {
        switch (line)
        {
            case { Document: { } one }:
                SqliteBatch.WriteDocument(database, new(one.Kind, one.Id), new(one.Revision, one.Revision, Encoding.UTF8.GetBytes(one.Body)), now);
                break;
            case { Name: { } one }:
                database.Prepare("INSERT INTO names (name, owner) VALUES (?, ?)").Bind(1, one.Name).Bind(2, one.Owner).Run();
                break;
            case { Claim: { } one }:
                SqliteBatch.WriteClaim(database, new(one.Host, PciAddress.Parse(one.Pf), one.Vf), BackupRestoring.Row(one));
                break;
            case { Use: { } one }:
                SqliteBatch.WriteUse(database, one.Host, new(one.Revision, one.MemoryMiB, one.Cpus));
                break;
            case { Event: { } one }:
                var time = StoredValues.Moment(one.Time);
                SqliteBatch.WriteEvent(database, new(one.Number, time, one.Code, one.Actor, one.Subject, Encoding.UTF8.GetBytes(one.Body)));
                break;
        }
    }
}
