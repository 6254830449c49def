using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>The life of VMs. Each of these begins an operation that the VM's host carries out; what its end means is committed with its end.</summary>
public sealed class VmLife
{
    private readonly FleetState _state;
    private readonly OperationBeginning _beginning;
    private readonly VmStarting _starting;
    private readonly NicPlugging _plugging;
    private readonly GuestAdopting _adopting;
    private readonly TimeProvider _time;

    internal VmLife(FleetState state, OperationBeginning beginning, VmStarting starting, NicPlugging plugging, GuestAdopting adopting, TimeProvider time)
    {
        (_state, _beginning, _starting, _plugging, _adopting, _time) = (state, beginning, starting, plugging, adopting, time);
    }

    /// <summary>Places a VM that has no place, claims its VFs, and lets the host start it.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="options">How.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetOperation>> StartAsync(Guid vm, VmStart options, Caller caller, CancellationToken cancellationToken) => _beginning.BeginAsync(
        vm, _beginning.New(FleetOperation.StartVm, caller, options.DryRun), caller, attempt => _starting.Prepare(attempt, options), cancellationToken);

    /// <summary>Asks a VM's guest to shut down. One that has not by the deadline goes on running, and the operation has failed.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="deadline">How long the guest may take.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetOperation>> ShutdownAsync(Guid vm, TimeSpan deadline, bool dryRun, Caller caller, CancellationToken cancellationToken) => _beginning.BeginAsync(
        vm,
        _beginning.New(FleetOperation.ShutdownVm, caller, dryRun) with { Seconds = (int)Math.Ceiling(deadline.TotalSeconds) },
        caller,
        attempt => OnRunning(attempt, "shut down", () => Stopping(attempt, $"VM {attempt.Vm.Name} is asked to shut down")),
        cancellationToken);

    /// <summary>Stops a VM at once. A start or a shutdown that is under way is stopped first.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetOperation>> StopAsync(Guid vm, bool dryRun, Caller caller, CancellationToken cancellationToken) =>
        _beginning.BeginAsync(vm, _beginning.New(FleetOperation.StopVm, caller, dryRun), caller, Stop, cancellationToken);

    /// <summary>Asks a VM's guest to reboot.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetOperation>> RebootAsync(Guid vm, bool dryRun, Caller caller, CancellationToken cancellationToken) => _beginning.BeginAsync(
        vm,
        _beginning.New(FleetOperation.RebootVm, caller, dryRun),
        caller,
        attempt => OnRunning(attempt, null, () =>
        {
            attempt.Write(attempt.Vm);
            Tell(attempt, attempt.Vm, "vm.rebooting", $"VM {attempt.Vm.Name} is asked to reboot");
        }),
        cancellationToken);

    /// <summary>Gives a VM a vNIC that it has but that is not plugged. While the VM is down nothing but that is noted.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="nic">The vNIC.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetOperation>> PlugAsync(Guid vm, Guid nic, bool dryRun, Caller caller, CancellationToken cancellationToken) => _beginning.BeginAsync(
        vm, _beginning.New(FleetOperation.PlugNic, caller, dryRun) with { NicId = nic }, caller, _plugging.Plug, cancellationToken);

    /// <summary>Takes a vNIC from a VM and waits for the guest's answer.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="nic">The vNIC.</param>
    /// <param name="deadline">How long the guest may take.</param>
    /// <param name="force">Whether a guest that does not let go is cut off from the network there.</param>
    /// <param name="dryRun">Whether only the plan is wanted.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetOperation>> UnplugAsync(
        Guid vm, Guid nic, TimeSpan deadline, bool force, bool dryRun, Caller caller, CancellationToken cancellationToken) => _beginning.BeginAsync(
        vm,
        _beginning.New(FleetOperation.UnplugNic, caller, dryRun) with { NicId = nic, Seconds = (int)Math.Ceiling(deadline.TotalSeconds), IsForced = force },
        caller,
        _plugging.Unplug,
        cancellationToken);

    /// <summary>Makes a VM of a guest that a host runs already, with claims for its VFs. Nothing is done on the host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="guest">The guest's UUID.</param>
    /// <param name="wish">How.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation; it is done at once.</returns>
    /// <exception cref="Storage.StoreException">The store does not work.</exception>
    public Task<ChangeResult<FleetOperation>> AdoptAsync(Guid host, Guid guest, AdoptWish wish, Caller caller, CancellationToken cancellationToken) =>
        _adopting.AdoptAsync(host, guest, wish, caller, cancellationToken);

    private ImmutableArray<Problem> Stop(VmAttempt attempt)
    {
        var vm = attempt.Vm;
        if (VmWords.Adopted(vm, "stopped") is { } adopted)
        {
            return [adopted];
        }

        if (vm.HostId is not { } at || vm.Status is VmStatus.Down or VmStatus.Placed || !_state.TryGet(at, out FleetHost? host))
        {
            return [VmWords.NotUp(vm)];
        }

        if (VmWords.Unreachable(host) is { } silent)
        {
            return [silent];
        }

        if (_beginning.RunningOf(vm) is { Value: var running } entry)
        {
            if (attempt.IsDry || running.Kind is not (FleetOperation.StartVm or FleetOperation.ShutdownVm))
            {
                return [OperationBeginning.Busy(vm, running)];
            }

            // What no host has begun is over at once; what one has begun ends when the host says so, and then the stop begins.
            var isBegun = running.State == WorkState.Running;
            var now = _time.GetUtcNow();
            attempt.Commit.Write(
                FleetKinds.Operations,
                running,
                isBegun ? running with { IsCancelWanted = true, Updated = now } : running with { State = WorkState.Cancelled, Progress = null, Updated = now },
                entry.Revision);
            attempt.Operation = attempt.Operation with { IsReady = !isBegun, After = isBegun ? running.Id : null };
        }

        Stopping(attempt, $"VM {vm.Name} is stopped");
        return [];
    }

    private ImmutableArray<Problem> OnRunning(VmAttempt attempt, string? adopted, Action begin)
    {
        var vm = attempt.Vm;
        if (adopted is not null && VmWords.Adopted(vm, adopted) is { } problem)
        {
            return [problem];
        }

        if (_beginning.RunningOf(vm) is { } running)
        {
            return [OperationBeginning.Busy(vm, running.Value)];
        }

        if (vm.Status != VmStatus.Up || vm.HostId is not { } at || !_state.TryGet(at, out FleetHost? host))
        {
            return [VmWords.NotUp(vm)];
        }

        if (VmWords.Unreachable(host) is { } silent)
        {
            return [silent];
        }

        attempt.Operation = attempt.Operation with { Guest = GuestWriting.Name(vm) };
        if (!attempt.IsDry)
        {
            begin();
        }

        return [];
    }

    private void Stopping(VmAttempt attempt, string message)
    {
        var after = attempt.Vm with { Status = VmStatus.Stopping };
        attempt.Operation = attempt.Operation with { Guest = GuestWriting.Name(attempt.Vm) };
        if (!attempt.IsDry)
        {
            attempt.Write(after);
            Tell(attempt, after, "vm.stopping", message);
        }
    }

    private void Tell(VmAttempt attempt, Vm vm, string code, string message) =>
        attempt.Commit.Tell(_time.GetUtcNow(), code, attempt.Operation.Actor, VmWords.Key(vm), message, after: FleetCommit.Telling(FleetKinds.Vms, vm));
}
