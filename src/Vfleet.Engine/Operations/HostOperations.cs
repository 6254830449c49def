using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.State;
using Vfleet.Primitives;
using Vfleet.Storage;

namespace Vfleet.Engine.Operations;

/// <summary>Work that a host does: it stands in what is desired of the host until the host has said how it ended.</summary>
public sealed class HostOperations
{
    private readonly FleetState _state;
    private readonly Committer _committer;
    private readonly TimeProvider _time;

    internal HostOperations(FleetState state, Committer committer, TimeProvider time)
    {
        (_state, _committer, _time) = (state, committer, time);
    }

    /// <summary>
    /// Changes the number of VFs of a PF: the host plans it, and unless it is only tried, carries the plan out. While it is under way no VF of the PF is given away.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="pf">The PF.</param>
    /// <param name="expected">The revision of the configuration that the caller saw; null when that does not matter.</param>
    /// <param name="change">Makes the new configuration, with the number.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<FleetOperation>> ConfigureAsync(
        FleetHost host, PciAddress pf, long? expected, Func<VfsConfiguration, VfsConfiguration> change, Caller caller, bool dryRun, CancellationToken cancellationToken)
    {
        var id = FleetKinds.IdOf(host.Id, pf);
        var known = _state.Configurations.TryGet(id, out var entry) ? entry : new Entry<VfsConfiguration>(new VfsConfiguration(host.Id, pf), 0, false);
        if (!caller.May(FleetKinds.Configurations.Role, FleetKinds.Configurations.Place(known.Value, _state)))
        {
            return new ChangeResult<FleetOperation>.Forbidden(new Problem(
                EngineCode.Forbidden, $"{caller.Name} may not change PFs of {host.Name}", "ask an administrator for the role admin there"));
        }

        if (expected is { } seen && seen != known.Revision)
        {
            return new ChangeResult<FleetOperation>.Stale(known.Revision);
        }

        var after = VfsConfigurationRule.Normalise(known.Value, change(known.Value));
        var problems = FleetKinds.Configurations.Update(known.Value, after, _state);
        if (!problems.IsEmpty)
        {
            return new ChangeResult<FleetOperation>.Refused(problems);
        }

        if (known.IsFrozen && !dryRun)
        {
            return new ChangeResult<FleetOperation>.Refused([Busy(host, pf)]);
        }

        var now = _time.GetUtcNow();
        var operation = new FleetOperation(Guid.CreateVersion7(now), FleetOperation.ConfigurePf, caller.Name, now)
        {
            Updated = now,
            HostId = host.Id,
            Pf = pf,
            Vfs = after.Count,
            Wish = after,
            IsDryRun = dryRun,
        };
        var commit = new FleetCommit(_state);
        if (!dryRun)
        {
            commit.Write(FleetKinds.Configurations, known.Value, known.Value, known.Revision, isFrozen: true);
        }

        commit.Write(FleetKinds.Operations, null, operation, 0);
        if (await _committer.CommitAsync(commit, cancellationToken) is not CommitOutcome.Done done)
        {
            return new ChangeResult<FleetOperation>.Refused([Busy(host, pf)]);
        }

        // From here on nobody can claim a VF of the PF; whoever did before is seen now.
        await _committer.CatchUpAsync(CancellationToken.None);
        problems = FleetKinds.Configurations.Update(known.Value, after, _state);
        if (!problems.IsEmpty)
        {
            await EndAsync(operation, WorkState.Failed, [.. problems.Select(WorkProblem.From)], CancellationToken.None);
            return new ChangeResult<FleetOperation>.Refused(problems);
        }

        var start = new FleetCommit(_state);
        start.Write(FleetKinds.Operations, operation, operation with { IsReady = true }, done.Revision);
        start.Write(FleetKinds.Desired, null, new DesiredMark(host.Id), null);
        start.Tell(
            now,
            "pf.configure",
            caller.Name,
            new DocumentKey("operation", FleetKinds.Text(operation.Id)),
            $"{(dryRun ? "the plan is asked for: " : "")}{after.Count} VFs on {NameOf(host, pf)}");
        return await _committer.CommitAsync(start, CancellationToken.None) is CommitOutcome.Done started
            ? new ChangeResult<FleetOperation>.Done(new Entry<FleetOperation>(operation with { IsReady = true }, started.Revision, false))
            : new ChangeResult<FleetOperation>.Refused([Busy(host, pf)]);
    }

    /// <summary>Stops work that no host has begun.</summary>
    /// <param name="id">Which.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    public async Task<ChangeResult<FleetOperation>> CancelAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (!_state.Operations.TryGet(FleetKinds.Text(id), out var entry))
        {
            return new ChangeResult<FleetOperation>.NotFound(new Problem(EngineCode.Unknown, $"there is no operation {id}", "'vfleet operation list' shows them"));
        }

        if (!caller.May(AccessRole.Operator, FleetKinds.Operations.Place(entry.Value, _state)))
        {
            return new ChangeResult<FleetOperation>.Forbidden(new Problem(EngineCode.Forbidden, $"{caller.Name} may not stop operation {id}", "ask an administrator"));
        }

        if (entry.Value.State != WorkState.Waiting)
        {
            return new ChangeResult<FleetOperation>.Refused([new Problem(
                EngineCode.OperationOver,
                entry.Value.IsOver ? $"operation {id} is over" : $"the host is carrying operation {id} out, and finishes or undoes what it has begun",
                entry.Value.IsOver ? "nothing is to be done" : "wait for its end: vfleet operation wait " + id)]);
        }

        await EndAsync(entry.Value, WorkState.Cancelled, [], cancellationToken);
        return new ChangeResult<FleetOperation>.Done(_state.Operations.TryGet(FleetKinds.Text(id), out var after) ? after : entry);
    }

    /// <summary>Takes over how a host says that an operation is.</summary>
    internal async Task ReportedAsync(Guid host, WorkReport report, CancellationToken cancellationToken)
    {
        if (!_state.Operations.TryGet(FleetKinds.Text(report.Id), out var entry) || entry.Value.HostId != host || entry.Value.IsOver)
        {
            return;
        }

        var operation = entry.Value with { Plan = report.Plan ?? entry.Value.Plan, Progress = report.Progress };
        if (report.State is WorkState.Done or WorkState.Failed or WorkState.Cancelled)
        {
            await EndAsync(operation, report.State, report.Problems, cancellationToken);
        }
        else if (entry.Value.State != report.State || entry.Value.Progress != report.Progress || (report.Plan is not null && entry.Value.Plan is null))
        {
            var commit = new FleetCommit(_state);
            commit.Write(FleetKinds.Operations, entry.Value, operation with { State = report.State, Updated = _time.GetUtcNow() }, entry.Revision);
            await _committer.CommitAsync(commit, cancellationToken);
        }
    }

    /// <summary>Ends an operation: what it did is kept, what it held is free again.</summary>
    internal async Task EndAsync(FleetOperation operation, WorkState state, ImmutableArray<WorkProblem> problems, CancellationToken cancellationToken)
    {
        var over = operation with { State = state, Problems = problems, Progress = null, Updated = _time.GetUtcNow() };
        var commit = new FleetCommit(_state);
        commit.Write(FleetKinds.Operations, null, over, null);
        if (!operation.IsDryRun && operation is { HostId: { } host, Pf: { } pf }
            && _state.Configurations.TryGet(FleetKinds.IdOf(host, pf), out var configuration) && configuration.IsFrozen)
        {
            var value = state == WorkState.Done && operation.Wish is { } wish ? wish : configuration.Value;
            commit.Write(FleetKinds.Configurations, configuration.Value, value, configuration.Revision);
        }

        if (operation.HostId is { } on)
        {
            commit.Write(FleetKinds.Desired, null, new DesiredMark(on), null);
        }

        commit.Tell(
            over.Updated,
            $"{operation.Kind}.{state.ToString().ToLowerInvariant()}",
            operation.Actor,
            new DocumentKey("operation", FleetKinds.Text(operation.Id)),
            problems.IsEmpty ? $"{operation.Kind} {state.ToString().ToLowerInvariant()}" : $"{operation.Kind} {state.ToString().ToLowerInvariant()}: {problems[0].Message}",
            after: FleetJson.Write(over));
        await _committer.CommitAsync(commit, cancellationToken);
    }

    private string NameOf(FleetHost host, PciAddress pf) => $"{_state.InventoryOf(host.Id)?.Pf(pf)?.Name ?? pf.ToString()} of {host.Name}";

    private Problem Busy(FleetHost host, PciAddress pf) => new(
        EngineCode.BeingChanged, $"{NameOf(host, pf)} is being changed by another operation", $"wait for it: vfleet operation list --host {host.Name}");
}
