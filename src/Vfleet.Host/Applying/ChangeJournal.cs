using Vfleet.Domain.Changes;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Host.Applying;

/// <summary>
/// Writes down that a change begins, before its first step, and what is kept of it after its last, so that a kill or a power cut at any
/// moment between leaves enough to finish or undo it. Giving a VF to a guest and taking it back write their own records, step by step.
/// </summary>
/// <param name="parts">The host.</param>
internal sealed class ChangeJournal(HostParts parts)
{
    /// <summary>Notes that a change begins.</summary>
    /// <exception cref="StateException">It cannot be written down: nothing may be touched.</exception>
    public void Begin(HostChange change, Plan plan, ObservedHost host)
    {
        if (IsRecorded(change))
        {
            return;
        }

        var pf = PfOf(plan);
        parts.State.Update(pf, state => state.WithUnfinished(plan.Vf, Of(change, plan, host, state)));
    }

    /// <summary>Notes how a change ended. What could not be undone stays written down.</summary>
    /// <exception cref="StateException">It cannot be written down.</exception>
    public void End(HostChange change, Plan plan, ChangeOutcome outcome, ObservedHost host)
    {
        var isDone = outcome is ChangeOutcome.Done;
        if (outcome is not (ChangeOutcome.Done or ChangeOutcome.Failed { Left.IsEmpty: true }))
        {
            return;
        }

        var pf = PfOf(plan);
        parts.State.Update(pf, state =>
        {
            var ended = IsRecorded(change) ? state : state.WithUnfinished(plan.Vf, null);
            return isDone ? Kept(ended, change, plan.Vf?.Index, host.Pf(pf)) : ended;
        });
    }

    /// <summary>Notes what is kept of a change for which there was nothing to do.</summary>
    /// <exception cref="StateException">It cannot be written down.</exception>
    public void Keep(HostChange change, ObservedHost host)
    {
        (ObservedPf? pf, int? vf) = change switch
        {
            HostChange.SetPf set => (Find(host, set.Pf), (int?)null),
            HostChange.ConformPf conform => (Find(host, conform.Pf), null),
            HostChange.SetVf set when host.TryFindVf(set.Vf, out var found, out _) => (host.Pf(found.Id.Pf), found.Id.Index),
            _ => (null, null),
        };
        if (pf is not null && parts.State.Read(pf.Address) is var state && !ReferenceEquals(Kept(state, change, vf, pf), state))
        {
            parts.State.Update(pf.Address, now => Kept(now, change, vf, pf));
        }
    }

    /// <summary>The state once a change has been carried out.</summary>
    private static PfState Kept(PfState state, HostChange change, int? vf, ObservedPf? pf)
    {
        if (change is HostChange.SetPf { Keeps: false } or HostChange.ConformPf { Keeps: false } || pf is null)
        {
            return state;
        }

        return state.Keeping(WithDriver(state.Kept.After(change, vf), change, pf), pf);
    }

    // "As configured" is a fact of this boot; in the next the kernel begins with autoprobe on again.
    private static KeptPf WithDriver(KeptPf kept, HostChange change, ObservedPf pf) =>
        kept is { Vfs: > 0, Driver: VfDriverChoice.AsConfigured }
        && change is HostChange.SetPf { Vfs: not null } or HostChange.ConformPf { Wish.Vfs: not null }
            ? kept with { Driver = pf.Autoprobe == false ? VfDriverChoice.None : VfDriverChoice.Host }
            : kept;

    private UnfinishedChange Of(HostChange change, Plan plan, ObservedHost host, PfState state)
    {
        var unfinished = new UnfinishedChange(plan.Title, parts.Time.GetUtcNow(), parts.BootId);
        switch (change)
        {
            case HostChange.SetPf { Keeps: var keeps }:
                return unfinished with { Wanted = state.Kept.After(change, null), Before = Before(plan, host), Keeps = keeps };
            case HostChange.ConformPf:
                return unfinished with { Wanted = state.Kept.After(change, null), Before = Before(plan, host) };
            case HostChange.SetVf set:
                return unfinished with { Wanted = state.Kept.After(change, plan.Vf!.Value.Index), Settings = set.Settings };
            case HostChange.BindVf bind:
                return unfinished with { Driver = bind.Driver };
            case HostChange.ResetVf:
                var vf = host.Vf(plan.Vf!.Value);
                return unfinished with
                {
                    Wanted = state.Kept.After(change, plan.Vf!.Value.Index),
                    Resets = true,
                    Driver = vf?.Record is null ? vf?.Driver ?? "none" : null,
                };
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change, "nobody knows how to finish this change");
        }
    }

    // The settings of VFs that the plan removes are lost either way.
    private static KeptPf Before(Plan plan, ObservedHost host)
    {
        var before = KeptPf.Of(host.Pf(plan.WholePf!.Value)!);
        return plan.Steps.Any(step => step is PlanStep.SetVfCount)
            ? before
            : before with
            {
                Settings = before.Settings.AddRange(plan.Steps.OfType<PlanStep.WriteVf>()
                    .DistinctBy(step => step.Vf).Select(step => KeyValuePair.Create(step.Vf.Index, step.Before))),
            };
    }

    // What the first restore does, the second completes, whatever became of it; and it must not hide what a power cut interrupted.
    private static bool IsRecorded(HostChange change) => change is HostChange.AttachVf or HostChange.DetachVf or HostChange.ConformPf { Keeps: false };

    private static PciAddress PfOf(Plan plan) =>
        plan.WholePf ?? plan.Vf?.Pf ?? throw new InvalidOperationException($"the plan '{plan.Title}' names nothing to change");

    private static ObservedPf? Find(ObservedHost host, Domain.Functions.FunctionSelector selector) => host.TryFindPf(selector, out var pf, out _) ? pf : null;
}
