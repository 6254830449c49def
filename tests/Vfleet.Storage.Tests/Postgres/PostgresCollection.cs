using Vfleet.TestKit.Postgres;

namespace Vfleet.Storage.Tests.Postgres;

/// <summary>The tests that share one server, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<RunningPostgres>
{
    public const string Name = "PostgreSQL";
}

/// <summary>The server, from before the first of them to after the last.</summary>
public sealed class RunningPostgres : IAsyncLifetime
{
    public PostgresServer Server { get; } = new();

    public async ValueTask InitializeAsync() => await Server.MakeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
