using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Keeping;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;

namespace Vfleet.Host.Guests;

/// <summary>Puts a VF back that nobody has.</summary>
/// <param name="work">The host.</param>
internal sealed class VfCleaning(GuestWork work)
{
    private const string Host = "host";

    public async Task<GuestOutcome> PlanAsync(GuestChange.Clean clean, CancellationToken cancellationToken) =>
        Outcome(clean, await work.ObserveAsync(cancellationToken));

    public Task<GuestOutcome> ApplyAsync(GuestChange.Clean clean, IProgress<string>? progress, CancellationToken cancellationToken) =>
        work.LockedAsync([IdOf(clean)], _ => ApplyLockedAsync(clean, progress, cancellationToken), cancellationToken);

    private async Task<GuestOutcome> ApplyLockedAsync(GuestChange.Clean clean, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var began = work.Parts.Time.GetTimestamp();
        var host = await work.ObserveAsync(cancellationToken);
        var planned = Outcome(clean, host);
        if (planned is not GuestOutcome.Ready { Plan: var plan })
        {
            return planned;
        }

        var outcome = await work.ApplyLockedAsync(new HostChange.ResetVf(Selector(clean)), host, progress, cancellationToken);

        // A reset leaves a VF that nothing is saved of on the driver that it has.
        if (outcome is ChangeOutcome.Done && await work.ObserveAsync(cancellationToken) is var now && now.Vf(IdOf(clean)) is { } vf && LeftoverRule.IsOffHost(vf, Kept(vf.Id)))
        {
            outcome = await work.ApplyLockedAsync(new HostChange.BindVf(Selector(clean), Host), now, progress, cancellationToken);
        }

        return outcome switch
        {
            ChangeOutcome.Refused refused => new GuestOutcome.Refused(refused.Problems),
            ChangeOutcome.Failed failed => new GuestOutcome.Failed(plan, failed.Problem, failed.Left),
            ChangeOutcome.Done => new GuestOutcome.Done(plan, work.Parts.Time.GetElapsedTime(began)),
            _ => planned,
        };
    }

    private GuestOutcome Outcome(GuestChange.Clean clean, ObservedHost host)
    {
        var name = host.VfName(IdOf(clean));
        if (host.Vf(IdOf(clean)) is { Record: null } vf && FreeRule.Users(vf).IsEmpty && LeftoverRule.Of(host.Pf(vf.Id.Pf)!, vf, Kept(vf.Id)).IsEmpty)
        {
            return new GuestOutcome.Nothing($"{name} is clean");
        }

        return ChangePlanner.Plan(host, new HostChange.ResetVf(Selector(clean))) switch
        {
            PlanResult.Refused refused => new GuestOutcome.Refused(refused.Problems),
            PlanResult.Ready { Plan: var plan } => new GuestOutcome.Ready(new GuestPlan(plan.Title, [.. plan.Steps.Select(step => step.Description), .. Rebinding(host, clean, name)])
            {
                Notes = plan.Notes,
                Expected = plan.Expected,
            }),
            _ => new GuestOutcome.Nothing($"{name} is clean"),
        };
    }

    private IEnumerable<string> Rebinding(ObservedHost host, GuestChange.Clean clean, string name) =>
        host.Vf(IdOf(clean)) is { } vf && LeftoverRule.IsOffHost(vf, Kept(vf.Id)) ? [$"bind {name} to the host's driver again"] : [];

    private KeptPf Kept(VfId vf) => work.Parts.State.Read(vf.Pf).Kept;

    private static VfId IdOf(GuestChange.Clean clean) => new(clean.Vf.Pf, clean.Vf.Index);

    private static FunctionSelector Selector(GuestChange.Clean clean) => FunctionSelector.Of(IdOf(clean));
}
