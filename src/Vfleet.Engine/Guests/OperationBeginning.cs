using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Guests;

/// <summary>Begins operations of VMs: each in one commit with what it changes of the VM and its claims, and one at a time for each VM.</summary>
internal sealed class OperationBeginning(FleetState state, Committer committer, FleetChanges changes, TimeProvider time)
{
    private const int Tries = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Begins one.</summary>
    /// <param name="id">The VM.</param>
    /// <param name="wish">The kind, and whether only the plan is wanted.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="prepare">Says why not, or puts into the attempt what its commit shall have; may be called again.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<FleetOperation>> BeginAsync(
        Guid id, FleetOperation wish, Caller caller, Func<VmAttempt, ImmutableArray<Problem>> prepare, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await RepeatedAsync(caller, cancellationToken) is { } repeated)
            {
                return repeated;
            }

            if (!state.Vms.TryGet(FleetKinds.Text(id), out var entry))
            {
                return new ChangeResult<FleetOperation>.NotFound(new Problem(EngineCode.Unknown, $"there is no VM {id}", "'vfleet vm list --fleet' shows them"));
            }

            if (!caller.May(AccessRole.Operator, FleetKinds.Vms.Place(entry.Value, state)))
            {
                return new ChangeResult<FleetOperation>.Forbidden(new Problem(
                    EngineCode.Forbidden, $"{caller.Name} may not change VM {entry.Value.Name}", "ask an administrator for the role operator there"));
            }

            using var attempt = new VmAttempt(state, entry, wish with { Updated = time.GetUtcNow(), VmId = id, HostId = entry.Value.HostId, IsReady = true });
            var problems = prepare(attempt);
            if (!problems.IsEmpty)
            {
                if (await changes.IsDoneMeanwhileAsync(caller, cancellationToken))
                {
                    continue;
                }

                return new ChangeResult<FleetOperation>.Refused(problems);
            }

            if (!attempt.IsBlocked && await CommitAsync(attempt, caller, cancellationToken) is { } result)
            {
                return result;
            }

            await Task.Delay(s_pause, time, cancellationToken);
            await committer.CatchUpAsync(cancellationToken);
        }

        return new ChangeResult<FleetOperation>.Refused([new Problem(EngineCode.BeingChanged, "others change the VM, or what it stands on, all the time", "try again in a moment")]);
    }

    /// <summary>What became of a request that was done before.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The operation that it began, or why its key is refused; null when it is new.</returns>
    public async Task<ChangeResult<FleetOperation>?> RepeatedAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (changes.Repeats.Find(caller, out var reused) is not { } done)
        {
            return reused is null ? null : new ChangeResult<FleetOperation>.Refused([reused]);
        }

        await committer.CatchUpAsync(cancellationToken);
        return state.Operations.TryGet(done.Made[0], out var made)
            ? new ChangeResult<FleetOperation>.Done(made) { IsRepeated = true }
            : new ChangeResult<FleetOperation>.NotFound(new Problem(
                EngineCode.Unknown, $"the operation {done.Made[0]} that the request began is not kept any more", "'vfleet event list' shows what became of it"));
    }

    /// <summary>Notes in its commit that a request is done.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="operation">What it began.</param>
    public void Note(FleetCommit commit, Caller caller, FleetOperation operation) =>
        changes.Repeats.Note(commit, caller, FleetKinds.Operations.Word, FleetKinds.Text(operation.Id));

    /// <summary>A new operation.</summary>
    /// <param name="kind">What is done.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <returns>It.</returns>
    public FleetOperation New(string kind, Caller caller, bool dryRun = false)
    {
        var now = time.GetUtcNow();
        return new FleetOperation(Guid.CreateVersion7(now), kind, caller.Name, now) { Updated = now, IsDryRun = dryRun };
    }

    /// <summary>The operation that is under way for a VM where it is now.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>It; null when there is none.</returns>
    public Entry<FleetOperation>? RunningOf(Vm vm) => RunningOf(state, vm);

    /// <summary>The operation that is under way for a VM where it is now.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="vm">The VM.</param>
    /// <returns>It; null when there is none.</returns>
    public static Entry<FleetOperation>? RunningOf(FleetState state, Vm vm) => state.Operations.Entries.FirstOrDefault(entry =>
        entry.Value is { IsOver: false, IsDryRun: false } && entry.Value.VmId == vm.Id && (vm.HostId is null || entry.Value.HostId == vm.HostId));

    /// <summary>Why nothing else may be begun with a VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="running">What is under way.</param>
    /// <returns>The problem.</returns>
    public static Problem Busy(Vm vm, FleetOperation running) => new(
        EngineCode.VmBusy,
        $"VM {vm.Name}: {running.Kind} is under way (operation {running.Id})",
        $"wait for it: vfleet operation wait {running.Id}; or stop it: vfleet operation cancel {running.Id}",
        "operation");

    private async Task<ChangeResult<FleetOperation>?> CommitAsync(VmAttempt attempt, Caller caller, CancellationToken cancellationToken)
    {
        var operation = attempt.Operation;
        attempt.Found?.Guard(attempt.Commit);
        attempt.Commit.Write(FleetKinds.Operations, null, operation, 0);
        if (operation is { IsHostWork: true, HostId: { } host })
        {
            attempt.Commit.Desire(host);
        }

        if (!operation.IsDryRun)
        {
            Note(attempt.Commit, caller, operation);
        }

        return await committer.CommitAsync(attempt.Commit, cancellationToken) switch
        {
            CommitOutcome.Done done => new ChangeResult<FleetOperation>.Done(new Entry<FleetOperation>(operation, done.Revision, false)),
            CommitOutcome.NameTaken taken when state.OwnerOf(taken.Name) == taken.Owner => new ChangeResult<FleetOperation>.Refused([FleetNames.Taken(taken.Name)]),
            _ => null,
        };
    }
}
