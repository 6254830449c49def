using Microsoft.Extensions.Logging;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine;

/// <summary>Tidies up: what an engine that died left frozen, plans that never came, and what is older than it is kept.</summary>
internal sealed partial class Upkeep(
    FleetState state, IFleetStore store, Committer committer, FleetChanges changes, HostOperations operations, EngineOptions options, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_frozen = TimeSpan.FromSeconds(30);
    private readonly Dictionary<DocumentKey, (long Revision, DateTimeOffset Since)> _frozen = [];
    private DateTimeOffset _pruned;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _pruned = time.GetUtcNow();
        using var timer = new PeriodicTimer(s_step, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await ThawAsync(FleetKinds.DataCenters);
                await ThawAsync(FleetKinds.Clusters);
                await ThawAsync(FleetKinds.Networks);
                await ThawAsync(FleetKinds.Profiles);
                await ThawAsync(FleetKinds.Hosts);
                await ThawAsync(FleetKinds.Configurations);
                await EndPlansAsync(cancellationToken);
                if (time.GetUtcNow() - _pruned > TimeSpan.FromHours(1))
                {
                    await PruneAsync(cancellationToken);
                    _pruned = time.GetUtcNow();
                }
            }
            catch (StoreException fault)
            {
                LogFailed(fault);
            }
        }
    }

    private async Task ThawAsync<T>(FleetKind<T> kind)
        where T : class
    {
        foreach (var entry in state.Of(kind).Entries.Where(entry => entry.IsFrozen && !IsWorkedOn(entry.Value)).ToList())
        {
            var key = new DocumentKey(kind.Word, kind.Id(entry.Value));
            if (!_frozen.TryGetValue(key, out var seen) || seen.Revision != entry.Revision)
            {
                _frozen[key] = (entry.Revision, time.GetUtcNow());
            }
            else if (time.GetUtcNow() - seen.Since > s_frozen)
            {
                await changes.ThawAsync(kind, entry);
                _frozen.Remove(key);
            }
        }
    }

    private bool IsWorkedOn(object item) => item is Domain.Fleet.VfsConfiguration configuration
        && state.Operations.Values.Any(operation => !operation.IsOver && !operation.IsDryRun && operation.HostId == configuration.HostId && operation.Pf == configuration.Pf);

    private async Task EndPlansAsync(CancellationToken cancellationToken)
    {
        foreach (var lost in state.Operations.Values
            .Where(operation => operation is { Kind: FleetOperation.ConfigurePf, IsOver: false, IsReady: false } && time.GetUtcNow() - operation.Created > s_frozen).ToList())
        {
            var problem = new Problem(EngineCode.BeingChanged, "the engine ended before the host could begin; nothing was changed", "ask for it again");
            await operations.EndAsync(lost.Id, WorkState.Failed, [WorkProblem.From(problem)], cancellationToken);
        }

        foreach (var late in state.Operations.Values
            .Where(operation => operation is { IsOver: false, IsDryRun: true } && time.GetUtcNow() - operation.Created > options.PlanLimit).ToList())
        {
            var problem = new Problem(
                EngineCode.HostState, "the host did not answer with a plan", "see whether its agent reports: vfleet host show; systemctl status vfleet-agent on the host");
            await operations.EndAsync(late.Id, WorkState.Failed, [WorkProblem.From(problem)], cancellationToken);
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var commit = new FleetCommit(state);
        foreach (var entry in state.Operations.Entries.Where(entry => entry.Value.IsOver && now - entry.Value.Updated > options.OperationsKept))
        {
            commit.Delete(FleetKinds.Operations, entry.Value, null);
        }

        foreach (var entry in state.Requests.Entries.Where(entry => now - entry.Value.Time > RepeatedRequests.Kept))
        {
            commit.Delete(FleetKinds.Requests, entry.Value, null);
        }

        foreach (var entry in state.Tokens.Entries.Where(entry => entry.Value.Expires < now - TimeSpan.FromDays(1)))
        {
            commit.Delete(FleetKinds.Tokens, entry.Value, null);
        }

        await committer.CommitAsync(commit, cancellationToken);
        await store.PruneAsync(now - options.EventsKept, cancellationToken);
    }

    [LoggerMessage(1030, LogLevel.Warning, "Tidying up failed")]
    private partial void LogFailed(Exception fault);
}
