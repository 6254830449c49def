using Vfleet.Storage.Tests.Contract;
using Vfleet.TestKit.Postgres;

namespace Vfleet.Storage.Tests.Postgres;

/// <summary>A database of a test's own.</summary>
public sealed class PostgresPlace(PostgresServer server) : StorePlace
{
    private string? _database;

    public override async Task<string> ConnectAsync()
    {
        var address = server.Address;
        address.Database = _database ??= (await server.MakeDatabaseAsync()).Database;
        return address.ConnectionString;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await server.ExecuteAsync($"DROP DATABASE {_database} WITH (FORCE)");
        }
    }
}
