using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Placement;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Guests;

/// <summary>
/// Goes on with a start or a plugging that failed because a VF is in use: the VF is suspect from then on, and another is taken, on the same host when it has one.
/// The host knows each attempt by an id of its own, for it keeps how operations ended by their id.
/// </summary>
internal sealed class GuestRetry(FleetState state, Committer committer, PlaceSearch search, TimeProvider time)
{
    /// <summary>How often another VF is taken before the operation fails.</summary>
    public const int Most = 3;

    /// <summary>Goes on with it.</summary>
    /// <param name="entry">The operation that the host says has failed.</param>
    /// <param name="problems">By what.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>Whether that is committed; null when it cannot go on and has failed.</returns>
    public async Task<bool?> TryAsync(Entry<FleetOperation> entry, ImmutableArray<WorkProblem> problems, CancellationToken cancellationToken)
    {
        var operation = entry.Value;
        if (operation is not { Kind: FleetOperation.StartVm or FleetOperation.PlugNic, IsDryRun: false, IsCancelWanted: false, Attempt: < Most, VmId: { } id }
            || SuspectVf.Of(operation, problems, state) is not { } vf || state.Claims.On(vf) is not { } claim
            || !state.Vms.TryGet(FleetKinds.Text(id), out var vm) || vm.Value.HostId != operation.HostId || vm.Value.Status is not (VmStatus.Starting or VmStatus.Up))
        {
            return null;
        }

        using var here = search.Find(picture => picture.PlaceNics(vm.Value, vf.HostId, [claim.NicId]), take: true);
        if (here.Outcome is PlacementOutcome.Placed { Vms: [var other] })
        {
            return await CommitAsync(entry, vm, here, commit => Stay(commit, operation, vm.Value, claim, other), cancellationToken);
        }

        if (operation.Kind == FleetOperation.PlugNic)
        {
            return null;
        }

        using var elsewhere = search.Find(
            picture => picture.Place(new PlacementRequest([vm.Value with { Status = VmStatus.Down, HostId = null }]) { Prefer = search.Partition, Exclude = [vf.HostId] }),
            take: true);
        return elsewhere.Outcome is PlacementOutcome.Placed { Vms: [var place] }
            ? await CommitAsync(entry, vm, elsewhere, commit => Move(commit, operation, vm, vf, place), cancellationToken)
            : null;
    }

    private FleetOperation Stay(FleetCommit commit, FleetOperation operation, Vm vm, Claim suspect, VmPlacement other)
    {
        commit.Change(suspect with { State = ClaimState.Suspect, Lease = null });
        PlaceTaken.Add(commit, vm, other);
        if (!state.TryGet(suspect.Vf.HostId, out FleetHost? host))
        {
            return operation;
        }

        ImmutableArray<NicPlacement> places = [.. GuestWriting.Places(vm, host, state).Where(place => place.NicId != suspect.NicId), .. other.Nics];
        return operation.Kind == FleetOperation.StartVm
            ? operation with { Guest = GuestWriting.Spec(vm, places, state) }
            : operation with { Nic = GuestWriting.Nic(vm.Nics.First(nic => nic.Id == suspect.NicId), places.First(place => place.NicId == suspect.NicId), state) };
    }

    private FleetOperation Move(FleetCommit commit, FleetOperation operation, Entry<Vm> entry, VfKey suspect, VmPlacement place)
    {
        var vm = PlaceGivenUp.Add(commit, state, entry.Value, suspect);
        PlaceTaken.Add(commit, vm, place);
        commit.Write(FleetKinds.Vms, entry.Value, vm with { Status = VmStatus.Starting, HostId = place.HostId }, entry.Revision);
        return operation with { HostId = place.HostId, Guest = GuestWriting.Spec(vm, place.Nics, state) };
    }

    private async Task<bool> CommitAsync(
        Entry<FleetOperation> entry, Entry<Vm> vm, FoundPlaces found, Func<FleetCommit, FleetOperation> change, CancellationToken cancellationToken)
    {
        var commit = new FleetCommit(state);
        found.Guard(commit);
        commit.Guard(VmWords.Key(vm.Value), vm.Revision);
        var now = time.GetUtcNow();
        var next = change(commit) with { State = WorkState.Waiting, Progress = null, Attempt = entry.Value.Attempt + 1, Run = Guid.CreateVersion7(now), Updated = now };
        commit.Write(FleetKinds.Operations, entry.Value, next, entry.Revision);
        commit.Desire(next.HostId!.Value);
        var host = state.TryGet(next.HostId.Value, out FleetHost? at) ? at.Name : FleetKinds.Text(next.HostId.Value);
        commit.Tell(
            now, "vf.suspect", next.Actor, VmWords.Key(vm.Value), $"VM {vm.Value.Name}: a VF that looked free is in use; {next.Kind} goes on with another on {host}");
        return await committer.CommitAsync(commit, cancellationToken) is CommitOutcome.Done;
    }
}
