using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vfleet.Api.Agents;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host;
using Vfleet.Host.Agent;
using Vfleet.Host.Restoring;
using Vfleet.Link.Joining;
using Vfleet.Primitives;
using Vfleet.TestKit.FakeHost;

namespace Vfleet.Link.Tests;

/// <summary>A host with an agent, and an engine. What is applied to the host's second port happens to what is observed of it.</summary>
internal sealed class LinkRig : IAgentLog, ILinkLog, IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vfleet-link-");
    private LinkedFleet? _fleet;
    private CancellationTokenSource _stop = new();
    private Task<Problem?>? _running;

    public LinkRig()
    {
        Engine = new FakeEngine(Authority);
        Directory.CreateDirectory(State);
    }

    public static PciAddress Pf => SampleHost.Second;

    public FakeAuthority Authority { get; } = new();

    public FakeEngine Engine { get; init; }

    public LinkTimes Times { get; init; } = new()
    {
        Heartbeat = TimeSpan.FromMilliseconds(200),
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(100),
        Silence = TimeSpan.FromSeconds(20),
        Locked = TimeSpan.FromMilliseconds(20),
    };

    public ObservedHost Observed { get; set; } = SampleHost.TwoPorts().With(SampleHost.Second, pf => pf with { ManagementUses = [] });

    /// <summary>What went through VFs.</summary>
    public ImmutableArray<ObservedCounters> Counters { get; set; } = [];

    public string State => Path.Join(_folder.FullName, "state");

    public string Run => Path.Join(_folder.FullName, "run");

    public string Document => Path.Join(_folder.FullName, "host.yaml");

    public LinkFolder Folder => new(State);

    public LinkStatus? Status => LinkStatus.Read(Run);

    /// <summary>What was told, in order.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    /// <summary>What was applied to the host.</summary>
    public ConcurrentQueue<HostChange> Applied { get; } = [];

    /// <summary>What becomes of changes of guests.</summary>
    public ScriptedGuests Guests { get; } = new();

    /// <summary>How long the agent gathers events.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the agent looks away while guests are worked with.</summary>
    public TimeSpan Patience { get; init; } = new AgentOptions().Patience;

    /// <summary>How often the agent has looked at the host.</summary>
    public int Looks => Told.Count(told => told.StartsWith("look: ", StringComparison.Ordinal));

    /// <summary>What an execution waits for.</summary>
    public Func<CancellationToken, Task> Hold { get; set; } = _ => Task.CompletedTask;

    public JoinToken Token(string secret = "c2VjcmV0") => new(secret, Authority.Fingerprint);

    public JoinWish Wish(params ImmutableArray<Uri> engines) => new(engines.IsEmpty ? [Engine.Url] : engines, Token(), "kvm1.example");

    public Task<JoinOutcome> JoinAsync(JoinWish wish, TimeProvider? time = null) =>
        new FleetJoining(Folder, Times, time ?? TimeProvider.System).JoinAsync(wish, TestContext.Current.CancellationToken);

    /// <summary>An engine runs, the host has joined it, its agent runs.</summary>
    public async Task<LinkRig> JoinedAsync()
    {
        await Engine.StartAsync();
        (await JoinAsync(Wish())).ShouldBeOfType<JoinOutcome.Joined>();
        StartAgent();
        return this;
    }

    public void StartAgent()
    {
        _stop = new CancellationTokenSource();
        _fleet = new LinkedFleet(new LinkSurroundings { Open = Open, Log = this, StateDirectory = State, RunDirectory = Run, Times = Times });
        var options = new AgentOptions { Document = Document, StateDirectory = State, RunDirectory = Run, Gather = Gather, Patience = Patience };
        var agent = new HostAgent(Open, options, this, TimeProvider.System, _fleet);
        _running = Task.Run(() => agent.RunAsync(_stop.Token));
    }

    public async Task StopAgentAsync()
    {
        if (_running is not null)
        {
            await _stop.CancelAsync();
            (await _running).ShouldBeNull();
            await _fleet!.DisposeAsync();
            _running = null;
        }
    }

    /// <summary>Something happens on the host: the agent looks.</summary>
    public void Wake() => File.WriteAllText(Path.Join(State, "wake.json"), $"{Told.Count}");

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<bool> isSo, string what)
    {
        for (var tries = 0; tries < 2000; tries++)
        {
            if (isSo())
            {
                return;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"never: {what}; told: {string.Join(" | ", Told)}");
    }

    public void Ready()
    {
    }

    public void Look(string why, int pfs) => Told.Enqueue($"look: {why}");

    public void Work(string pf, string why) => Told.Enqueue($"work: {pf} {why}");

    public void Ended(PciAddress pf, PfRestoring? result, ImmutableArray<Problem> problems, TimeSpan elapsed) => Told.Enqueue($"ended: {pf}");

    void IAgentLog.State(AgentPf pf) => Told.Enqueue($"state: {pf}");

    public void Problem(Problem problem) => Told.Enqueue($"problem: {problem}");

    public void Progress(Guid operation, string what) => Told.Enqueue($"progress: {what}");

    public void Link(string what) => Told.Enqueue($"link: {what}");

    public async ValueTask DisposeAsync()
    {
        await StopAgentAsync();
        await Engine.DisposeAsync();
        Authority.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private ScriptedHost Open()
    {
        ScriptedHost host = null!;
        host = new ScriptedHost(Observed)
        {
            Counters = Counters,
            Scripts = Guests,
            Execute = async (plan, _, cancellationToken) =>
            {
                var change = host.Applied[^1];
                await Hold(cancellationToken);
                Applied.Enqueue(change);
                var count = change switch
                {
                    HostChange.SetPf set => set.Vfs!.Value,
                    HostChange.ConformPf conform => conform.Wish.Vfs!.Value,
                    _ => throw new InvalidOperationException($"nobody asks for {change}"),
                };
                SetVfs(count);
                return new ChangeOutcome.Done(plan, plan.Notes, TimeSpan.FromSeconds(1.5));
            },
        };
        return host;
    }

    /// <summary>The second port has that many VFs from now on.</summary>
    public void SetVfs(int count) => Observed = Observed.With(Pf, pf => pf with
    {
        NumVfs = count,
        Vfs = [.. Enumerable.Range(0, count).Select(index => new ObservedVf(new Domain.Functions.VfId(Pf, index), Pf.VirtualFunction(128, 2, index)!.Value) { IommuGroup = 60 + index })],
    });
}
