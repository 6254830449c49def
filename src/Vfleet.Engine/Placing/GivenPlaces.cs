using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Placing;

/// <summary>Gives up or confirms the places that VMs have.</summary>
public sealed class GivenPlaces
{
    private const int Tries = 12;

    private readonly FleetState _state;
    private readonly Committer _committer;
    private readonly TimeProvider _time;

    internal GivenPlaces(FleetState state, Committer committer, TimeProvider time) => (_state, _committer, _time) = (state, committer, time);

    /// <summary>Gives a VM's place up: its claims end when the host reports their VFs clean.</summary>
    /// <param name="id">The VM.</param>
    /// <param name="expected">The revision of the VM that the caller saw; null when that does not matter.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    public Task<ChangeResult<Vm>> ReleaseAsync(Guid id, long? expected, Caller caller, CancellationToken cancellationToken) =>
        ReleaseAsync(id, expected, caller, _ => true, cancellationToken);

    private Task<ChangeResult<Vm>> ReleaseAsync(Guid id, long? expected, Caller caller, Func<Guid, bool> isWanted, CancellationToken cancellationToken) => OnPlacedAsync(
        id,
        expected,
        isWanted,
        (commit, vm) => PlaceGivenUp.Add(commit, _state, vm),
        vm => $"VM {vm.Name} gave its place up",
        caller,
        cancellationToken);

    /// <summary>Makes a place that was given for a time one that stays.</summary>
    /// <param name="id">The VM.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>What became of it.</returns>
    public Task<ChangeResult<Vm>> ConfirmAsync(Guid id, Caller caller, CancellationToken cancellationToken) => OnPlacedAsync(
        id,
        null,
        _ => true,
        (commit, vm) =>
        {
            foreach (var claim in _state.Claims.Of(vm.Id).Where(claim => claim.Lease is not null))
            {
                commit.Change(claim with { Lease = null });
            }

            return vm;
        },
        vm => $"the place of VM {vm.Name} is confirmed",
        caller,
        cancellationToken);

    /// <summary>Gives up places whose time is over.</summary>
    internal async Task EndLeasesAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        foreach (var vm in _state.Claims.All.Where(claim => IsOver(claim, now)).Select(claim => claim.VmId).Distinct().ToList())
        {
            // It may be confirmed meanwhile, here or at another engine: then it stays.
            await ReleaseAsync(vm, null, Caller.Engine, id => _state.Claims.Of(id).Any(claim => IsOver(claim, now)), cancellationToken);
        }
    }

    private static bool IsOver(Claim claim, DateTimeOffset now) => claim.Lease <= now && claim.State == ClaimState.Held;

    private async Task<ChangeResult<Vm>> OnPlacedAsync(
        Guid id,
        long? expected,
        Func<Guid, bool> isWanted,
        Func<FleetCommit, Vm, Vm> change,
        Func<Vm, string> words,
        Caller caller,
        CancellationToken cancellationToken)
    {
        var text = FleetKinds.Text(id);
        for (var tries = 0; tries < Tries; tries++)
        {
            if (!_state.Vms.TryGet(text, out var entry))
            {
                return new ChangeResult<Vm>.NotFound(new Problem(EngineCode.Unknown, $"there is no VM {id}", "'vfleet vm list --fleet' shows them"));
            }

            if (expected is { } seen && seen != entry.Revision)
            {
                return new ChangeResult<Vm>.Stale(entry.Revision);
            }

            if (entry.Value.HostId is null || entry.Value.Status != VmStatus.Placed)
            {
                return new ChangeResult<Vm>.Refused([new Problem(
                    EngineCode.VmState,
                    entry.Value.HostId is null ? $"VM {entry.Value.Name} has no place" : $"VM {entry.Value.Name} is {entry.Value.Status.ToString().ToLowerInvariant()}",
                    entry.Value.HostId is null ? $"place it: vfleet vm place {entry.Value.Name}" : "stop it first")]);
            }

            if (!caller.May(AccessRole.Operator, FleetKinds.Vms.Place(entry.Value, _state)))
            {
                return new ChangeResult<Vm>.Forbidden(new Problem(
                    EngineCode.Forbidden, $"{caller.Name} may not change VM {entry.Value.Name}", "ask an administrator for the role operator there"));
            }

            if (!isWanted(id))
            {
                return new ChangeResult<Vm>.Done(entry);
            }

            var commit = new FleetCommit(_state);
            var after = change(commit, entry.Value);
            var body = commit.Write(FleetKinds.Vms, entry.Value, after, entry.Revision);
            commit.Tell(
                _time.GetUtcNow(),
                after.HostId is null ? "vm.released" : "vm.confirmed",
                caller.Name,
                new DocumentKey("vm", text),
                words(after),
                FleetCommit.Telling(FleetKinds.Vms, entry.Value),
                body);
            if (await _committer.CommitAsync(commit, cancellationToken) is CommitOutcome.Done done)
            {
                return new ChangeResult<Vm>.Done(new Entry<Vm>(after, done.Revision, false));
            }

            await _committer.CatchUpAsync(cancellationToken);
        }

        return new ChangeResult<Vm>.Refused([new Problem(EngineCode.BeingChanged, "others change the VM all the time", "try again in a moment")]);
    }
}
