using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using Vfleet.Api;
using Vfleet.Domain.Fleet;
using Vfleet.Fault.Tests.Agents;
using Vfleet.Fault.Tests.Checking;
using Vfleet.Fault.Tests.Happened;
using Vfleet.FleetKit;
using Vfleet.Storage;
using Vfleet.TestKit.Postgres;

namespace Vfleet.Fault.Tests.Scenes;

/// <summary>Three engines on one PostgreSQL, every link of them in our hands, and a fleet of hosts that report to them.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlConnectionStringBuilder _store;
    private Task _agents = Task.CompletedTask;

    private FaultScene(PostgresServer postgres, NpgsqlConnectionStringBuilder store, Seed seed, string folder, int random)
    {
        (Postgres, _store, Seed, Folder) = (postgres, store, seed, folder);
        var program = Environment.GetEnvironmentVariable("VFLEET_FAULT_PROGRAM") ?? Path.Join(AppContext.BaseDirectory, "vfleetd");
        var socket = new UnixDomainSocketEndPoint(Path.Join(store.Host, ".s.PGSQL.5432"));
        Engines = [.. Enumerable.Range(1, 3).Select(i => new EngineSeat(program, Path.Join(folder, $"engine{i}"), $"engine{i}", socket))];
        Models = new HostModels(History, new Random(random));
        Administrator = EngineProcess.NewClient();
        Administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", seed.Token);
    }

    public PostgresServer Postgres { get; }

    public string Database => _store.Database!;

    public Seed Seed { get; }

    /// <summary>Where the engines' folders and logs are.</summary>
    public string Folder { get; }

    public ImmutableArray<EngineSeat> Engines { get; }

    public History History { get; } = new();

    public HostModels Models { get; }

    public ImmutableArray<JoinedHost> Hosts { get; private set; } = [];

    public HttpClient Administrator { get; }

    /// <summary>Sets it up and waits until every host is up.</summary>
    public static async Task<FaultScene> StartAsync(int random)
    {
        var postgres = new PostgresServer();
        await postgres.MakeAsync();
        var store = await postgres.MakeDatabaseAsync();
        Seed seed;
        await using (var opened = await FleetStores.OpenAsync(store.ConnectionString, TimeProvider.System, CancellationToken.None))
        {
            seed = await Seed.WriteAsync(opened, hosts: 0);
        }

        var scene = new FaultScene(postgres, store, seed, Directory.CreateTempSubdirectory("vfleet-fault-").FullName, random);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await Task.WhenAll(scene.Engines.Select(engine => engine.StartAsync(scene.Database, limit.Token)));
        await scene.JoinAsync();
        scene.StartAgents(random);
        await scene.UntilAsync(scene.AreAllUpAsync, TimeSpan.FromMinutes(2), "not every host is up");
        return scene;
    }

    /// <summary>What stands in the store.</summary>
    public Task<StoredFleet> ReadStoreAsync() => StoreReading.ReadAsync(_store.ConnectionString);

    /// <summary>Opens every link and lets every engine run again.</summary>
    public async Task HealAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        foreach (var link in Engines.SelectMany(engine => engine.Links))
        {
            link.Delay = TimeSpan.Zero;
            link.Be(Links.LinkState.Open);
        }

        await Task.WhenAll(Engines.Select(engine => engine.StartAsync(Database, limit.Token)));
        await UntilAsync(AreAllReadyAsync, TimeSpan.FromMinutes(1), "not every engine is ready");
        await UntilAsync(AreAllUpAsync, TimeSpan.FromMinutes(2), "not every host is up");
    }

    /// <summary>Lets the agents go.</summary>
    public async Task StopAgentsAsync()
    {
        await _stop.CancelAsync();
        await _agents;
        Models.End();
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo, TimeSpan limit, string otherwise)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            (TimeProvider.System.GetElapsedTime(began) < limit).ShouldBeTrue($"{otherwise} after {limit.TotalSeconds:F0} s; the engines' logs are in {Folder}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var engine in Engines)
        {
            await engine.DisposeAsync();
        }

        await Postgres.DisposeAsync();
        Administrator.Dispose();
        _key.Dispose();
        await _agents;
        _stop.Dispose();
    }

    private async Task JoinAsync()
    {
        var hosts = ImmutableArray.CreateBuilder<JoinedHost>(FleetSize.Hosts);
        for (var i = 0; i < FleetSize.Hosts; i++)
        {
            // Joining needs the token at the same engine that made it, until the others have heard of it.
            hosts.Add(await JoinedHost.JoinAsync(Engines[i % Engines.Length].ForClients, Administrator, _key, string.Create(CultureInfo.InvariantCulture, $"host{i:d2}")));
        }

        Hosts = hosts.MoveToImmutable();
    }

    private void StartAgents(int random)
    {
        Uri[] engines = [.. Engines.Select(engine => engine.ForAgents)];
        _agents = Task.WhenAll(Hosts.Select((host, i) => Task.Run(() => new SimulatedAgent(host, engines, Models, new Random(random + i)).RunAsync(_stop.Token))));
    }

    private Task<bool> AreAllReadyAsync() => EveryEngineAsync(async engine =>
    {
        using var answer = await Administrator.GetAsync(new Uri(engine.ForClients, "/readyz"));
        return answer.StatusCode == HttpStatusCode.OK;
    });

    private Task<bool> AreAllUpAsync() => EveryEngineAsync(async engine =>
        (await Administrator.GetFromJsonAsync(new Uri(engine.ForClients, $"{Routes.Hosts}?limit=1000"), ApiJson.Default.PageHostResource))!.Items
            .Count(host => host.Status == HostStatus.Up) == FleetSize.Hosts);

    private async Task<bool> EveryEngineAsync(Func<EngineSeat, Task<bool>> isSo)
    {
        foreach (var engine in Engines)
        {
            try
            {
                if (!await isSo(engine))
                {
                    return false;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or SocketException)
            {
                return false;
            }
        }

        return true;
    }
}
