using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Domain.Settings;

namespace Vfleet.Host.Guests;

/// <summary>vNICs of running guests: plugged, unplugged, set. Of a failover pair the virtio device comes first and goes last.</summary>
/// <param name="work">The host.</param>
internal sealed class GuestNics(GuestWork work)
{
    private readonly VirtioNics _virtio = new(work);
    private readonly VfSetting _setting = new(work);

    public async Task<GuestOutcome> PlanAsync(GuestChange change, CancellationToken cancellationToken) =>
        await OutcomeAsync(change, await work.ObserveAsync(cancellationToken), cancellationToken);

    public Task<GuestOutcome> ApplyAsync(GuestChange change, IProgress<string>? progress, CancellationToken cancellationToken) =>
        work.LockedAsync(TakenOrGiven(change), locked => ApplyAsync(change, locked, progress, cancellationToken), cancellationToken);

    private async Task<GuestOutcome> ApplyAsync(GuestChange change, IDisposable locked, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var began = work.Parts.Time.GetTimestamp();
        var host = await work.ObserveAsync(cancellationToken);
        var planned = await OutcomeAsync(change, host, cancellationToken);
        if (planned is not GuestOutcome.Ready { Plan: var plan })
        {
            return planned;
        }

        var (notes, problems) = change switch
        {
            GuestChange.Plug plug => await PlugAsync(plug, host, locked, progress, cancellationToken),
            GuestChange.Unplug unplug => await UnplugAsync(unplug, host, locked, progress, cancellationToken),
            GuestChange.Set set => await SetAsync(set, progress, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "no change of a vNIC"),
        };
        return problems is [var first, .. var left]
            ? new GuestOutcome.Failed(plan, first, [.. left])
            : new GuestOutcome.Done(plan with { Notes = plan.Notes.AddRange(notes) }, work.Parts.Time.GetElapsedTime(began));
    }

    private async Task<GuestOutcome> OutcomeAsync(GuestChange change, ObservedHost host, CancellationToken cancellationToken)
    {
        if (GuestWork.Silence(host) is { } silence)
        {
            return new GuestOutcome.Refused([silence]);
        }

        var nic = NicOf(change);
        var guest = GuestWork.Find(host, change.Guest);
        if (change is GuestChange.Unplug && (guest is null || (!HasVf(host, change.Guest, nic) && !HasVirtio(guest, nic))))
        {
            return new GuestOutcome.Nothing($"{guest?.Name ?? change.Guest.ToString()} has no {nic.Name}");
        }

        if (guest is null)
        {
            return new GuestOutcome.Refused([new Problem(ProblemCode.GuestUnknown, $"this host has no guest {change.Guest}", "'vfleet vm list' shows its guests", "guest")]);
        }

        if (guest.State is not (GuestState.Running or GuestState.Paused))
        {
            return new GuestOutcome.Refused([new Problem(ProblemCode.GuestState, $"guest {guest.Name} is not running", "start it first", guest.Name)]);
        }

        return change switch
        {
            GuestChange.Plug => PlanPlug(guest, nic, host),
            GuestChange.Unplug unplug => PlanUnplug(guest, unplug, host),
            _ => await PlanSetAsync(guest, nic, host, cancellationToken),
        };
    }

    private GuestOutcome PlanPlug(ObservedGuest guest, GuestNic nic, ObservedHost host)
    {
        var steps = ImmutableArray.CreateBuilder<string>();
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (nic.Bridge is { } bridge && !HasVirtio(guest, nic))
        {
            steps.Add($"plug {nic.Name} into guest {guest.Name} as a virtio device on {bridge}");
            problems.AddRange(new[] { StartRule.Bridge(bridge, work.Parts.Root) }.OfType<Problem>());
        }

        if (nic.Vf is not null && !HasVf(host, guest.Uuid, nic))
        {
            switch (ChangePlanner.Plan(host, Attach(guest.Uuid, nic)))
            {
                case PlanResult.Refused refused:
                    problems.AddRange(refused.Problems.Select(problem => InUse(problem, nic)));
                    break;
                case PlanResult.Ready { Plan: var plan }:
                    steps.AddRange(plan.Steps.Select(step => step.Description));
                    break;
            }
        }
        else if (nic.Vf is not null && VfSetting.Plan(host, guest.Uuid, IdOf(nic), nic.Vf.Settings.Or(VfSettings.Neutral)) is PlanResult.Ready { Plan: var mend })
        {
            steps.AddRange(mend.Steps.Select(step => step.Description));
        }

        return (problems.Count, steps.Count) switch
        {
            ( > 0, _) => new GuestOutcome.Refused(problems.DrainToImmutable()),
            (_, 0) => new GuestOutcome.Nothing($"guest {guest.Name} has {nic.Name} already"),
            _ => new GuestOutcome.Ready(new GuestPlan($"plug {nic.Name} into guest {guest.Name}", steps.DrainToImmutable()) { Expected = TimeSpan.FromSeconds(1.5) }),
        };
    }

    private static GuestOutcome PlanUnplug(ObservedGuest guest, GuestChange.Unplug unplug, ObservedHost host)
    {
        var steps = ImmutableArray.CreateBuilder<string>();
        if (HasVf(host, guest.Uuid, unplug.Nic))
        {
            switch (ChangePlanner.Plan(host, Detach(unplug)))
            {
                case PlanResult.Refused refused:
                    return new GuestOutcome.Refused(refused.Problems);
                case PlanResult.Ready { Plan: var plan }:
                    steps.AddRange(plan.Steps.Select(step => step.Description));
                    break;
            }
        }

        if (HasVirtio(guest, unplug.Nic))
        {
            steps.Add($"ask guest {guest.Name} to let go of the virtio device of {unplug.Nic.Name}, wait at most {unplug.Deadline.TotalSeconds:0} s");
        }

        return new GuestOutcome.Ready(new GuestPlan($"unplug {unplug.Nic.Name} from guest {guest.Name}", steps.DrainToImmutable())
        {
            Disturbs = [guest.Name],
            Notes = unplug.IsForced ? ["a guest that does not let go is cut off there: the VF's link is set down until the guest stops"] : [],
            Expected = TimeSpan.FromSeconds(6),
        });
    }

    private async Task<GuestOutcome> PlanSetAsync(ObservedGuest guest, GuestNic nic, ObservedHost host, CancellationToken cancellationToken)
    {
        var steps = ImmutableArray.CreateBuilder<string>();
        if (nic.Vf is { } vf)
        {
            switch (VfSetting.Plan(host, guest.Uuid, IdOf(nic), vf.Settings))
            {
                case PlanResult.Refused refused:
                    return new GuestOutcome.Refused(refused.Problems);
                case PlanResult.Ready { Plan: var plan }:
                    steps.AddRange(plan.Steps.Select(step => step.Description));
                    break;
            }
        }

        if (nic.Bridge is not null)
        {
            if (await _virtio.FindAsync(guest.Uuid, nic, cancellationToken) is not { } device)
            {
                return new GuestOutcome.Refused([
                    new Problem(ProblemCode.DeviceUnknown, $"guest {guest.Name} has no virtio interface {nic.Mac}", "plug it in first", nic.Name),
                ]);
            }

            if ((device.LinkUp ?? true) != nic.IsLinked)
            {
                steps.Add($"{(nic.IsLinked ? "put in" : "pull")} the cable of {nic.Name}");
            }
        }

        return steps.Count == 0
            ? new GuestOutcome.Nothing($"{nic.Name} of guest {guest.Name} has these settings already")
            : new GuestOutcome.Ready(new GuestPlan($"set {nic.Name} of guest {guest.Name}", steps.DrainToImmutable()) { Disturbs = [guest.Name] });
    }

    private async Task<(ImmutableArray<string> Notes, ImmutableArray<Problem> Problems)> PlugAsync(
        GuestChange.Plug plug, ObservedHost host, IDisposable locked, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var nic = plug.Nic;
        var guest = GuestWork.Find(host, plug.Guest)!;
        var plugsVirtio = nic.Bridge is not null && !HasVirtio(guest, nic);
        if (plugsVirtio)
        {
            progress?.Report($"plug the virtio device of {nic.Name} into guest {guest.Name}");
            if (await _virtio.PlugAsync(plug.Guest, nic, cancellationToken) is { } problem)
            {
                return ([], [problem]);
            }
        }

        if (nic.Vf is not { } vf)
        {
            return ([], []);
        }

        if (HasVf(host, plug.Guest, nic))
        {
            locked.Dispose();
            return ([], (await _setting.WriteAsync(plug.Guest, IdOf(nic), vf.Settings.Or(VfSettings.Neutral), cancellationToken)).Problems);
        }

        var now = plugsVirtio ? await work.ObserveAsync(cancellationToken) : host;
        var outcome = await work.ApplyLockedAsync(Attach(plug.Guest, nic), now, progress, cancellationToken);
        ImmutableArray<Problem> problems = outcome switch
        {
            ChangeOutcome.Refused refused => [.. refused.Problems.Select(problem => InUse(problem, nic))],
            ChangeOutcome.Failed failed => [InUse(failed.Problem, nic), .. failed.Left],
            _ => [],
        };
        if (problems.IsEmpty || !plugsVirtio)
        {
            return (outcome is ChangeOutcome.Done { Notes: var notes } ? notes : [], problems);
        }

        progress?.Report($"take the virtio device of {nic.Name} out again");
        return ([], await _virtio.UnplugAsync(plug.Guest, nic, TimeSpan.FromSeconds(30), CancellationToken.None) is { } left ? problems.Add(left) : problems);
    }

    private async Task<(ImmutableArray<string> Notes, ImmutableArray<Problem> Problems)> UnplugAsync(
        GuestChange.Unplug unplug, ObservedHost host, IDisposable locked, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var (nic, guest) = (unplug.Nic, GuestWork.Find(host, unplug.Guest)!);
        if (HasVf(host, unplug.Guest, nic))
        {
            var outcome = await work.ApplyLockedAsync(Detach(unplug), host, progress, cancellationToken);
            locked.Dispose();
            switch (outcome)
            {
                case ChangeOutcome.Refused refused:
                    return ([], refused.Problems);
                case ChangeOutcome.Failed { Problem: var problem } when unplug.IsForced && (problem.Code == ProblemCode.GuestSilent || problem.Code == ProblemCode.GuestRefused):
                    return await CutOffAsync(unplug, problem, progress, cancellationToken);
                case ChangeOutcome.Failed failed:
                    return ([], [failed.Problem, .. failed.Left]);
            }
        }

        if (!HasVirtio(guest, nic))
        {
            return ([], []);
        }

        progress?.Report($"waiting for guest {guest.Name} to let go of the virtio device of {nic.Name}");
        return ([], await _virtio.UnplugAsync(unplug.Guest, nic, unplug.Deadline, cancellationToken) is { } left ? [left] : []);
    }

    private async Task<(ImmutableArray<string> Notes, ImmutableArray<Problem> Problems)> CutOffAsync(
        GuestChange.Unplug unplug, Problem refusal, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report($"the guest does not let go: set the link of {unplug.Nic.Name} down");
        var down = new VfSettings { LinkState = VfLinkState.Disable };
        var (_, problems) = await _setting.WriteAsync(unplug.Guest, IdOf(unplug.Nic), down, cancellationToken);
        return problems.IsEmpty
            ? ([$"{refusal.Message}; its link is down, and it stays with the guest until that stops"], [])
            : ([], [refusal, .. problems]);
    }

    private async Task<(ImmutableArray<string> Notes, ImmutableArray<Problem> Problems)> SetAsync(
        GuestChange.Set set, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report($"write the settings of {set.Nic.Name}");
        if (set.Nic.Vf is { } vf && await _setting.WriteAsync(set.Guest, IdOf(set.Nic), vf.Settings, cancellationToken) is { Problems: { IsEmpty: false } problems })
        {
            return ([], problems);
        }

        return set.Nic.Bridge is not null && await _virtio.SetLinkAsync(set.Guest, set.Nic, cancellationToken) is { Problem: { } problem } ? ([], [problem]) : ([], []);
    }

    // Settings of a VF that stays where it is lock it for themselves.
    private static ImmutableArray<VfId> TakenOrGiven(GuestChange change) =>
        change is GuestChange.Plug or GuestChange.Unplug && NicOf(change) is { Vf: not null } nic ? [IdOf(nic)] : [];

    private static GuestNic NicOf(GuestChange change) => change switch
    {
        GuestChange.Plug plug => plug.Nic,
        GuestChange.Unplug unplug => unplug.Nic,
        GuestChange.Set set => set.Nic,
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "no change of a vNIC"),
    };

    private static HostChange.AttachVf Attach(Guid guest, GuestNic nic) =>
        new(guest.ToString("D"), FunctionSelector.Of(IdOf(nic)), nic.Vf!.Settings with { Mac = nic.Mac })
        {
            Live = true,
            Config = false,
            Standby = nic.Bridge is null ? null : GuestDomain.VirtioAlias(nic),
        };

    private static HostChange.DetachVf Detach(GuestChange.Unplug unplug) =>
        new(unplug.Guest.ToString("D"), new GuestDeviceSelector(Function: FunctionSelector.Of(IdOf(unplug.Nic)))) { Deadline = unplug.Deadline };

    // The engine chose the VF, and chooses another one when it hears that.
    private static Problem InUse(Problem problem, GuestNic nic) =>
        problem.Code == ProblemCode.VfNotFree ? problem with { Code = ProblemCode.VfInUse, Path = IdOf(nic).ToString() } : problem;

    private static bool HasVf(ObservedHost host, Guid guest, GuestNic nic) =>
        nic.Vf is not null && host.Vf(IdOf(nic)) is { } vf && vf.Guests.Any(use => use.Uuid == guest);

    private static bool HasVirtio(ObservedGuest guest, GuestNic nic) =>
        nic.Bridge is not null && guest.Devices.Any(device => device.Mac == nic.Mac && device.Function is null && device.Live);

    private static VfId IdOf(GuestNic nic) => new(nic.Vf!.Pf, nic.Vf.Index);
}
