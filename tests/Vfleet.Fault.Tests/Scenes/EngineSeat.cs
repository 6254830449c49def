using System.Net;
using Vfleet.Fault.Tests.Links;
using Vfleet.FleetKit;

namespace Vfleet.Fault.Tests.Scenes;

/// <summary>A place where an engine runs, is killed and runs again: its port, its folder, and its links to the store, to clients and to agents.</summary>
public sealed class EngineSeat : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly string _program;
    private readonly string _folder;
    private readonly int _port = EngineProcess.FreePort();
    private EngineProcess? _engine;

    /// <summary>Lays the links.</summary>
    /// <param name="program">The program vfleetd.</param>
    /// <param name="folder">The engine's folder.</param>
    /// <param name="name">The engine's name.</param>
    /// <param name="store">PostgreSQL.</param>
    public EngineSeat(string program, string folder, string name, EndPoint store)
    {
        (_program, _folder, Name) = (program, folder, name);
        var engine = new IPEndPoint(IPAddress.Loopback, _port);
        ToStore = new Link($"{name}-PostgreSQL", store);
        ToClients = new Link($"clients-{name}", engine);
        ToAgents = new Link($"agents-{name}", engine);
    }

    public string Name { get; }

    public Link ToStore { get; }

    public Link ToClients { get; }

    public Link ToAgents { get; }

    public IEnumerable<Link> Links => [ToStore, ToClients, ToAgents];

    /// <summary>Where clients find it.</summary>
    public Uri ForClients => new($"https://127.0.0.1:{ToClients.Port}");

    /// <summary>Where agents find it.</summary>
    public Uri ForAgents => new($"https://127.0.0.1:{ToAgents.Port}");

    /// <summary>Where its log is.</summary>
    public string Log => Path.Join(_folder, $"{Name}.log");

    public bool IsRunning => _engine is { HasEnded: false };

    /// <summary>Starts it. It may need several tries: without its store it ends, or never gets ready.</summary>
    public async Task StartAsync(string database, CancellationToken cancellationToken)
    {
        var store = $"Host=127.0.0.1;Port={ToStore.Port};Username=vfleet;Database={database};Timeout=3;Command Timeout=5;Cancellation Timeout=1000";
        while (!IsRunning)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_patience);
            try
            {
                (_engine, _) = await EngineProcess.StartAsync(_program, _folder, store, Name, _port, limit.Token);
            }
            catch (Exception fault) when (fault is InvalidOperationException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken);
            }
        }
    }

    public async Task KillAsync()
    {
        if (_engine is { HasEnded: false } engine)
        {
            await engine.KillAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        foreach (var link in Links)
        {
            await link.DisposeAsync();
        }
    }
}
