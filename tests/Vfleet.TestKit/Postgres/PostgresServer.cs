using System.Diagnostics;
using Npgsql;

namespace Vfleet.TestKit.Postgres;

/// <summary>
/// A PostgreSQL of the tests' own: the machine's programs, a new folder, reached by a socket in it and by nothing else. As root it runs as
/// another user, because PostgreSQL refuses root.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vfleet-pg-").FullName;
    private int _databases;

    public NpgsqlConnectionStringBuilder Address => new() { Host = _folder, Username = "vfleet", Database = "postgres" };

    private static string Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Join(version, "bin")).Where(Directory.Exists).Order(StringComparer.Ordinal).Last()
        : throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql, or lab/install-host-packages");

    /// <summary>Makes its folder and starts it.</summary>
    public async Task MakeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["postgres", _folder]);
        }

        await RunServerProgramAsync("initdb", "--pgdata", _folder + "/data", "--username", "vfleet", "--auth", "trust", "--encoding", "UTF8", "--no-locale");
        var access = Path.Join(_folder, "data", "pg_hba.conf");
        await File.WriteAllTextAsync(access, "local all vfleet trust\nlocal all all scram-sha-256\n");
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync("immediate");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Makes a new database.</summary>
    public async Task<NpgsqlConnectionStringBuilder> MakeDatabaseAsync()
    {
        var address = Address;
        address.Database = $"fleet{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {address.Database}");
        return address;
    }

    public Task StartAsync() => RunServerProgramAsync(
        "pg_ctl", "start", "--wait", "--silent", "--pgdata", _folder + "/data", "--log", _folder + "/log",
        "--options", $"-k {_folder} -c listen_addresses='' -c max_connections=100");

    /// <summary>Stops it: fast ends what runs in order, immediate is what a crash is.</summary>
    public Task StopAsync(string mode) => RunServerProgramAsync("pg_ctl", "stop", "--wait", "--silent", "--mode", mode, "--pgdata", _folder + "/data");

    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        var address = Address;
        (address.Database, address.Pooling) = (database, false);
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task RunServerProgramAsync(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--", Path.Join(Programs, program), .. arguments])
        : RunAsync(Path.Join(Programs, program), arguments);

    private static async Task RunAsync(string program, string[] arguments)
    {
        // A server that goes on running would hold pipes open: what it says goes to its log.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" > /dev/null", program, .. arguments])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
    }
}
