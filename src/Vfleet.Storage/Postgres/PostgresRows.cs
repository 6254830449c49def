using Npgsql;
using Vfleet.Domain.Fleet;
using Vfleet.Storage.Batching;

namespace Vfleet.Storage.Postgres;

/// <summary>Reads all rows that a batch stands on with one round trip, which begins the transaction and takes the fleet's row.</summary>
internal sealed class PostgresRows : IStoredRows
{
    private readonly Dictionary<DocumentKey, long> _documents = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<VfKey, ClaimRow> _claims = [];
    private readonly Dictionary<Guid, UseRow> _uses = [];

    public FleetRow Fleet { get; private set; }

    public long DocumentRevision(DocumentKey key) => _documents.GetValueOrDefault(key);

    public string? NameOwner(string name) => _names.GetValueOrDefault(name);

    public ClaimRow Claim(VfKey vf) => _claims.GetValueOrDefault(vf);

    public UseRow Use(Guid hostId) => _uses.GetValueOrDefault(hostId);

    /// <summary>Begins a transaction and reads.</summary>
    public static async Task<PostgresRows> BeginAsync(NpgsqlConnection connection, IReadOnlyList<Commit> commits)
    {
        // Each statement sees what was committed before it, so those after the second see all that came before this batch.
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("BEGIN ISOLATION LEVEL READ COMMITTED");
        batch.Add("SELECT revision, last_event FROM fleet FOR UPDATE");
        DocumentKey[] documents = [.. commits.SelectMany(commit => commit.Guards.Select(one => new DocumentKey(one.Kind, one.Id))
            .Concat(commit.Writes.Select(one => new DocumentKey(one.Kind, one.Id)))).Distinct()];
        batch.Add(
            "SELECT d.kind, d.id, d.revision FROM unnest($1, $2) AS k (kind, id) JOIN documents d ON d.kind = k.kind AND d.id = k.id WHERE d.deleted_at IS NULL",
            documents.Select(one => one.Kind).ToArray(),
            documents.Select(one => one.Id).ToArray());
        string[] names = [.. commits.SelectMany(commit => commit.GivesBack.Concat(commit.Takes)).Select(one => one.Name).Distinct(StringComparer.Ordinal)];
        batch.Add("SELECT name, owner FROM names WHERE name = ANY ($1)", names);
        VfKey[] vfs = [.. commits.SelectMany(commit => commit.Releases.Concat(commit.ClaimUpdates).Concat(commit.Claims)).Select(one => one.Vf).Distinct()];
        batch.Add(
            """
            SELECT c.host, c.pf, c.vf, c.generation, c.revision, c.vm, c.nic, c.state, c.lease
            FROM unnest($1, $2, $3) AS k (host, pf, vf) JOIN claims c ON c.host = k.host AND c.pf = k.pf AND c.vf = k.vf
            """,
            vfs.Select(one => one.HostId).ToArray(),
            vfs.Select(one => StoredValues.Number(one.Pf)).ToArray(),
            vfs.Select(one => one.Index).ToArray());
        Guid[] hosts = [.. commits.SelectMany(commit => commit.Uses).Select(one => one.HostId).Distinct()];
        batch.Add("SELECT host, revision, memory, cpus FROM host_use WHERE host = ANY ($1)", hosts);

        var rows = new PostgresRows();
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.ReadAsync();
        rows.Fleet = new(reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            rows._documents.Add(new(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2));
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            rows._names.Add(reader.GetString(0), reader.GetString(1));
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var (vf, row) = ReadClaim(reader);
            rows._claims.Add(vf, row);
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            rows._uses.Add(reader.GetGuid(0), new(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return rows;
    }

    /// <summary>Reads host, PF, VF, generation, revision, VM, vNIC, state and lease, in this order.</summary>
    public static (VfKey Vf, ClaimRow Row) ReadClaim(NpgsqlDataReader reader)
    {
        var vf = new VfKey(reader.GetGuid(0), StoredValues.Address(reader.GetInt64(1)), reader.GetInt32(2));
        var generation = reader.GetInt64(3);
        return (vf, new(generation, reader.GetInt64(4), reader.IsDBNull(5)
            ? null
            : new Claim(vf, reader.GetGuid(5), reader.GetGuid(6))
            {
                Generation = generation,
                State = StoredValues.State(reader.GetInt32(7)),
                Lease = reader.IsDBNull(8) ? null : StoredValues.Moment(reader.GetInt64(8)),
            }));
    }
}
