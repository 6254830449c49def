using Vfleet.Domain.Fleet;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Sqlite;

/// <summary>Reads what changed, of one moment: inside a transaction that reads.</summary>
internal sealed class SqliteChanges(Database database, ChangesBatch batch, CancellationToken cancellationToken)
{
    // Commits are never torn: a batch ends where a commit ends.
    private const int RowsOfBatch = 500;

    /// <summary>Reads the whole fleet.</summary>
    public void ReadAll()
    {
        ReadDocuments("SELECT kind, id, revision, body FROM documents WHERE deleted_at IS NULL", null, null);
        ReadClaims("SELECT host, pf, vf, generation, revision, vm, nic, state, lease FROM claims WHERE vm IS NOT NULL", null, null);
        ReadUses("SELECT host, revision, memory, cpus FROM host_use", null, null);
    }

    /// <summary>Reads what came after a commit, commit by commit.</summary>
    public void ReadAfter(long after, long last)
    {
        while (after < last)
        {
            var upTo = Math.Min(Math.Min(End("documents", after, last), End("claims", after, last)), End("host_use", after, last));
            ReadDocuments("SELECT kind, id, revision, body FROM documents WHERE revision > ? AND revision <= ? ORDER BY revision", after, upTo);
            ReadClaims(
                "SELECT host, pf, vf, generation, revision, vm, nic, state, lease FROM claims WHERE revision > ? AND revision <= ? ORDER BY revision", after, upTo);
            ReadUses("SELECT host, revision, memory, cpus FROM host_use WHERE revision > ? AND revision <= ? ORDER BY revision", after, upTo);
            batch.Visit();
            after = upTo;
        }
    }

    private long End(string table, long after, long last)
    {
        var statement = database.Prepare($"SELECT revision FROM {table} WHERE revision > ? ORDER BY revision LIMIT 1 OFFSET {RowsOfBatch}").Bind(1, after);
        var end = statement.Next() ? statement.Number(0) : last;
        statement.Reset();
        return end;
    }

    private void ReadDocuments(string sql, long? after, long? upTo)
    {
        foreach (var statement in Rows(sql, after, upTo))
        {
            var body = statement.IsNull(3) ? default : statement.Blob(3);
            body.CopyTo(batch.AddDocument(statement.Text(0), statement.Text(1), statement.Number(2), statement.IsNull(3) ? -1 : body.Length));
            if (upTo is null)
            {
                batch.VisitWhenFull();
            }
        }

        VisitRest(upTo);
    }

    private void ReadClaims(string sql, long? after, long? upTo)
    {
        foreach (var statement in Rows(sql, after, upTo))
        {
            var vf = new VfKey(statement.Id(0), StoredValues.Address(statement.Number(1)), (int)statement.Number(2));
            batch.Add(vf, SqliteRows.Read(statement, vf, 3));
            if (upTo is null)
            {
                batch.VisitWhenFull();
            }
        }

        VisitRest(upTo);
    }

    private void ReadUses(string sql, long? after, long? upTo)
    {
        foreach (var statement in Rows(sql, after, upTo))
        {
            batch.Add(statement.Id(0), new UseRow(statement.Number(1), statement.Number(2), statement.Number(3)));
        }

        VisitRest(upTo);
    }

    private void VisitRest(long? upTo)
    {
        if (upTo is null)
        {
            batch.Visit();
        }
    }

    private IEnumerable<Statement> Rows(string sql, long? after, long? upTo)
    {
        var statement = database.Prepare(sql);
        if (upTo is not null)
        {
            statement.Bind(1, after).Bind(2, upTo);
        }

        try
        {
            while (statement.Next())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return statement;
            }
        }
        finally
        {
            statement.Reset();
        }
    }
}
