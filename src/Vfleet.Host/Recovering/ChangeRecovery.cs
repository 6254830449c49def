using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Host.Locking;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Host.Recovering;

/// <summary>
/// Finishes or undoes what a kill or a power cut interrupted, by what was written down before. Whoever still works on a PF holds its
/// lock, so what is found under the lock belongs to nobody. It may itself be killed: nothing is forgotten before it is done.
/// </summary>
/// <param name="parts">The host.</param>
/// <param name="observe">Reads the host.</param>
/// <param name="progress">Told of each step.</param>
internal sealed class ChangeRecovery(
    HostParts parts, Func<ObserveScope, CancellationToken, Task<ObservedHost>> observe, IProgress<StepProgress>? progress)
{
    /// <summary>Looks after one PF and its VFs.</summary>
    /// <param name="pf">The PF.</param>
    /// <param name="cancellationToken">Stops before the next thing.</param>
    /// <returns>What was half-done, and what became of it.</returns>
    /// <exception cref="StateException">What was written down cannot be read or written.</exception>
    public async Task<ImmutableArray<Recovery>> RecoverAsync(PciAddress pf, CancellationToken cancellationToken)
    {
        if (!IsHalfDone(parts.State.Read(pf)))
        {
            return [];
        }

        switch (parts.Locks.TakePf(pf))
        {
            case LockResult.Taken taken:
                using (taken.Lock)
                {
                    return await UnderLockAsync(pf, cancellationToken);
                }

            case LockResult.Busy { Problem: var problem }:
                return [new Recovery(pf.ToString(), problem.Message, problem.Code == ProblemCode.Locked ? RecoveryResult.Busy : RecoveryResult.Left, problem)];
            default:
                throw new InvalidOperationException("unknown result of locking");
        }
    }

    // A record is looked at whatever its phase: the guest that it names may have ended by other hands.
    private static bool IsHalfDone(PfState state) => state.Unfinished is not null || !state.UnfinishedVfs.IsEmpty || !state.Vfs.IsEmpty;

    private async Task<ImmutableArray<Recovery>> UnderLockAsync(PciAddress pf, CancellationToken cancellationToken)
    {
        var recovered = ImmutableArray.CreateBuilder<Recovery>();
        var state = parts.State.Read(pf);
        if (state.Unfinished is { } whole)
        {
            recovered.Add(await WholePfAsync(pf, whole, cancellationToken));
        }

        foreach (var (index, change) in state.UnfinishedVfs)
        {
            recovered.Add(await VfAsync(new VfId(pf, index), change, cancellationToken));
        }

        var records = new RecordRecovery(parts, observe, RunAsync);
        foreach (var index in parts.State.Read(pf).Vfs.Keys)
        {
            if (await records.RecoverAsync(new VfId(pf, index), cancellationToken) is { } recovery)
            {
                recovered.Add(recovery);
            }
        }

        return recovered.DrainToImmutable();
    }

    private async Task<Recovery> WholePfAsync(PciAddress pf, UnfinishedChange change, CancellationToken cancellationToken)
    {
        var host = await observe(ChangeApplier.PlanningScope, cancellationToken);
        var name = host.PfName(pf);
        Recovery Ended(RecoveryResult result, KeptPf? kept)
        {
            parts.State.Update(pf, state => state.Keeping(kept ?? state.Kept, host.Pf(pf)) with { Unfinished = null });
            return new Recovery(name, change.What, result);
        }

        var isThisBoot = change.Boot == parts.BootId;
        if (!isThisBoot && !change.Keeps)
        {
            return Ended(RecoveryResult.Undone, null);
        }

        if (CardCheck.Of(pf, parts.State.Read(pf).Card, host).Problem is { } problem)
        {
            return new Recovery(name, change.What, RecoveryResult.Left, problem);
        }

        var failure = await ConformAsync(pf, change.Wanted ?? KeptPf.Nothing, cancellationToken);
        if (failure is null)
        {
            return Ended(RecoveryResult.Finished, change.Keeps ? change.Wanted : null);
        }

        // After a reboot nothing of it is left on the host; what was kept before it is restored as at any boot.
        if (!isThisBoot)
        {
            return Ended(RecoveryResult.Undone, null);
        }

        return await ConformAsync(pf, change.Before ?? KeptPf.Nothing, cancellationToken) is null
            ? Ended(RecoveryResult.Undone, null)
            : new Recovery(name, change.What, RecoveryResult.Left, failure);
    }

    private async Task<Problem?> ConformAsync(PciAddress pf, KeptPf wanted, CancellationToken cancellationToken) =>
        wanted == KeptPf.Nothing ? null : await RunAsync(wanted.ToWish(pf, "the interrupted change") with { Force = true }, cancellationToken);

    private async Task<Recovery> VfAsync(VfId vf, UnfinishedChange change, CancellationToken cancellationToken)
    {
        var host = await observe(ChangeApplier.PlanningScope, cancellationToken);
        var selector = FunctionSelector.Of(vf);
        var problem = change.Boot == parts.BootId && host.Vf(vf) is not null
            ? await StepsAsync(selector, change, cancellationToken)
            : null;
        if (problem is not null)
        {
            return new Recovery(host.VfName(vf), change.What, RecoveryResult.Left, problem);
        }

        // A VF that is gone took it along; what was to be kept is restored with the rest.
        parts.State.Update(vf.Pf, state => state.WithUnfinished(vf, null).Keeping(Kept(state.Kept, selector, vf.Index, change), host.Pf(vf.Pf)));
        return new Recovery(host.VfName(vf), change.What, RecoveryResult.Finished);
    }

    private async Task<Problem?> StepsAsync(FunctionSelector vf, UnfinishedChange change, CancellationToken cancellationToken)
    {
        HostChange[] steps =
        [
            .. change.Resets ? [new HostChange.ResetVf(vf)] : Array.Empty<HostChange>(),
            .. change.Settings is { } settings ? [new HostChange.SetVf(vf, settings) { Force = true }] : Array.Empty<HostChange>(),
            .. change.Driver is { } driver ? [new HostChange.BindVf(vf, driver)] : Array.Empty<HostChange>(),
        ];
        foreach (var step in steps)
        {
            if (await RunAsync(step, cancellationToken) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static KeptPf Kept(KeptPf kept, FunctionSelector vf, int index, UnfinishedChange change) =>
        change.Resets ? kept.After(new HostChange.ResetVf(vf), index)
        : change.Settings is { } settings ? kept.After(new HostChange.SetVf(vf, settings), index)
        : change.Driver is { } driver ? kept.After(new HostChange.BindVf(vf, driver), index)
        : kept;

    /// <summary>Carries out a change under the lock that we hold, on the host as it is now.</summary>
    /// <returns>Why it could not be; null when it is done, or was already.</returns>
    private async Task<Problem?> RunAsync(HostChange change, CancellationToken cancellationToken)
    {
        var host = await observe(ChangeApplier.PlanningScope, cancellationToken);
        switch (ChangePlanner.Plan(host, change))
        {
            case PlanResult.Refused refused:
                return refused.Problems[0];
            case PlanResult.Ready ready:
                return await new PlanRunner(parts, host, progress).RunAsync(ready.Plan, cancellationToken) is ChangeOutcome.Failed failed ? failed.Problem : null;
            default:
                return null;
        }
    }
}
