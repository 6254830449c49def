using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>
/// Moves one VM on during a drain. What it begins it begins with an idempotency key of the drain and the VM: another engine, or this one after a kill, finds it
/// again instead of beginning it twice.
/// </summary>
internal sealed class DrainStep(FleetState state, VmLife life, GivenPlaces places, PlaceSearch search)
{
    /// <summary>Looks for a place on another host.</summary>
    public static FoundPlaces FindElsewhere(PlaceSearch search, Vm vm, Guid host, bool take) => search.Find(
        picture => picture.Place(new PlacementRequest([vm with { Status = VmStatus.Down, HostId = null }]) { Exclude = [host] }), take);

    /// <summary>Takes the next step of the VM that is being moved.</summary>
    /// <param name="drain">The drain; it is moving one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The drain as it is then; the same when there is nothing to do but to wait.</returns>
    public async Task<FleetOperation> TakeAsync(FleetOperation drain, CancellationToken cancellationToken)
    {
        var progress = drain.Drain!;
        var id = progress.Moving!.Value;
        if (progress.Step is { } step)
        {
            return state.Operations.Find(FleetKinds.Text(step)) is { } work ? await AfterAsync(drain, work, cancellationToken) : Moved(drain, id);
        }

        if (state.Vms.Find(FleetKinds.Text(id)) is not { } vm || vm.HostId != drain.HostId)
        {
            return Moved(drain, id);
        }

        switch (vm.Status)
        {
            case VmStatus.Placed:
                await places.ReleaseAsync(id, null, CallerOf(drain, id, "release"), cancellationToken);
                return drain;
            case VmStatus.Up when VmWords.Adopted(vm, "moved") is { } adopted:
                return Failed(drain, vm, [adopted]);
            case VmStatus.Up:
                return await ShutdownAsync(drain, vm, cancellationToken);
            default:
                return drain;
        }
    }

    private async Task<FleetOperation> ShutdownAsync(FleetOperation drain, Vm vm, CancellationToken cancellationToken)
    {
        // One that can go nowhere is not disturbed for nothing.
        using (var found = FindElsewhere(search, vm, drain.HostId!.Value, take: false))
        {
            if (found.Outcome is PlacementOutcome.Refused refused)
            {
                return Failed(drain, vm, [new Problem(EngineCode.NoHostFits, refused.Refusal.Message, refused.Refusal.Remedy)]);
            }
        }

        var begun = await life.ShutdownAsync(vm.Id, TimeSpan.FromSeconds(drain.Drain!.Seconds), false, CallerOf(drain, vm.Id, "down"), cancellationToken);
        return Begun(drain, vm, begun, $"{vm.Name} is shut down");
    }

    private async Task<FleetOperation> AfterAsync(FleetOperation drain, FleetOperation work, CancellationToken cancellationToken)
    {
        var id = drain.Drain!.Moving!.Value;
        if (!work.IsOver)
        {
            return drain;
        }

        var vm = state.Vms.Find(FleetKinds.Text(id));
        if (vm is null)
        {
            return Moved(drain, id);
        }

        if (work.State != WorkState.Done)
        {
            return Failed(drain, vm, work.Problems.IsEmpty
                ? [WorkProblem.From(new Problem(ProblemCode.Cancelled, $"{work.Kind} was stopped", "drain the host again"))]
                : work.Problems);
        }

        if (work.Kind == FleetOperation.StartVm)
        {
            return Moved(drain, id);
        }

        var begun = await life.StartAsync(id, new VmStart(false, null), CallerOf(drain, id, "up"), cancellationToken);
        return Begun(drain, vm, begun, $"{vm.Name} is started elsewhere");
    }

    private static FleetOperation Begun(FleetOperation drain, Vm vm, ChangeResult<FleetOperation> result, string words) => result switch
    {
        ChangeResult<FleetOperation>.Done done => drain with { Progress = words, Drain = drain.Drain! with { Step = done.Entry.Value.Id } },
        ChangeResult<FleetOperation>.Refused { Problems: [{ Code: var code }] } when code == EngineCode.VmBusy || code == EngineCode.BeingChanged => drain,
        ChangeResult<FleetOperation>.Refused refused => Failed(drain, vm, refused.Problems),
        ChangeResult<FleetOperation>.NotFound missing => Failed(drain, vm, [missing.Problem]),
        ChangeResult<FleetOperation>.Forbidden forbidden => Failed(drain, vm, [forbidden.Problem]),
        _ => drain,
    };

    private static FleetOperation Moved(FleetOperation drain, Guid vm) => drain with
    {
        Drain = drain.Drain! with { Moved = drain.Drain.Moved.Add(vm), Moving = null, Step = null },
    };

    private static FleetOperation Failed(FleetOperation drain, Vm vm, ImmutableArray<Problem> problems) => Failed(drain, vm, [.. problems.Select(WorkProblem.From)]);

    private static FleetOperation Failed(FleetOperation drain, Vm vm, ImmutableArray<WorkProblem> problems) => drain with
    {
        Problems = [.. drain.Problems, .. problems.Select(problem => problem with { Message = $"{vm.Name}: {problem.Message}", Path = vm.Name })],
        Drain = drain.Drain! with { Failed = drain.Drain.Failed.Add(vm.Id), Moving = null, Step = null },
    };

    private static Caller CallerOf(FleetOperation drain, Guid vm, string what) => new(drain.Actor, [new Grant(AccessRole.Admin)])
    {
        IdempotencyKey = $"{drain.Id}/{vm}/{what}",
        RequestDigest = what,
    };
}
