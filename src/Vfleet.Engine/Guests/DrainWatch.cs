using Microsoft.Extensions.Logging;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Guests;

/// <summary>Goes on with drains. Every engine does: each step is a commit, and of two that take the same one comes second.</summary>
internal sealed partial class DrainWatch(FleetState state, Committer committer, HostOperations operations, DrainStep step, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_step, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                foreach (var drain in state.Operations.Entries.Where(entry => IsDrain(entry.Value)).OrderBy(entry => entry.Value.Created).ToList())
                {
                    await LookAsync(drain, cancellationToken);
                }
            }
            catch (StoreException fault)
            {
                LogFailed(fault);
            }
        }
    }

    private async Task LookAsync(Entry<FleetOperation> entry, CancellationToken cancellationToken)
    {
        var drain = entry.Value;
        if (drain.HostId is not { } id || !state.Hosts.TryGet(FleetKinds.Text(id), out var host) || drain.Drain is not { } progress)
        {
            await operations.EndAsync(drain.Id, WorkState.Failed, drain.Problems, cancellationToken);
        }
        else if (host.Value.Status is not (HostStatus.Up or HostStatus.Maintenance))
        {
            // It is gone on with when the host answers again; one that is said to be off ends its drain.
            return;
        }
        else if (drain.State == WorkState.Waiting)
        {
            await BeginAsync(entry, host, cancellationToken);
        }
        else if (progress.Moving is not null)
        {
            await WriteAsync(entry, await step.TakeAsync(drain, cancellationToken), cancellationToken);
        }
        else if (drain.IsCancelWanted)
        {
            await operations.EndAsync(drain.Id, WorkState.Cancelled, drain.Problems, cancellationToken);
        }
        else if (Next(id, progress) is { } vm)
        {
            await WriteAsync(entry, drain with { Drain = progress with { Moving = vm.Id }, Progress = $"{progress.Moved.Length} VMs are moved; {vm.Name} is next" }, cancellationToken);
        }
        else if (!state.Claims.OnHost(id).Any(claim => progress.Moved.Contains(claim.VmId)))
        {
            await operations.EndAsync(drain.Id, progress.Failed.IsEmpty ? WorkState.Done : WorkState.Failed, drain.Problems, cancellationToken);
        }
    }

    private async Task BeginAsync(Entry<FleetOperation> entry, Entry<FleetHost> host, CancellationToken cancellationToken)
    {
        var others = state.Operations.Entries.Where(other => IsDrain(other.Value) && other.Value.Id != entry.Value.Id
            && other.Value.HostId is { } id && state.TryGet(id, out FleetHost? found) && found.ClusterId == host.Value.ClusterId).ToList();
        if (host.IsFrozen || others.Count(other => other.Value.State == WorkState.Running) >= entry.Value.Drain!.Budget)
        {
            return;
        }

        // That no other begins at the same time, beyond the budget, the guards see to.
        var commit = new FleetCommit(state);
        foreach (var other in others)
        {
            commit.Guard(new DocumentKey(FleetKinds.Operations.Word, FleetKinds.Text(other.Value.Id)), other.Revision);
        }

        var after = host.Value with { Status = HostStatus.Maintenance, StatusReason = $"{entry.Value.Actor} drains it" };
        commit.Write(FleetKinds.Hosts, host.Value, after, host.Revision);
        commit.Write(FleetKinds.Operations, entry.Value, entry.Value with { State = WorkState.Running, Updated = time.GetUtcNow() }, entry.Revision);
        commit.Tell(
            time.GetUtcNow(),
            "host.maintenance",
            entry.Value.Actor,
            new DocumentKey(FleetKinds.Hosts.Word, FleetKinds.Text(after.Id)),
            $"host {after.Name} is in maintenance: it is drained",
            FleetJson.Write(host.Value),
            FleetJson.Write(after));
        await committer.CommitAsync(commit, cancellationToken);
    }

    private async Task WriteAsync(Entry<FleetOperation> before, FleetOperation after, CancellationToken cancellationToken)
    {
        if (before.Value != after)
        {
            var commit = new FleetCommit(state);
            commit.Write(FleetKinds.Operations, before.Value, after with { Updated = time.GetUtcNow() }, before.Revision);
            await committer.CommitAsync(commit, cancellationToken);
        }
    }

    private Vm? Next(Guid host, DrainProgress progress) => state.VmsOn(host).Where(id => !progress.Failed.Contains(id))
        .Select(id => state.Vms.Find(FleetKinds.Text(id))).OfType<Vm>().OrderBy(vm => vm.Name, StringComparer.Ordinal).FirstOrDefault();

    private static bool IsDrain(FleetOperation operation) => operation is { Kind: FleetOperation.DrainHost, IsOver: false, IsDryRun: false };

    [LoggerMessage(1050, LogLevel.Warning, "Drains cannot be gone on with")]
    private partial void LogFailed(Exception fault);
}
