using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Host.Locking;
using Vfleet.Libvirt.Connection;

namespace Vfleet.Host.Guests;

/// <summary>What all changes of guests need: the host read, locks waited for, changes of single VFs, libvirt also when its daemon restarts.</summary>
/// <param name="parts">The host.</param>
/// <param name="observe">Reads the host.</param>
internal sealed class GuestWork(HostParts parts, Func<ObserveScope, CancellationToken, Task<ObservedHost>> observe)
{
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    public HostParts Parts => parts;

    public Task<ObservedHost> ObserveAsync(CancellationToken cancellationToken) => observe(ChangeApplier.PlanningScope, cancellationToken);

    public async Task<ILibvirtConnection> ConnectAsync(CancellationToken cancellationToken) => (await parts.LibvirtAsync(cancellationToken)).Require();

    /// <summary>Connects, and waits for a daemon that restarts, 30 s at most.</summary>
    public async Task<ILibvirtConnection> ReconnectAsync(CancellationToken cancellationToken)
    {
        var began = parts.Time.GetTimestamp();
        while (true)
        {
            var outcome = await parts.LibvirtAsync(cancellationToken, again: true);
            if (outcome is Opened || parts.Time.GetElapsedTime(began) > s_longest)
            {
                return outcome.Require();
            }

            await Task.Delay(s_again, parts.Time, cancellationToken);
        }
    }

    /// <summary>Locks VFs, all or none. Somebody who is about to end is waited for, 30 s at most.</summary>
    public async Task<LockResult> LockAsync(ImmutableArray<VfId> vfs, CancellationToken cancellationToken)
    {
        var began = parts.Time.GetTimestamp();
        while (true)
        {
            var all = TakeAll(vfs);
            if (all is not LockResult.Busy { Problem.Code: var code } || code != ProblemCode.Locked || parts.Time.GetElapsedTime(began) > s_longest)
            {
                return all;
            }

            await Task.Delay(s_again, parts.Time, cancellationToken);
        }
    }

    /// <summary>Locks VFs for a piece of work; refused when somebody keeps one of them.</summary>
    /// <param name="vfs">The VFs.</param>
    /// <param name="run">The work; it may end the lock before it ends itself.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<GuestOutcome> LockedAsync(ImmutableArray<VfId> vfs, Func<IDisposable, Task<GuestOutcome>> run, CancellationToken cancellationToken)
    {
        switch (await LockAsync(vfs, cancellationToken))
        {
            case LockResult.Busy busy:
                return new GuestOutcome.Refused([busy.Problem]);
            case LockResult.Taken { Lock: var locked }:
                using (locked)
                {
                    return await run(locked);
                }

            default:
                throw new InvalidOperationException("unknown result of locking");
        }
    }

    /// <summary>Makes a change of one VF, which is locked, on the host as read under the lock.</summary>
    public Task<ChangeOutcome> ApplyLockedAsync(HostChange change, ObservedHost host, IProgress<string>? progress, CancellationToken cancellationToken) =>
        new ChangeApplier(parts, observe).ApplyLockedAsync(change, host, Told(progress), cancellationToken);

    /// <summary>Runs plans of different VFs, which are locked, side by side.</summary>
    /// <returns>Why the first of them failed, each undone by itself; null when all are done.</returns>
    public async Task<Problem?> RunAsync(ObservedHost host, IEnumerable<Plan> plans, CancellationToken cancellationToken) =>
        await RunAllAsync(host, plans, cancellationToken) is [var first, ..] ? first : null;

    /// <summary>Runs plans of different VFs, which are locked, side by side.</summary>
    /// <returns>Why some of them failed, and what is left of those.</returns>
    public async Task<ImmutableArray<Problem>> RunAllAsync(ObservedHost host, IEnumerable<Plan> plans, CancellationToken cancellationToken)
    {
        var runs = plans.Select(plan => Task.Run(() => new PlanRunner(parts, host, progress: null).RunAsync(plan, cancellationToken), CancellationToken.None));
        var outcomes = await Task.WhenAll(runs);
        return [.. outcomes.OfType<ChangeOutcome.Failed>().SelectMany(failed => failed.Left.Insert(0, failed.Problem))];
    }

    /// <summary>A guest of the host by its UUID.</summary>
    public static ObservedGuest? Find(ObservedHost host, Guid guest) => host.Guests.IsDefault ? null : host.Guests.FirstOrDefault(each => each.Uuid == guest);

    /// <summary>Why nothing is known of guests; null when libvirt told.</summary>
    public static Problem? Silence(ObservedHost host) => host.LibvirtProblem ?? (host.Guests.IsDefault
        ? new Problem(ProblemCode.LibvirtUnavailable, "libvirt was not asked for its guests", "start libvirtd and try again")
        : null);

    /// <summary>Whether a failure says that the domain does not run or is not there: what was to be ended has ended.</summary>
    public static bool IsGone(LibvirtException failure) =>
        failure.Code == LibvirtErrorCode.NoDomain
        || (failure.Code == LibvirtErrorCode.OperationInvalid && failure.Reason.Contains("not running", StringComparison.OrdinalIgnoreCase));

    private LockResult TakeAll(ImmutableArray<VfId> vfs)
    {
        var held = new HeldLocks();
        foreach (var vf in vfs.Order())
        {
            switch (parts.Locks.TakeVf(vf))
            {
                case LockResult.Taken taken:
                    held.Add(taken.Lock);
                    break;
                case LockResult.Busy busy:
                    held.Dispose();
                    return busy;
            }
        }

        return new LockResult.Taken(held);
    }

    private static Sentences? Told(IProgress<string>? progress) => progress is null ? null : new Sentences(progress);

    private sealed class Sentences(IProgress<string> progress) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            switch (value.State)
            {
                case StepState.Started:
                    progress.Report(value.Step.Description);
                    break;
                case StepState.Running when value.Detail.Length > 0:
                    progress.Report(value.Detail);
                    break;
                case StepState.Undoing:
                    progress.Report("undoing what was done");
                    break;
            }
        }
    }
}
