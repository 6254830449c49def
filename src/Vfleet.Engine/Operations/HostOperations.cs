using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Guests;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.State;
using Vfleet.Primitives;
using Vfleet.Storage;

namespace Vfleet.Engine.Operations;

/// <summary>Work that a host does: it stands in what is desired of the host until the host has said how it ended.</summary>
public sealed class HostOperations
{
    private const int Tries = 20;

    private readonly FleetState _state;
    private readonly Committer _committer;
    private readonly GuestEnds _guests;
    private readonly GuestRetry _retry;
    private readonly TimeProvider _time;

    internal HostOperations(FleetState state, Committer committer, GuestEnds guests, GuestRetry retry, TimeProvider time)
    {
        (_state, _committer, _guests, _retry, _time) = (state, committer, guests, retry, time);
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
        var known = _state.ConfigurationOf(host.Id, pf);
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
            await EndAsync(operation.Id, WorkState.Failed, [.. problems.Select(WorkProblem.From)], CancellationToken.None);
            return new ChangeResult<FleetOperation>.Refused(problems);
        }

        var start = new FleetCommit(_state);
        start.Write(FleetKinds.Operations, operation, operation with { IsReady = true }, done.Revision);
        start.Desire(host.Id);
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

    /// <summary>Stops work: at once when nobody has begun it, else when the host has undone what it had begun.</summary>
    /// <param name="id">Which.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<FleetOperation>> CancelAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (!_state.Operations.TryGet(FleetKinds.Text(id), out var entry))
            {
                return new ChangeResult<FleetOperation>.NotFound(new Problem(EngineCode.Unknown, $"there is no operation {id}", "'vfleet operation list' shows them"));
            }

            var operation = entry.Value;
            if (!caller.May(AccessRole.Operator, FleetKinds.Operations.Place(operation, _state)))
            {
                return new ChangeResult<FleetOperation>.Forbidden(new Problem(EngineCode.Forbidden, $"{caller.Name} may not stop operation {id}", "ask an administrator"));
            }

            if (operation.State == WorkState.Waiting)
            {
                await EndAsync(id, WorkState.Cancelled, [], cancellationToken);
                return new ChangeResult<FleetOperation>.Done(_state.Operations.TryGet(FleetKinds.Text(id), out var after) ? after : entry);
            }

            if (operation.IsOver || !IsStoppable(operation))
            {
                return new ChangeResult<FleetOperation>.Refused([new Problem(
                    EngineCode.OperationOver,
                    operation.IsOver ? $"operation {id} is over" : $"the host is carrying operation {id} out, and finishes or undoes what it has begun",
                    operation.IsOver ? "nothing is to be done" : "wait for its end: vfleet operation wait " + id)]);
            }

            var wanted = operation with { IsCancelWanted = true, Updated = _time.GetUtcNow() };
            var commit = new FleetCommit(_state);
            commit.Write(FleetKinds.Operations, operation, wanted, entry.Revision);
            if (operation is { IsHostWork: true, HostId: { } host })
            {
                commit.Desire(host);
            }

            commit.Tell(
                wanted.Updated, $"{operation.Kind}.stopping", caller.Name, new DocumentKey("operation", FleetKinds.Text(id)), $"{operation.Kind} is to be stopped");
            if (await _committer.CommitAsync(commit, cancellationToken) is CommitOutcome.Done done)
            {
                return new ChangeResult<FleetOperation>.Done(new Entry<FleetOperation>(wanted, done.Revision, false));
            }

            await _committer.CatchUpAsync(cancellationToken);
        }

        return new ChangeResult<FleetOperation>.Refused([new Problem(EngineCode.BeingChanged, $"operation {id} changes all the time", "try again in a moment")]);
    }

    /// <summary>Takes over how a host says that an operation is.</summary>
    internal async Task ReportedAsync(Guid host, WorkReport report, CancellationToken cancellationToken)
    {
        if (Reported(report.Id) is not { } entry || entry.Value.HostWorkId != report.Id || entry.Value.HostId != host || entry.Value.IsOver)
        {
            return;
        }

        var operation = entry.Value with { Plan = report.Plan ?? entry.Value.Plan, Progress = report.Progress };
        if (report.State is WorkState.Done or WorkState.Failed or WorkState.Cancelled)
        {
            await EndAsync(entry.Value.Id, report.State, report.Problems, cancellationToken, report);
        }
        else if (entry.Value.State != report.State || entry.Value.Progress != report.Progress || (report.Plan is not null && entry.Value.Plan is null))
        {
            var commit = new FleetCommit(_state);
            commit.Write(FleetKinds.Operations, entry.Value, operation with { State = report.State, Updated = _time.GetUtcNow() }, entry.Revision);
            await _committer.CommitAsync(commit, cancellationToken);
        }
    }

    /// <summary>Ends an operation in one commit with all that follows from it: once, whoever else ends it too.</summary>
    /// <param name="id">Which.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="problems">Why it failed.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <param name="report">What the host said of it; null when the engine ends it.</param>
    internal async Task EndAsync(Guid id, WorkState state, ImmutableArray<WorkProblem> problems, CancellationToken cancellationToken, WorkReport? report = null)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (!_state.Operations.TryGet(FleetKinds.Text(id), out var entry) || entry.Value.IsOver || (report is not null && entry.Value.HostWorkId != report.Id))
            {
                return;
            }

            var operation = entry.Value with { Plan = report?.Plan ?? entry.Value.Plan };
            if (state == WorkState.Failed && await _retry.TryAsync(entry, problems, cancellationToken) is { } isDone)
            {
                if (isDone)
                {
                    return;
                }
            }
            else if (await TryEndAsync(entry, operation with { State = state, Problems = problems, Progress = null, Updated = _time.GetUtcNow() }, cancellationToken))
            {
                return;
            }

            await _committer.CatchUpAsync(cancellationToken);
        }
    }

    private async Task<bool> TryEndAsync(Entry<FleetOperation> before, FleetOperation over, CancellationToken cancellationToken)
    {
        var commit = new FleetCommit(_state);
        commit.Write(FleetKinds.Operations, before.Value, over, before.Revision);
        if (!over.IsDryRun && over is { Kind: FleetOperation.ConfigurePf, HostId: { } host, Pf: { } pf }
            && _state.Configurations.TryGet(FleetKinds.IdOf(host, pf), out var configuration) && configuration.IsFrozen)
        {
            var value = over.State == WorkState.Done && over.Wish is { } wish ? wish : configuration.Value;
            commit.Write(FleetKinds.Configurations, configuration.Value, value, configuration.Revision);
        }

        _guests.Add(commit, over);
        if (over is { IsHostWork: true, HostId: { } on })
        {
            commit.Desire(on);
        }

        var word = over.State.ToString().ToLowerInvariant();
        commit.Tell(
            over.Updated,
            $"{over.Kind}.{word}",
            over.Actor,
            new DocumentKey("operation", FleetKinds.Text(over.Id)),
            over.Problems.IsEmpty ? $"{over.Kind} {word}" : $"{over.Kind} {word}: {over.Problems[0].Message}",
            after: FleetCommit.Telling(FleetKinds.Operations, over));
        return await _committer.CommitAsync(commit, cancellationToken) is CommitOutcome.Done;
    }

    // What a host does is undone or finished by the host; what cannot be undone any more is not begun to be.
    private static bool IsStoppable(FleetOperation operation) => !operation.IsDryRun && operation.Kind
        is FleetOperation.StartVm or FleetOperation.ShutdownVm or FleetOperation.PlugNic or FleetOperation.UnplugNic or FleetOperation.DrainHost;

    // A later attempt has an id of its own on the host.
    private Entry<FleetOperation>? Reported(Guid id) => _state.Operations.TryGet(FleetKinds.Text(id), out var entry)
        ? entry
        : _state.Operations.Entries.FirstOrDefault(one => one.Value.Run == id);

    private string NameOf(FleetHost host, PciAddress pf) => $"{_state.InventoryOf(host.Id)?.Pf(pf)?.Name ?? pf.ToString()} of {host.Name}";

    private Problem Busy(FleetHost host, PciAddress pf) => new(
        EngineCode.BeingChanged, $"{NameOf(host, pf)} is being changed by another operation", $"wait for it: vfleet operation list --host {host.Name}");
}
