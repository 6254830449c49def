using Vfleet.Domain.Fleet;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Sqlite;

/// <summary>Reads the rows that a batch stands on, one by one inside its transaction: there is only this writer.</summary>
internal sealed class SqliteRows : IStoredRows
{
    private readonly Database _database;

    public SqliteRows(Database database)
    {
        _database = database;
        var statement = database.Prepare("SELECT revision, last_event FROM fleet");
        statement.Next();
        Fleet = new(statement.Number(0), statement.Number(1));
        statement.Reset();
    }

    public FleetRow Fleet { get; }

    public long DocumentRevision(DocumentKey key)
    {
        var statement = _database.Prepare("SELECT revision FROM documents WHERE kind = ? AND id = ? AND deleted_at IS NULL").Bind(1, key.Kind).Bind(2, key.Id);
        var revision = statement.Next() ? statement.Number(0) : 0;
        statement.Reset();
        return revision;
    }

    public string? NameOwner(string name)
    {
        var statement = _database.Prepare("SELECT owner FROM names WHERE name = ?").Bind(1, name);
        var owner = statement.Next() ? statement.Text(0) : null;
        statement.Reset();
        return owner;
    }

    public ClaimRow Claim(VfKey vf)
    {
        var statement = _database.Prepare(
                "SELECT generation, revision, vm, nic, state, lease FROM claims WHERE host = ? AND pf = ? AND vf = ?")
            .Bind(1, vf.HostId).Bind(2, StoredValues.Number(vf.Pf)).Bind(3, vf.Index);
        var row = statement.Next() ? Read(statement, vf, 0) : default;
        statement.Reset();
        return row;
    }

    public UseRow Use(Guid hostId)
    {
        var statement = _database.Prepare("SELECT revision, memory, cpus FROM host_use WHERE host = ?").Bind(1, hostId);
        var row = statement.Next() ? new UseRow(statement.Number(0), statement.Number(1), statement.Number(2)) : default;
        statement.Reset();
        return row;
    }

    /// <summary>Reads generation, revision, VM, vNIC, state and lease, in this order.</summary>
    public static ClaimRow Read(Statement statement, VfKey vf, int column)
    {
        var generation = statement.Number(column);
        return new(generation, statement.Number(column + 1), statement.IsNull(column + 2)
            ? null
            : new Claim(vf, statement.Id(column + 2), statement.Id(column + 3))
            {
                Generation = generation,
                State = StoredValues.State(statement.Number(column + 4)),
                Lease = statement.OptionalNumber(column + 5) is { } lease ? StoredValues.Moment(lease) : null,
            });
    }
}
