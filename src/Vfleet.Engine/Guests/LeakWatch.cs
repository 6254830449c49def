using Microsoft.Extensions.Logging;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Engine.Access;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Hosts;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>Heals what does not fit together on the hosts that report to this engine, where that touches nothing that a running guest has.</summary>
internal sealed partial class LeakWatch(
    FleetState state, Committer committer, HostReports reports, FleetProblems problems, VfAges ages, EngineIdentity engine, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(5);

    // A host tells of an operation's end and of its guests in one report or in two: what is seen must last.
    private static readonly TimeSpan s_sure = TimeSpan.FromSeconds(10);

    // What could not be cleared away is not tried again at once.
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(10);
    private Dictionary<(Guid Host, Guid Guest, long Revision), DateTimeOffset> _seen = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_step, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await LookAsync(cancellationToken);
            }
            catch (Storage.StoreException fault)
            {
                LogFailed(fault);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        ages.Look();
        var seen = new Dictionary<(Guid Host, Guid Guest, long Revision), DateTimeOffset>();
        foreach (var id in reports.Hosts.Where(id => state.Contacts.Find(FleetKinds.Text(id))?.EngineId == engine.Id).ToList())
        {
            if (!state.TryGet(id, out FleetHost? host) || problems.Compare(host, mayHeal: true) is not { } found)
            {
                continue;
            }

            foreach (var vm in found.LostVms.Where(vm => IsSure(id, vm, seen)))
            {
                await EndAsync(host, vm, cancellationToken);
            }

            foreach (var guest in found.StrayGuests.Where(guest => IsSure(id, guest, seen)))
            {
                await StopAsync(host, guest, cancellationToken);
            }

            foreach (var vf in found.ToClean)
            {
                await CleanAsync(host, vf, cancellationToken);
            }

            foreach (var vf in found.NoLongerSuspect)
            {
                await TrustAsync(host, vf, cancellationToken);
            }
        }

        _seen = seen;
    }

    private bool IsSure(Guid host, Guid guest, Dictionary<(Guid Host, Guid Guest, long Revision), DateTimeOffset> seen)
    {
        var key = (host, guest, state.RevisionOf(new DocumentKey(FleetKinds.Vms.Word, FleetKinds.Text(guest)), out _));
        seen[key] = _seen.TryGetValue(key, out var since) ? since : time.GetUtcNow();
        return time.GetUtcNow() - seen[key] >= s_sure;
    }

    private async Task EndAsync(FleetHost host, Guid id, CancellationToken cancellationToken)
    {
        if (!state.Vms.TryGet(FleetKinds.Text(id), out var entry) || entry.Value.HostId != host.Id)
        {
            return;
        }

        var commit = new FleetCommit(state);
        var body = commit.Write(FleetKinds.Vms, entry.Value, PlaceGivenUp.Add(commit, state, entry.Value), entry.Revision);
        if (!entry.Value.IsAdopted)
        {
            Stop(commit, host, entry.Value);
        }

        commit.Tell(
            time.GetUtcNow(),
            "vm.ended",
            Caller.Engine.Name,
            VmWords.Key(entry.Value),
            $"VM {entry.Value.Name} does not run on {host.Name} any more: it is down, and its VFs are put back",
            after: body);
        await committer.CommitAsync(commit, cancellationToken);
    }

    private async Task StopAsync(FleetHost host, Guid guest, CancellationToken cancellationToken)
    {
        if (!state.Vms.TryGet(FleetKinds.Text(guest), out var entry) || entry.Value.HostId == host.Id
            || WasTried(operation => operation.Kind == FleetOperation.StopVm && operation.VmId == guest && operation.HostId == host.Id && operation.State == WorkState.Failed))
        {
            return;
        }

        var commit = new FleetCommit(state);
        commit.Guard(VmWords.Key(entry.Value), entry.Revision);
        Stop(commit, host, entry.Value);
        commit.Tell(
            time.GetUtcNow(),
            "vm.stray",
            Caller.Engine.Name,
            VmWords.Key(entry.Value),
            $"the guest of VM {entry.Value.Name} is on {host.Name}, where the VM is not: it is stopped there");
        await committer.CommitAsync(commit, cancellationToken);
    }

    private async Task CleanAsync(FleetHost host, VfKey vf, CancellationToken cancellationToken)
    {
        if (WasTried(operation => operation is { Kind: FleetOperation.CleanVf } && operation.HostId == host.Id && operation.Pf == vf.Pf && operation.Vf == vf.Index))
        {
            return;
        }

        var operation = New(FleetOperation.CleanVf, host) with { Pf = vf.Pf, Vf = vf.Index };
        var commit = new FleetCommit(state);
        commit.Write(FleetKinds.Operations, null, operation, 0);
        commit.Desire(host.Id);
        commit.Tell(
            operation.Created, "vf.cleaning", Caller.Engine.Name, new DocumentKey("host", FleetKinds.Text(host.Id)), $"VF {vf.Index} of {vf.Pf} of {host.Name} is put back: nobody has it");
        await committer.CommitAsync(commit, cancellationToken);
    }

    private async Task TrustAsync(FleetHost host, VfKey vf, CancellationToken cancellationToken)
    {
        if (state.Claims.On(vf) is not { State: ClaimState.Suspect } claim)
        {
            return;
        }

        var commit = new FleetCommit(state);
        commit.Release(claim);
        commit.Tell(
            time.GetUtcNow(), "vf.trusted", Caller.Engine.Name, new DocumentKey("host", FleetKinds.Text(host.Id)), $"VF {vf.Index} of {vf.Pf} of {host.Name} was clean for long enough: it may be given away again");
        await committer.CommitAsync(commit, cancellationToken);
    }

    private void Stop(FleetCommit commit, FleetHost host, Vm vm)
    {
        commit.Write(FleetKinds.Operations, null, New(FleetOperation.StopVm, host) with { VmId = vm.Id, Guest = GuestWriting.Name(vm) }, 0);
        commit.Desire(host.Id);
    }

    private FleetOperation New(string kind, FleetHost host)
    {
        var now = time.GetUtcNow();
        return new FleetOperation(Guid.CreateVersion7(now), kind, Caller.Engine.Name, now) { Updated = now, HostId = host.Id, IsReady = true };
    }

    private bool WasTried(Func<FleetOperation, bool> isIt) => state.Operations.Values.Any(operation => isIt(operation) && time.GetUtcNow() - operation.Created < s_again);

    [LoggerMessage(1040, LogLevel.Warning, "What does not fit together on hosts cannot be healed")]
    private partial void LogFailed(Exception fault);
}
