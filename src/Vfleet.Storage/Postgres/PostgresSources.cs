using Npgsql;

namespace Vfleet.Storage.Postgres;

/// <summary>The connections of a store.</summary>
internal sealed class PostgresSources : IAsyncDisposable
{
    // A batch always goes for a few rows by their keys. Without statistics, as in a new database, the server would rather read whole tables;
    // and it would compile the statements (jit), which takes longer than they do.
    private const string ByKeys = "-c jit=off -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan";

    // Whoever commits holds the fleet's row, and all others wait for it. Between reading and writing lie milliseconds: one of whom nothing is heard for longer is
    // gone, or cut off, and its transaction is ended for it. Keep-alives find those who were cut off in the middle of writing.
    private const string GivesWay =
        "-c idle_in_transaction_session_timeout=2s -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3";

    public PostgresSources(NpgsqlConnectionStringBuilder connection)
    {
        Description = $"postgresql://{connection.Username}@{connection.Host}:{connection.Port}/{connection.Database}";
        var reading = Copy(connection);
        Reading = NpgsqlDataSource.Create(reading);
        var committing = Copy(connection);
        committing.Options = $"{ByKeys} {GivesWay} {committing.Options}".Trim();
        committing.MaxAutoPrepare = 64;
        committing.AutoPrepareMinUsages = 1;
        Committing = NpgsqlDataSource.Create(committing);
        var listening = Copy(connection);
        listening.Pooling = false;
        listening.KeepAlive = 10;
        Listening = NpgsqlDataSource.Create(listening);
    }

    /// <summary>The server, without the password.</summary>
    public string Description { get; }

    public NpgsqlDataSource Reading { get; }

    public NpgsqlDataSource Committing { get; }

    public NpgsqlDataSource Listening { get; }

    public async ValueTask DisposeAsync()
    {
        await Reading.DisposeAsync();
        await Committing.DisposeAsync();
        await Listening.DisposeAsync();
    }

    // Npgsql 10.0.0 first asks for GSS encryption where nobody said anything, and a connection that breaks meanwhile comes out of it with parts that are
    // disposed: whoever gets it from the pool later fails (github.com/npgsql/npgsql/issues/6506). Whoever has Kerberos says so.
    private static NpgsqlConnectionStringBuilder Copy(NpgsqlConnectionStringBuilder connection) => new(connection.ConnectionString)
    {
        ApplicationName = connection.ApplicationName ?? "vfleet",
        Enlist = false,
        GssEncryptionMode = connection.ShouldSerialize("GSS Encryption Mode") ? connection.GssEncryptionMode : GssEncryptionMode.Disable,
    };
}
