using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Placement;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>Prepares the start of a VM: its place, its claims and the guest that its host shall have.</summary>
internal sealed class VmStarting(FleetState state, PlaceSearch search, TimeProvider time)
{
    /// <summary>Prepares it.</summary>
    /// <param name="attempt">Where it is put.</param>
    /// <param name="options">How.</param>
    /// <returns>Why not.</returns>
    public ImmutableArray<Problem> Prepare(VmAttempt attempt, VmStart options)
    {
        var vm = attempt.Vm;
        if (VmWords.Adopted(vm, "started") is { } adopted)
        {
            return [adopted];
        }

        if (OperationBeginning.RunningOf(state, vm) is { } running)
        {
            return [OperationBeginning.Busy(vm, running.Value)];
        }

        if (vm.Status is not (VmStatus.Down or VmStatus.Placed))
        {
            return [new Problem(EngineCode.VmRunning, $"VM {vm.Name} is {VmWords.Status(vm)}", "nothing is to be done", "status")];
        }

        if (StartRule.Check(vm) is { IsEmpty: false } missing)
        {
            return missing;
        }

        if (attempt.Commit.Stand(FleetKinds.Vms, vm) is not null)
        {
            attempt.IsBlocked = true;
            return [];
        }

        return vm.HostId is { } host ? Placed(attempt, options, host) : Place(attempt, options);
    }

    private ImmutableArray<Problem> Place(VmAttempt attempt, VmStart options)
    {
        var vm = attempt.Vm;
        attempt.Found = search.Find(
            picture => picture.Place(new PlacementRequest([vm]) { Prefer = search.Partition, OnlyHosts = options.HostId is { } only ? [only] : null }),
            take: !attempt.IsDry);
        if (attempt.Found.Outcome is not PlacementOutcome.Placed { Vms: [var placement] })
        {
            var refusal = ((PlacementOutcome.Refused)attempt.Found.Outcome).Refusal;
            return [new Problem(EngineCode.NoHostFits, refusal.Message, refusal.Remedy)];
        }

        if (!attempt.IsDry)
        {
            PlaceTaken.Add(attempt.Commit, vm, placement);
        }

        Begin(attempt, placement.HostId, placement.Nics);
        return [];
    }

    private ImmutableArray<Problem> Placed(VmAttempt attempt, VmStart options, Guid at)
    {
        var vm = attempt.Vm;
        if (!state.TryGet(at, out FleetHost? host))
        {
            attempt.IsBlocked = true;
            return [];
        }

        if (options.HostId is { } only && only != at)
        {
            return [new Problem(EngineCode.VmState, $"VM {vm.Name} has a place on {host.Name}", $"give it up first: vfleet vm release {vm.Name}", "host")];
        }

        if (VmWords.Unreachable(host) is { } silent)
        {
            return [silent];
        }

        var places = GuestWriting.Places(vm, host, state);
        if (places.FirstOrDefault(place => place is { Vf: null, Bridge: null }) is { NicId: var id } && id != Guid.Empty)
        {
            return [new Problem(
                EngineCode.VmState,
                $"vNIC {vm.Nics.First(nic => nic.Id == id).Name} of {vm.Name} has no VF at the VM's place: it was plugged later",
                $"give the place up and start it then: vfleet vm release {vm.Name}",
                "nics")];
        }

        foreach (var claim in attempt.IsDry ? [] : attempt.Held.Where(claim => claim.Lease is not null))
        {
            attempt.Commit.Change(claim with { Lease = null });
        }

        Begin(attempt, at, places);
        return [];
    }

    private void Begin(VmAttempt attempt, Guid host, ImmutableArray<NicPlacement> places)
    {
        attempt.Operation = attempt.Operation with { HostId = host, Guest = GuestWriting.Spec(attempt.Vm, places, state) };
        if (!attempt.IsDry)
        {
            var after = attempt.Vm with { Status = VmStatus.Starting, HostId = host };
            var body = attempt.Write(after);
            var name = state.TryGet(host, out FleetHost? found) ? found.Name : FleetKinds.Text(host);
            attempt.Commit.Tell(time.GetUtcNow(), "vm.starting", attempt.Operation.Actor, VmWords.Key(after), $"VM {after.Name} is started on {name}", after: body);
        }
    }
}
