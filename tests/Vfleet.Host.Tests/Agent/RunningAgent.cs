using System.Collections.Concurrent;
using System.Collections.Immutable;
using Vfleet.Domain.Problems;
using Vfleet.Host.Agent;
using Vfleet.Host.Restoring;
using Vfleet.Primitives;

namespace Vfleet.Host.Tests.Agent;

/// <summary>An agent that looks after a host of fakes.</summary>
internal sealed class RunningAgent : IAgentLog, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Task<Problem?> _running;

    private readonly TimeProvider _time;

    public RunningAgent(Rig rig, string? document = null, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Document = Path.Join(_folder.Path, "host.yaml");
        if (document is not null)
        {
            File.WriteAllText(Document, document);
        }

        Directory.CreateDirectory(rig.StateDirectory);
        Options = new AgentOptions
        {
            Document = Document,
            StateDirectory = rig.StateDirectory,
            RunDirectory = Path.Join(_folder.Path, "run"),
            Gather = TimeSpan.FromMilliseconds(10),
            Settle = TimeSpan.FromMilliseconds(50),
        };
        var agent = new HostAgent(rig.Open, Options, this, _time);
        _running = Task.Run(() => agent.RunAsync(_stop.Token));
    }

    public string Document { get; }

    public AgentOptions Options { get; }

    /// <summary>What was told, in order.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    /// <summary>When work on a PF ended.</summary>
    public ConcurrentQueue<DateTimeOffset> Ends { get; } = new();

    public AgentReport? Report => AgentReport.Read(Options.RunDirectory);

    /// <summary>Waits until something is so.</summary>
    /// <param name="isSo">Whether it is.</param>
    /// <param name="what">What.</param>
    /// <param name="meanwhile">Done again and again until then.</param>
    public async Task UntilAsync(Func<bool> isSo, string what, Action? meanwhile = null)
    {
        for (var tries = 0; tries < 2000; tries++)
        {
            if (isSo())
            {
                return;
            }

            meanwhile?.Invoke();
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"never: {what}; told: {string.Join(" | ", Told)}");
    }

    /// <summary>Waits until its report says that of the PF.</summary>
    public Task UntilAsync(PfCondition state) => UntilAsync(() => Report?.Pfs is [var pf] && pf.State == state, state.ToString());

    public void Ready() => Told.Enqueue("ready");

    public void Look(string why, int pfs) => Told.Enqueue($"look: {why}");

    public void Work(string pf, string why) => Told.Enqueue($"work: {pf} {why}");

    public void Ended(PciAddress pf, PfRestoring? result, ImmutableArray<Problem> problems, TimeSpan elapsed)
    {
        Told.Enqueue($"ended: {pf} {string.Join("; ", problems)}");
        Ends.Enqueue(_time.GetUtcNow());
    }

    public void State(AgentPf pf) => Told.Enqueue($"state: {pf}");

    public void Problem(Problem problem) => Told.Enqueue($"problem: {problem}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        (await _running).ShouldBeNull();
        _stop.Dispose();
        _folder.Dispose();
    }
}
