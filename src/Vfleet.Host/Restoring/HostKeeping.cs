using System.Collections.Immutable;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Host.Locking;
using Vfleet.Host.Recovering;
using Vfleet.Host.State;
using Vfleet.Linux.Pci;
using Vfleet.Primitives;

namespace Vfleet.Host.Restoring;

/// <summary>What is written down of this machine's PFs.</summary>
/// <param name="parts">The host.</param>
/// <param name="observe">Reads the host.</param>
internal sealed class HostKeeping(HostParts parts, Func<ObserveScope, CancellationToken, Task<ObservedHost>> observe) : IHostKeeping
{
    // Drivers are loaded while the first unit runs; a card that needs longer than this for its firmware is finished by the agent.
    private static readonly TimeSpan CardDeadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    public string? BootId => parts.BootId;

    public bool IsRestored(PciAddress pf) => File.Exists(MarkOf(pf));

    public ImmutableDictionary<PciAddress, PfState> ReadAll(out ImmutableArray<Problem> problems) => parts.State.ReadAll(out problems);

    public async Task<PfRestoring> RestoreAsync(
        PciAddress pf, RestoreScope scope, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            if (scope == RestoreScope.Early)
            {
                await AwaitCardAsync(pf, cancellationToken);
            }

            var recovered = scope == RestoreScope.Early ? [] : await new ChangeRecovery(parts, observe, progress).RecoverAsync(pf, cancellationToken);
            var host = await Observe(scope)(ChangeApplier.PlanningScope, cancellationToken);
            var restoring = new PfRestoring(pf, host.PfName(pf)) { Recovered = recovered };
            if (scope == RestoreScope.Unfinished)
            {
                return restoring;
            }

            var conformed = await ConformAsync(restoring, host, scope, progress, cancellationToken);
            if (scope == RestoreScope.Early)
            {
                return conformed;
            }

            // VFs that guests are configured with had to be made first.
            if (parts.State.Read(pf).Vfs.Values.Any(record => record.Boot != parts.BootId))
            {
                var after = await new ChangeRecovery(parts, observe, progress).RecoverAsync(pf, cancellationToken);
                conformed = conformed with
                {
                    Recovered = [.. recovered.Where(recovery => recovery.Result is RecoveryResult.Finished or RecoveryResult.Undone), .. after],
                };
            }

            if (!conformed.Problems.Any())
            {
                Mark(pf);
            }

            return conformed;
        }
        catch (StateException fault)
        {
            return new PfRestoring(pf, pf.ToString()) { Problem = fault.Problem };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new PfRestoring(pf, pf.ToString()) { Problem = new Problem(ProblemCode.Cancelled, $"cancelled before {pf} was restored", "start it again", pf.ToString()) };
        }
        catch (Exception fault)
        {
            // One PF that cannot be read keeps none of the others from being restored.
            return new PfRestoring(pf, pf.ToString()) { Problem = Faults.ToProblem(fault, $"restoring {pf}") };
        }
    }

    public Problem? Forget(PciAddress pf) => Locked(pf, () =>
    {
        var state = parts.State.Read(pf);
        if (Unforgettable(state) is { } problem)
        {
            return problem;
        }

        parts.State.Update(pf, _ => new PfState(pf));
        return null;
    });

    public Problem? Move(PciAddress from, PciAddress to) => Locked(from, () => Locked(to, () =>
    {
        var state = parts.State.Read(from);
        if (Unforgettable(state) is { } problem)
        {
            return problem;
        }

        if (!parts.State.Read(to).IsEmpty)
        {
            return new Problem(
                ProblemCode.EntriesConflict, $"something is kept of {to} already", $"forget that first: vfleet pf forget {to}", to.ToString());
        }

        // Written there before it is gone here: a kill between the two leaves both, and moving again says so. What was interrupted at the old
        // address is made at the new one; entries of the old one's forwarding table went with it.
        parts.State.Update(to, _ => new PfState(to) { Kept = Coming(state), Card = state.Card });
        parts.State.Update(from, _ => new PfState(from));
        return null;
    }));

    // In the run directory: a reboot wipes it, and with it every VF.
    private string MarkOf(PciAddress pf) => Path.Join(parts.Options.RunDirectory, "restored", pf.ToString());

    private void Mark(PciAddress pf)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(MarkOf(pf))!);
        File.WriteAllBytes(MarkOf(pf), []);
    }

    private static Problem? Unforgettable(PfState state) => state switch
    {
        { Vfs.IsEmpty: false } => new Problem(
            ProblemCode.VfNotFree,
            $"VF {string.Join(", ", state.Vfs.Keys)} of {state.Pf} {(state.Vfs.Count == 1 ? "is" : "are")} written down as given to a guest",
            "take them back first ('vfleet vm detach', 'vfleet vf reset'); when the card is gone: vfleet restore",
            state.Pf.ToString()),
        { IsEmpty: true } => new Problem(ProblemCode.PfUnknown, $"nothing is kept of {state.Pf}", "'vfleet pf kept' shows what is kept", state.Pf.ToString()),
        _ => null,
    };

    private Problem? Locked(PciAddress pf, Func<Problem?> work)
    {
        switch (parts.Locks.TakePf(pf))
        {
            case LockResult.Taken taken:
                using (taken.Lock)
                {
                    try
                    {
                        return work();
                    }
                    catch (StateException fault)
                    {
                        return fault.Problem;
                    }
                }

            case LockResult.Busy busy:
                return busy.Problem;
            default:
                throw new InvalidOperationException("unknown result of locking");
        }
    }

    private async Task<PfRestoring> ConformAsync(
        PfRestoring restoring, ObservedHost host, RestoreScope scope, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        var state = parts.State.Read(restoring.Pf);
        var kept = scope == RestoreScope.Early ? Coming(state) : state.Kept;
        if (kept.IsEmpty)
        {
            return restoring;
        }

        var check = CardCheck.Of(restoring.Pf, state.Card, host);
        restoring = restoring with { Problem = check.Problem, Notes = check.Notes };
        if (check.Problem is not null)
        {
            return restoring;
        }

        var pf = host.Pf(restoring.Pf)!;
        if (scope == RestoreScope.Early)
        {
            // Whoever was faster than we are is left alone here; the agent compares and tells.
            return pf.NumVfs > 0 || kept.Vfs is null or 0 ? restoring : restoring with { Outcome = await ApplyAsync(kept.Early(pf), keeps: false) };
        }

        return restoring with { Outcome = await ApplyAsync(kept, keeps: true) };

        Task<ChangeOutcome> ApplyAsync(KeptPf wanted, bool keeps) => new ChangeApplier(parts, Observe(scope)).ApplyAsync(
            wanted.ToWish(restoring.Pf, "what is kept") with { Force = scope == RestoreScope.Early, Keeps = keeps }, progress, cancellationToken);
    }

    // So early no guest runs, and libvirt must not be asked: systemd holds its socket open, but starts the daemon only after us.
    private Func<ObserveScope, CancellationToken, Task<ObservedHost>> Observe(RestoreScope scope) =>
        scope == RestoreScope.Early ? (wanted, token) => observe(wanted & ~ObserveScope.Guests, token) : observe;

    // A change that a power cut interrupted was wished for: it is restored as if it had been done, and the agent finishes it.
    private static KeptPf Coming(PfState state) => state.Unfinished is { Keeps: true, Wanted: { } wanted } ? wanted : state.Kept;

    private async Task AwaitCardAsync(PciAddress pf, CancellationToken cancellationToken)
    {
        using var changes = new BusChanges(parts);
        var began = parts.Time.GetTimestamp();
        while (PciTopology.ReadPhysicalFunction(parts.Root, pf, out _) is not { Function: { Driver: not null } function }
            || (function is { IsNetworkController: true, Netdevs: [] }))
        {
            if (parts.Time.GetElapsedTime(began) >= CardDeadline)
            {
                return;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _ = await Task.WhenAny(changes.NextAsync(stop.Token), Task.Delay(LookInterval, parts.Time, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
