using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Guests;

/// <summary>Empties hosts for work on them, and takes a person's word that one is off.</summary>
public sealed class HostWork
{
    private const int Tries = 20;

    private readonly FleetState _state;
    private readonly Committer _committer;
    private readonly PlaceSearch _search;
    private readonly OperationBeginning _beginning;
    private readonly TimeProvider _time;

    internal HostWork(FleetState state, Committer committer, PlaceSearch search, OperationBeginning beginning, TimeProvider time) =>
        (_state, _committer, _search, _beginning, _time) = (state, committer, search, beginning, time);

    /// <summary>What a drain would disturb, and where each VM could go. Nothing is touched.</summary>
    /// <param name="host">The host.</param>
    /// <returns>It.</returns>
    public DrainPlan PlanDrain(Guid host)
    {
        // Each is held until all have been looked at, so that no two are promised the same VF.
        var held = new List<FoundPlaces>();
        try
        {
            return new DrainPlan([.. _state.VmsOn(host).Select(id => _state.Vms.Find(FleetKinds.Text(id))).OfType<Vm>()
                .OrderBy(vm => vm.Name, StringComparer.Ordinal).Select(vm => Plan(vm, host, held))]);
        }
        finally
        {
            held.ForEach(found => found.Dispose());
        }
    }

    /// <summary>Puts a host into maintenance, then moves its VMs one after the other: each shuts down and starts elsewhere. Whichever engine lives goes on with it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="options">How.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<FleetOperation>> DrainAsync(Guid host, DrainOptions options, Caller caller, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await _beginning.RepeatedAsync(caller, cancellationToken) is { } repeated)
            {
                return repeated;
            }

            if (!_state.Hosts.TryGet(FleetKinds.Text(host), out var entry))
            {
                return new ChangeResult<FleetOperation>.NotFound(Unknown(host));
            }

            if (!caller.May(FleetKinds.Hosts.Role, FleetKinds.Hosts.Place(entry.Value, _state)))
            {
                return new ChangeResult<FleetOperation>.Forbidden(Forbidden(caller, entry.Value));
            }

            if (Problems(entry.Value, options) is { IsEmpty: false } problems)
            {
                return new ChangeResult<FleetOperation>.Refused(problems);
            }

            var operation = _beginning.New(FleetOperation.DrainHost, caller, options.DryRun) with
            {
                HostId = host,
                IsReady = true,
                State = options.DryRun ? WorkState.Done : WorkState.Waiting,
                Drain = new DrainProgress(options.Budget, (int)Math.Ceiling(options.Deadline.TotalSeconds)),
                Plan = Words(PlanDrain(host)),
            };
            var commit = new FleetCommit(_state);
            commit.Write(FleetKinds.Operations, null, operation, 0);
            if (!options.DryRun)
            {
                // Of two that want to drain it, one comes second.
                commit.Write(FleetKinds.Hosts, entry.Value, entry.Value, entry.Revision, entry.IsFrozen);
                _beginning.Note(commit, caller, operation);
                commit.Tell(operation.Created, "host.draining", caller.Name, Key(entry.Value), $"host {entry.Value.Name} is to be drained");
            }

            if (await _committer.CommitAsync(commit, cancellationToken) is CommitOutcome.Done done)
            {
                return new ChangeResult<FleetOperation>.Done(new Entry<FleetOperation>(operation, done.Revision, false));
            }

            await _committer.CatchUpAsync(cancellationToken);
        }

        return new ChangeResult<FleetOperation>.Refused([Busy()]);
    }

    /// <summary>
    /// Takes a person's word that an unreachable host is off: its VMs are down and may be started elsewhere. Their claims there end when the host is back and
    /// reports the VFs clean; guests of the fleet that it still has then are stopped.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="confirmation">The host's name, as the person wrote it.</param>
    /// <param name="caller">Who says so.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The host.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ChangeResult<FleetHost>> FenceAsync(Guid host, string confirmation, Caller caller, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (!_state.Hosts.TryGet(FleetKinds.Text(host), out var entry))
            {
                return new ChangeResult<FleetHost>.NotFound(Unknown(host));
            }

            if (!caller.May(FleetKinds.Hosts.Role, FleetKinds.Hosts.Place(entry.Value, _state)))
            {
                return new ChangeResult<FleetHost>.Forbidden(Forbidden(caller, entry.Value));
            }

            if (Refusal(entry.Value, confirmation) is { } refusal)
            {
                return new ChangeResult<FleetHost>.Refused([refusal]);
            }

            var after = entry.Value with { StatusReason = $"{caller.Name} said at {_time.GetUtcNow():u} that it is off" };
            var commit = new FleetCommit(_state);
            commit.Write(FleetKinds.Hosts, entry.Value, after, entry.Revision, entry.IsFrozen);
            var vms = TakeDown(commit, after, caller);
            commit.Tell(_time.GetUtcNow(), "host.fenced", caller.Name, Key(after), $"{caller.Name} says that host {after.Name} is off: {vms} VMs are down");
            if (await _committer.CommitAsync(commit, cancellationToken) is CommitOutcome.Done done)
            {
                return new ChangeResult<FleetHost>.Done(new Entry<FleetHost>(after, done.Revision, entry.IsFrozen));
            }

            await _committer.CatchUpAsync(cancellationToken);
        }

        return new ChangeResult<FleetHost>.Refused([Busy()]);
    }

    private int TakeDown(FleetCommit commit, FleetHost host, Caller caller)
    {
        var now = _time.GetUtcNow();
        var vms = _state.VmsOn(host.Id).Select(id => _state.Vms.TryGet(FleetKinds.Text(id), out var vm) ? vm : null).OfType<Entry<Vm>>().ToList();
        foreach (var vm in vms)
        {
            var body = commit.Write(FleetKinds.Vms, vm.Value, PlaceGivenUp.Add(commit, _state, vm.Value), vm.Revision);
            commit.Tell(now, "vm.down", caller.Name, VmWords.Key(vm.Value), $"VM {vm.Value.Name} is down: {caller.Name} says that {host.Name} is off", after: body);
        }

        var why = new WorkProblem(EngineCode.HostState.Name, $"{caller.Name} said that {host.Name} is off", "begin it again elsewhere", "host");
        foreach (var work in _state.Operations.Entries.Where(one => one.Value.HostId == host.Id && one.Value is { IsOver: false, Kind: not FleetOperation.ConfigurePf }).ToList())
        {
            commit.Write(
                FleetKinds.Operations, work.Value, work.Value with { State = WorkState.Failed, Problems = [why], Progress = null, Updated = now }, work.Revision);
        }

        commit.Desire(host.Id);
        return vms.Count;
    }

    private DrainedVm Plan(Vm vm, Guid host, List<FoundPlaces> held)
    {
        var vfs = _state.Claims.Of(vm.Id).Count(claim => claim.Vf.HostId == host && claim.State == ClaimState.Held);
        if (vm.IsAdopted)
        {
            return new DrainedVm(vm.Id, vm.Name, vfs, null, "it was adopted: its definition stays with its host");
        }

        var found = DrainStep.FindElsewhere(_search, vm, host, take: true);
        held.Add(found);
        return found.Outcome switch
        {
            PlacementOutcome.Placed { Vms: [var place] } => new DrainedVm(vm.Id, vm.Name, vfs, place.HostId, null),
            PlacementOutcome.Refused refused => new DrainedVm(vm.Id, vm.Name, vfs, null, refused.Refusal.Message),
            _ => throw new InvalidOperationException("unknown outcome of placing"),
        };
    }

    private WorkPlan Words(DrainPlan plan) => new(
        [.. plan.Vms.Where(vm => vm.To is not null).Select(vm =>
            $"shut down {vm.Name} ({vm.Vfs} VFs) and start it on {(_state.TryGet(vm.To!.Value, out FleetHost? to) ? to.Name : vm.To.Value.ToString())}")],
        [.. plan.Vms.Select(vm => vm.Name)],
        [.. plan.Vms.Where(vm => vm.WhyNot is not null).Select(vm => $"{vm.Name} stays: {vm.WhyNot}")],
        null);

    private ImmutableArray<Problem> Problems(FleetHost host, DrainOptions options)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (options.Budget < 1)
        {
            problems.Add(new Problem(ProblemCode.OutOfRange, $"{options.Budget} hosts at once are none", "give 1 or more", "budget"));
        }

        if (VmWords.Unreachable(host) is { } silent)
        {
            problems.Add(silent);
        }

        if (_state.Operations.Values.FirstOrDefault(one => one is { Kind: FleetOperation.DrainHost, IsOver: false } && one.HostId == host.Id) is { } other)
        {
            problems.Add(new Problem(
                EngineCode.BeingChanged, $"host {host.Name} is being drained already (operation {other.Id})", $"wait for it: vfleet operation wait {other.Id}", "operation"));
        }

        return problems.DrainToImmutable();
    }

    private static Problem? Refusal(FleetHost host, string confirmation) =>
        host.Status != HostStatus.Unreachable ? new Problem(
            EngineCode.HostState, $"host {host.Name} is {host.Status.ToString().ToLowerInvariant()}: only one that does not answer can be said to be off", $"drain it: vfleet host drain {host.Name}", "host")
        : confirmation != host.Name ? new Problem(
            ProblemCode.OptionsConflict,
            $"'{confirmation}' is not the name of the host",
            $"make sure that the machine is off, for two guests with one disk destroy it; then write {host.Name}",
            "confirmation")
        : null;

    private static DocumentKey Key(FleetHost host) => new(FleetKinds.Hosts.Word, FleetKinds.Text(host.Id));

    private static Problem Unknown(Guid host) => new(EngineCode.Unknown, $"there is no host {host}", "'vfleet host list' shows them");

    private static Problem Forbidden(Caller caller, FleetHost host) =>
        new(EngineCode.Forbidden, $"{caller.Name} may not change host {host.Name}", "ask an administrator for the role admin there");

    private static Problem Busy() => new(EngineCode.BeingChanged, "others change the host all the time", "try again in a moment");
}
