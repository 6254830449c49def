using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Placement;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>Prepares plugging and unplugging of vNICs.</summary>
internal sealed class NicPlugging(FleetState state, PlaceSearch search, TimeProvider time)
{
    /// <summary>Prepares plugging.</summary>
    /// <param name="attempt">Where it is put.</param>
    /// <returns>Why not.</returns>
    public ImmutableArray<Problem> Plug(VmAttempt attempt)
    {
        if (Look(attempt, out var nic, out var host) is { IsEmpty: false } problems)
        {
            return problems;
        }

        var vm = attempt.Vm;
        if (nic!.IsPlugged)
        {
            return [new Problem(EngineCode.VmState, $"vNIC {nic.Name} of {vm.Name} is plugged already", "nothing is to be done", "plugged")];
        }

        if (VnicRule.Plug(vm, nic, state) is { IsEmpty: false } wrong)
        {
            return wrong;
        }

        if (attempt.Commit.Stand(FleetKinds.Vms, vm) is not null)
        {
            attempt.IsBlocked = true;
            return [];
        }

        return host is null ? Note(attempt, nic with { IsPlugged = true }) : Place(attempt, nic, host);
    }

    /// <summary>Prepares unplugging.</summary>
    /// <param name="attempt">Where it is put.</param>
    /// <returns>Why not.</returns>
    public ImmutableArray<Problem> Unplug(VmAttempt attempt)
    {
        if (Look(attempt, out var nic, out var host) is { IsEmpty: false } problems)
        {
            return problems;
        }

        var vm = attempt.Vm;
        if (!nic!.IsPlugged)
        {
            return [new Problem(EngineCode.VmState, $"vNIC {nic.Name} of {vm.Name} is not plugged", "nothing is to be done", "plugged")];
        }

        if (host is null)
        {
            return Note(attempt, nic with { IsPlugged = false });
        }

        var place = GuestWriting.Places(vm, host, state).FirstOrDefault(one => one.NicId == nic.Id);
        attempt.Operation = attempt.Operation with { Guest = GuestWriting.Name(vm), Nic = GuestWriting.Nic(nic, place with { NicId = nic.Id }, state) };
        if (!attempt.IsDry)
        {
            attempt.Write(vm);
            Tell(attempt, vm, "nic.unplugging", $"vNIC {nic.Name} is taken from VM {vm.Name}");
        }

        return [];
    }

    /// <summary>The VM with a vNIC changed.</summary>
    public static Vm With(Vm vm, Vnic nic) => vm with { Nics = [.. vm.Nics.Select(one => one.Id == nic.Id ? nic : one)] };

    private ImmutableArray<Problem> Look(VmAttempt attempt, out Vnic? nic, out FleetHost? host)
    {
        var vm = attempt.Vm;
        host = null;
        nic = vm.Nics.FirstOrDefault(one => one.Id == attempt.Operation.NicId);
        if (nic is null)
        {
            return [new Problem(FleetCode.VnicUnknown, $"VM {vm.Name} has no vNIC {attempt.Operation.NicId}", $"'vfleet vm show {vm.Name}' shows them", "nic")];
        }

        if (OperationBeginning.RunningOf(state, vm) is { } running)
        {
            return [OperationBeginning.Busy(vm, running.Value)];
        }

        if (vm.Status == VmStatus.Down)
        {
            return [];
        }

        if (vm.Status != VmStatus.Up || vm.HostId is not { } at || !state.TryGet(at, out host))
        {
            return [new Problem(EngineCode.VmPlugState, $"VM {vm.Name} is {VmWords.Status(vm)}", "plug and unplug while it runs or is down", "status")];
        }

        return VmWords.Unreachable(host) is { } silent ? [silent] : [];
    }

    // The MAC address is taken from now on, so the vNIC counts as plugged while the host works on it.
    private ImmutableArray<Problem> Place(VmAttempt attempt, Vnic nic, FleetHost host)
    {
        var vm = attempt.Vm;
        NicPlacement place = default;
        if (nic.ProfileId is not null)
        {
            attempt.Found = search.Find(picture => picture.PlaceNics(vm, host.Id, [nic.Id]), take: !attempt.IsDry);
            if (attempt.Found.Outcome is not PlacementOutcome.Placed { Vms: [var placement] })
            {
                var refusal = ((PlacementOutcome.Refused)attempt.Found.Outcome).Refusal;
                return [new Problem(FleetCode.VnicNoSuitableVf, refusal.Message, refusal.Remedy)];
            }

            place = placement.Nics.First(one => one.NicId == nic.Id);
            if (!attempt.IsDry)
            {
                PlaceTaken.Add(attempt.Commit, vm, placement);
            }
        }

        if (place is { Vf: null, Bridge: null })
        {
            return Note(attempt, nic with { IsPlugged = true });
        }

        attempt.Operation = attempt.Operation with { Guest = GuestWriting.Name(vm), Nic = GuestWriting.Nic(nic, place, state) };
        if (!attempt.IsDry)
        {
            var after = With(vm, nic with { IsPlugged = true });
            attempt.Write(after);
            Tell(attempt, after, "nic.plugging", $"vNIC {nic.Name} is given to VM {vm.Name}");
        }

        return [];
    }

    // Nothing is to be done on a host.
    private ImmutableArray<Problem> Note(VmAttempt attempt, Vnic nic)
    {
        attempt.Operation = attempt.Operation with { State = WorkState.Done, HostId = null };
        if (!attempt.IsDry)
        {
            var after = With(attempt.Vm, nic);
            attempt.Write(after);
            Tell(attempt, after, nic.IsPlugged ? "nic.plugged" : "nic.unplugged", $"vNIC {nic.Name} of VM {after.Name} is {(nic.IsPlugged ? "plugged" : "unplugged")}");
        }

        return [];
    }

    private void Tell(VmAttempt attempt, Vm vm, string code, string message) =>
        attempt.Commit.Tell(time.GetUtcNow(), code, attempt.Operation.Actor, VmWords.Key(vm), message, after: FleetCommit.Telling(FleetKinds.Vms, vm));
}
