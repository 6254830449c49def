using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Vfleet.Fault.Tests.Checking;

/// <summary>Reads the tables with plain SQL, all of one moment.</summary>
internal static class StoreReading
{
    private const string Frozen = "$frozen";

    public static async Task<StoredFleet> ReadAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        var documents = await EachAsync(
            connection,
            "SELECT kind, id, convert_from(body, 'UTF8') FROM documents WHERE deleted_at IS NULL AND kind IN ('vm', 'cluster', 'network', 'profile', 'vfsconfiguration')",
            row => (Kind: row.GetString(0), Id: row.GetString(1), Body: BodyOf(row.GetString(2))));
        return new StoredFleet
        {
            Vms = documents.Where(one => one.Kind == "vm").Select(one => VmOf(one.Body)).ToImmutableDictionary(vm => vm.Id),
            Clusters = documents.Where(one => one.Kind == "cluster").ToImmutableDictionary(one => Guid.Parse(one.Id), one => one.Body.GetProperty("dataCenterId").GetGuid()),
            Named = documents.Where(one => one.Kind is "network" or "profile").ToImmutableDictionary(one => one.Id, one => one.Body.GetProperty("name").GetString()!),
            Allowed = documents.Where(one => one.Kind == "vfsconfiguration").ToImmutableDictionary(one => one.Id, one => AllowedBy(one.Body)),
            Claims = await EachAsync(connection, "SELECT host, pf, vf, generation, vm, nic, state, lease FROM claims WHERE vm IS NOT NULL", ClaimOf),
            Uses = (await EachAsync(connection, "SELECT host, memory, cpus FROM host_use", row => (Host: row.GetGuid(0), Memory: row.GetInt64(1), Cpus: row.GetInt64(2))))
                .ToImmutableDictionary(use => use.Host, use => (use.Memory, use.Cpus)),
            Names = (await EachAsync(connection, "SELECT name, owner FROM names", row => (Name: row.GetString(0), Owner: row.GetString(1))))
                .ToImmutableDictionary(name => name.Name, name => name.Owner),
            Events = await EachAsync(connection, "SELECT code, subject FROM events", row => (row.GetString(0), row.GetString(1))),
        };
    }

    private static async Task<ImmutableArray<T>> EachAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = ImmutableArray.CreateBuilder<T>();
        while (await rows.ReadAsync())
        {
            found.Add(read(rows));
        }

        return found.DrainToImmutable();
    }

    private static JsonElement BodyOf(string text)
    {
        using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
        return (json.RootElement.TryGetProperty(Frozen, out var inner) ? inner : json.RootElement).Clone();
    }

    private static VmRow VmOf(JsonElement body) => new(
        body.GetProperty("id").GetGuid(),
        body.GetProperty("name").GetString()!,
        body.GetProperty("clusterId").GetGuid(),
        body.GetProperty("status").GetString()!,
        body.TryGetProperty("hostId", out var host) ? host.GetGuid() : null,
        body.GetProperty("memoryMiB").GetInt32(),
        body.GetProperty("cpus").GetInt32(),
        [.. body.GetProperty("nics").EnumerateArray().Select(nic => new NicRow(
            nic.GetProperty("id").GetGuid(),
            nic.GetProperty("mac").GetString()!,
            nic.GetProperty("isPlugged").GetBoolean() && nic.GetProperty("type").GetString() == "pciPassthrough"))]);

    private static string AllowedBy(JsonElement body) => body.GetProperty("allNetworksAllowed").GetBoolean()
        ? "all"
        : string.Join(',', body.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));

    private static ClaimRow ClaimOf(NpgsqlDataReader row)
    {
        // A PCI address in a number: the domain, then 8 bits of bus, 5 of device, 3 of function.
        var (host, pf) = (row.GetGuid(0), row.GetInt64(1));
        var address = $"{pf >> 16:x4}:{(pf >> 8) & 0xff:x2}:{(pf >> 3) & 0x1f:x2}.{pf & 7}";
        return new ClaimRow(
            $"{host}/{address}/{row.GetInt32(2)}",
            host,
            row.GetInt64(3),
            row.GetGuid(4),
            row.GetGuid(5),
            row.GetInt32(6) == 0,
            row.IsDBNull(7) ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(row.GetInt64(7)));
    }
}
