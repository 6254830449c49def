using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Host.Guests.Seeds;
using Vfleet.Libvirt.Connection;

namespace Vfleet.Host.Guests;

/// <summary>The guests of this machine.</summary>
internal sealed class HostGuests : IHostGuests
{
    private readonly GuestWork _work;
    private readonly GuestStart _start;
    private readonly GuestStop _stop;
    private readonly GuestNics _nics;
    private readonly VfCleaning _vfs;

    public HostGuests(HostParts parts, Func<ObserveScope, CancellationToken, Task<ObservedHost>> observe)
    {
        var work = _work = new GuestWork(parts, observe);
        var seeds = new SeedImage(parts.Options.StateDirectory);
        var cleaning = new GuestCleaning(work, seeds);
        _start = new GuestStart(work, seeds, cleaning);
        _stop = new GuestStop(work, cleaning);
        _nics = new GuestNics(work);
        _vfs = new VfCleaning(work);
    }

    public async Task<GuestOutcome> PlanAsync(GuestChange change, CancellationToken cancellationToken)
    {
        try
        {
            return change switch
            {
                GuestChange.Start start => await _start.PlanAsync(start.Spec, cancellationToken),
                GuestChange.Shutdown or GuestChange.Stop or GuestChange.Reboot => await _stop.PlanAsync(change, cancellationToken),
                GuestChange.Clean clean => await _vfs.PlanAsync(clean, cancellationToken),
                _ => await _nics.PlanAsync(change, cancellationToken),
            };
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return new GuestOutcome.Refused([Faults.ToProblem(fault, Title(change))]);
        }
    }

    public async Task<GuestOutcome> ApplyAsync(GuestChange change, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        try
        {
            // A daemon that restarts just now is waited for.
            _ = await _work.ReconnectAsync(cancellationToken);
            return change switch
            {
                GuestChange.Start start => await _start.ApplyAsync(start.Spec, progress, cancellationToken),
                GuestChange.Shutdown or GuestChange.Stop or GuestChange.Reboot => await _stop.ApplyAsync(change, progress, cancellationToken),
                GuestChange.Clean clean => await _vfs.ApplyAsync(clean, progress, cancellationToken),
                _ => await _nics.ApplyAsync(change, progress, cancellationToken),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var cancelled = new Problem(ProblemCode.Cancelled, $"cancelled: {Title(change)}", "start it again when you are ready");
            return new GuestOutcome.Failed(new GuestPlan(Title(change), []), cancelled, []);
        }
        catch (LibvirtUnavailableException unavailable)
        {
            return new GuestOutcome.Refused([Faults.ToProblem(unavailable, Title(change))]);
        }
        catch (Exception fault)
        {
            return new GuestOutcome.Failed(new GuestPlan(Title(change), []), Faults.ToProblem(fault, Title(change)), []);
        }
    }

    private static string Title(GuestChange change) => change switch
    {
        GuestChange.Start start => $"start guest {start.Spec.Name}",
        GuestChange.Shutdown => $"shut guest {change.Guest} down",
        GuestChange.Stop => $"stop guest {change.Guest}",
        GuestChange.Reboot => $"reboot guest {change.Guest}",
        GuestChange.Plug plug => $"plug {plug.Nic.Name} into guest {change.Guest}",
        GuestChange.Unplug unplug => $"unplug {unplug.Nic.Name} from guest {change.Guest}",
        GuestChange.Set set => $"set {set.Nic.Name} of guest {change.Guest}",
        GuestChange.Clean clean => $"clean {clean.Vf.Pf}/{clean.Vf.Index}",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "no such change of a guest"),
    };
}
