using System.Collections.Immutable;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;
using Vfleet.Host;
using Vfleet.Host.Guests;
using Vfleet.Link.Desiring;

namespace Vfleet.Link.Operating;

/// <summary>Carries out operations of guests and of single VFs.</summary>
/// <param name="open">Opens the host.</param>
/// <param name="document">What the host's own document says.</param>
/// <param name="note">Told how far it is; whether that must outlive the agent.</param>
internal sealed class GuestRun(Func<IHost> open, Func<DesiredHost> document, Action<OperationReport, bool> note)
{
    private const int UsualSeconds = 60;

    /// <summary>Carries it out.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="wasBegun">Whether an earlier agent began it: one that is cancelled has to be undone then.</param>
    /// <param name="cancellationToken">Stops it before its next step, or during a wait; what was done is undone.</param>
    /// <returns>What became of it.</returns>
    public async Task<OperationReport> RunAsync(HostOperation operation, bool wasBegun, CancellationToken cancellationToken)
    {
        if (ToChange(operation) is not { } change)
        {
            return OperationRun.Unknown(operation);
        }

        await using var host = open();
        if (operation.IsCancelled)
        {
            return await TakeBackAsync(host, operation, wasBegun, change, cancellationToken);
        }

        if (await ForbiddenAsync(host, change, cancellationToken) is { IsEmpty: false } forbidden)
        {
            return OperationRun.Failed(operation, null, forbidden);
        }

        if (operation.DryRun)
        {
            return await host.Guests.PlanAsync(change, cancellationToken) switch
            {
                GuestOutcome.Ready { Plan: var plan } => OperationRun.Done(operation, Shown(plan)),
                var outcome => Told(operation, outcome),
            };
        }

        // The plan is made once, under the locks, and told at the end: to make it before as well would cost as much as the work.
        note(new OperationReport(operation.Id, OperationState.Running, "reading the host", null, null), true);
        var progress = new Sentences(sentence => note(new OperationReport(operation.Id, OperationState.Running, sentence, null, null), false));
        return Told(operation, await host.Guests.ApplyAsync(change, progress, cancellationToken));
    }

    // An earlier agent was killed in the middle of it, and since then somebody wants it stopped.
    private static async Task<OperationReport> TakeBackAsync(
        IHost host, HostOperation operation, bool wasBegun, GuestChange change, CancellationToken cancellationToken)
    {
        GuestChange? undo = change switch
        {
            _ when !wasBegun => null,
            GuestChange.Start start => new GuestChange.Stop(start.Spec.Id),
            GuestChange.Plug plug => new GuestChange.Unplug(plug.Guest, plug.Nic, TimeSpan.FromSeconds(UsualSeconds), IsForced: false),
            _ => null,
        };
        var told = undo is null ? null : Told(operation, await host.Guests.ApplyAsync(undo, null, cancellationToken));
        return told is { State: OperationState.Failed } ? told : new OperationReport(operation.Id, OperationState.Cancelled, null, told?.Plan, null);
    }

    // Taking a guest off a PF that nobody may touch must stay possible; giving it one must not.
    private async Task<ImmutableArray<Problem>> ForbiddenAsync(IHost host, GuestChange change, CancellationToken cancellationToken)
    {
        var own = document();
        IEnumerable<GuestVf?> vfs = change switch
        {
            GuestChange.Start start => start.Spec.Nics.Select(nic => nic.Vf),
            GuestChange.Plug plug => [plug.Nic.Vf],
            GuestChange.Clean clean => [clean.Vf],
            _ => [],
        };
        var pfs = vfs.OfType<GuestVf>().Select(vf => vf.Pf).ToHashSet();
        if (pfs.Count == 0 || own.NeverTouch.IsEmpty)
        {
            return [];
        }

        var observed = await host.ObserveAsync(ObserveScope.Functions, cancellationToken);
        return [.. pfs.Select(observed.Pf).OfType<ObservedPf>().Select(pf => FleetWishes.Forbidden(own, pf)).OfType<Problem>()];
    }

    /// <summary>The wish that an operation is; null for one that is not understood.</summary>
    private static GuestChange? ToChange(HostOperation operation) => operation switch
    {
        { Kind: HostOperation.StartVm, Guest: { } guest } => new GuestChange.Start(guest),
        { Kind: HostOperation.ShutdownVm, Guest: { } guest } => new GuestChange.Shutdown(guest.Id, Deadline(operation)),
        { Kind: HostOperation.StopVm, Guest: { } guest } => new GuestChange.Stop(guest.Id),
        { Kind: HostOperation.RebootVm, Guest: { } guest } => new GuestChange.Reboot(guest.Id),
        { Kind: HostOperation.PlugNic, Guest: { } guest, Nic: { } nic } => new GuestChange.Plug(guest.Id, nic),
        { Kind: HostOperation.UnplugNic, Guest: { } guest, Nic: { } nic } => new GuestChange.Unplug(guest.Id, nic, Deadline(operation), operation.IsForced),
        { Kind: HostOperation.SetNic, Guest: { } guest, Nic: { } nic } => new GuestChange.Set(guest.Id, nic),
        { Kind: HostOperation.CleanVf, Pf: { } pf, Vf: { } vf } => new GuestChange.Clean(new GuestVf(pf, vf, VfSettings.Nothing)),
        _ => null,
    };

    private static TimeSpan Deadline(HostOperation operation) => TimeSpan.FromSeconds(operation.Seconds ?? UsualSeconds);

    private static OperationReport Told(HostOperation operation, GuestOutcome outcome) => outcome switch
    {
        GuestOutcome.Refused refused => OperationRun.Failed(operation, null, refused.Problems),
        GuestOutcome.Nothing nothing => OperationRun.Done(operation, Shown(nothing)),
        GuestOutcome.Done done => OperationRun.Done(operation, Shown(done.Plan) with { Seconds = done.Elapsed.TotalSeconds }),
        GuestOutcome.Failed failed => OperationRun.Failed(operation, Shown(failed.Plan), failed.Left.Insert(0, failed.Problem)),
        _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
    };

    private static PlanResource Shown(GuestOutcome.Nothing nothing) => new([], [], [nothing.Because], 0);

    private static PlanResource Shown(GuestPlan plan) => new([.. plan.Steps], [.. plan.Disturbs], [.. plan.Notes], plan.Expected.TotalSeconds);

    private sealed class Sentences(Action<string> tell) : IProgress<string>
    {
        public void Report(string value) => tell(value);
    }
}
