using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Desired;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Host.Forwarding;
using Vfleet.Host.State;
using Vfleet.Primitives;

namespace Vfleet.Host.Agent;

/// <summary>What one PF is, and what is to be done about it. A function of what was read, nothing else.</summary>
/// <param name="Pf">Its address.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">What it is.</param>
/// <param name="Detail">One line for people.</param>
internal sealed record PfJudgement(PciAddress Pf, string Name, PfCondition State, string Detail)
{
    /// <summary>What is to be done; null for nothing.</summary>
    public PfWork? Work { get; init; }

    /// <summary>What is in the way.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Judges every PF that the document means or of which something is kept.</summary>
    /// <param name="host">The host.</param>
    /// <param name="states">What is kept.</param>
    /// <param name="desired">The document; null when there is none, or it cannot be understood.</param>
    /// <param name="isRestored">Whether a PF has been restored in this boot.</param>
    /// <param name="boot">This boot's id.</param>
    /// <returns>The judgements in order of address.</returns>
    public static ImmutableArray<PfJudgement> Of(
        ObservedHost host, ImmutableDictionary<PciAddress, PfState> states, DesiredHost? desired, Func<PciAddress, bool> isRestored, string? boot)
    {
        var matching = desired is null ? null : PfMatching.Of(desired, host);
        var entries = matching is { Problems.IsEmpty: true }
            ? matching.Matches.ToDictionary(match => match.Pf.Address, match => match.Entry)
            : [];
        var pfs = states.Where(state => !state.Value.IsEmpty).Select(state => state.Key).Union(entries.Keys).Order();
        var judge = new Judge(host, desired, boot);
        return
        [
            .. pfs.Select(pf => judge.One(pf, states.GetValueOrDefault(pf, new PfState(pf)), entries.GetValueOrDefault(pf), isRestored(pf))),
        ];
    }

    /// <summary>
    /// With what its forwarding entries need: guests come and go on the bridge over a PF that is otherwise as it should be. What they need
    /// waits until everything else is done.
    /// </summary>
    /// <param name="forwarding">The entries; null when nothing is known of them.</param>
    /// <param name="desired">The document; null for none.</param>
    /// <returns>The judgement.</returns>
    public PfJudgement With(PfForwarding? forwarding, DesiredHost? desired) => this switch
    {
        { Work: not null } or { State: PfCondition.LeftAlone } => this,
        _ when forwarding is null => this,
        _ when !forwarding.Plan.IsEmpty => this with { Work = new PfWork.Forward(desired ?? new DesiredHost()), Detail = $"{Detail}; guests on its bridge changed" },
        { State: PfCondition.Right } when !forwarding.Unfit.IsEmpty => this with { Detail = forwarding.Unfit[0].Message, Problems = forwarding.Unfit },
        _ => this,
    };

    private sealed class Judge(ObservedHost host, DesiredHost? desired, string? boot)
    {
        public PfJudgement One(PciAddress address, PfState state, DesiredPf? entry, bool isRestored)
        {
            var name = host.PfName(address);
            if (host.Pf(address) is { } pf && desired?.NeverTouch.FirstOrDefault(pattern => pattern.Matches(pf, desired.Networks)) is { } never)
            {
                return new PfJudgement(address, name, PfCondition.LeftAlone, $"neverTouch names it ({never})");
            }

            if (IsHalfDone(state))
            {
                return new PfJudgement(address, name, PfCondition.Changing, $"going on, or interrupted: {Change(state)}") { Work = new PfWork.Recover() };
            }

            if (!state.Kept.IsEmpty && Domain.Keeping.CardCheck.Of(address, state.Card, host).Problem is { } elsewhere)
            {
                return new PfJudgement(address, name, PfCondition.Gone, elsewhere.Message) { Problems = [elsewhere] };
            }

            if (!isRestored && !state.Kept.IsEmpty)
            {
                return new PfJudgement(address, name, PfCondition.Restoring, $"to be restored after the boot: {state.Kept}") { Work = new PfWork.Restore() };
            }

            return Compared(address, name, state, entry);
        }

        private PfJudgement Compared(PciAddress address, string name, PfState state, DesiredPf? entry)
        {
            var mends = desired?.Drift == DriftPolicy.Mend;
            var wish = entry is not null && (mends || state.Kept.IsEmpty)
                ? new HostChange.ConformPf(new Domain.Functions.FunctionSelector.ByAddress(address), entry)
                : state.Kept.IsEmpty ? null : state.Kept.ToWish(address, "what is kept");
            if (wish is null)
            {
                return new PfJudgement(address, name, PfCondition.Right, "nothing is kept of it");
            }

            return ChangePlanner.Plan(host, wish) switch
            {
                PlanResult.Nothing => Right(address, name, state, entry, mends),
                PlanResult.Refused refused => new PfJudgement(address, name, PfCondition.Drifted, refused.Problems[0].Message) { Problems = refused.Problems },
                PlanResult.Ready { Plan: var plan } => new PfJudgement(
                    address, name, state.Kept.IsEmpty ? PfCondition.Pending : PfCondition.Drifted, "it takes: " + Steps(plan))
                {
                    Work = mends ? new PfWork.Conform(wish) : null,
                },
                var result => throw new InvalidOperationException($"unknown result of planning {result}"),
            };
        }

        // The document may ask for more than was ever applied.
        private PfJudgement Right(PciAddress address, string name, PfState state, DesiredPf? entry, bool mends)
        {
            if (entry is null || mends)
            {
                return new PfJudgement(address, name, PfCondition.Right, state.Kept.IsEmpty ? "nothing is kept of it" : state.Kept.ToString());
            }

            var change = new HostChange.ConformPf(new Domain.Functions.FunctionSelector.ByAddress(address), entry);
            return ChangePlanner.Plan(host, change) switch
            {
                PlanResult.Nothing => new PfJudgement(address, name, PfCondition.Right, state.Kept.IsEmpty ? "nothing is kept of it" : state.Kept.ToString()),
                PlanResult.Refused refused => new PfJudgement(address, name, PfCondition.Pending, refused.Problems[0].Message) { Problems = refused.Problems },
                PlanResult.Ready { Plan: var plan } => new PfJudgement(address, name, PfCondition.Pending, "it takes: " + Steps(plan)),
                var result => throw new InvalidOperationException($"unknown result of planning {result}"),
            };
        }

        private static string Steps(Plan plan) =>
            string.Join("; ", plan.Steps.Select(step => step.Description).Take(3)) + (plan.Steps.Length > 3 ? $"; and {plan.Steps.Length - 3} more" : "");

        private string Change(PfState state) =>
            state.Unfinished?.What ?? state.UnfinishedVfs.Values.FirstOrDefault()?.What
            ?? string.Join(", ", state.Vfs.Where(entry => IsHalfDone(new(state.Pf, entry.Key), entry.Value)).Select(entry => $"VF {entry.Key} of guest {entry.Value.Owner.Guest}"));

        private bool IsHalfDone(PfState state) =>
            state.Unfinished is not null || !state.UnfinishedVfs.IsEmpty || state.Vfs.Any(entry => IsHalfDone(new(state.Pf, entry.Key), entry.Value));

        private bool IsHalfDone(Domain.Functions.VfId id, VfRecord record)
        {
            if (host.Guests.IsDefault || host.LibvirtProblem is not null)
            {
                return false;
            }

            var vf = host.Vf(id);
            return record.Phase != VfPhase.Attached
                || (record.Boot != boot && (vf is not null || !IsConfigured(record)))
                || (record.Boot == boot && (vf is null || (vf.Guests.IsEmpty && FreeRule.Users(vf).IsEmpty)));
        }

        private bool IsConfigured(VfRecord record) =>
            host.Guests.Any(guest => guest.Uuid == record.Owner.Uuid && guest.Devices.Any(device => device.Alias == record.Owner.Alias));
    }
}

/// <summary>What a PF is, compared with what it shall be.</summary>
public enum PfCondition
{
    /// <summary>As it is kept.</summary>
    Right,

    /// <summary>Other hands changed it.</summary>
    Drifted,

    /// <summary>The document asks for what nobody applied yet.</summary>
    Pending,

    /// <summary>It is not restored yet since the last boot.</summary>
    Restoring,

    /// <summary>A change of it goes on, or was interrupted.</summary>
    Changing,

    /// <summary>The card that something is kept of is not there: pulled out, moved, or another one in its place.</summary>
    Gone,

    /// <summary>The document forbids to touch it.</summary>
    LeftAlone,
}

/// <summary>What is to be done about a PF.</summary>
internal abstract record PfWork
{
    private PfWork()
    {
    }

    /// <summary>Finish or undo what was interrupted.</summary>
    public sealed record Recover : PfWork;

    /// <summary>Make it what it is kept as, after a boot.</summary>
    public sealed record Restore : PfWork;

    /// <summary>Mend what other hands changed, or carry out what the document asks for.</summary>
    /// <param name="Wish">The wish.</param>
    public sealed record Conform(HostChange.ConformPf Wish) : PfWork;

    /// <summary>Make its forwarding entries what the guests on its bridge need.</summary>
    /// <param name="Desired">The document.</param>
    public sealed record Forward(DesiredHost Desired) : PfWork;
}
