using Vfleet.Domain.Guests;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Events;

namespace Vfleet.Host.Guests;

/// <summary>Ends a guest, by asking it or at once, and leaves nothing of it; or asks it to reboot.</summary>
/// <param name="work">The host.</param>
/// <param name="cleaning">Leaves nothing of it.</param>
internal sealed class GuestStop(GuestWork work, GuestCleaning cleaning)
{
    // A guest that is still booting has nobody who hears the power button.
    private static readonly TimeSpan s_askAgain = TimeSpan.FromSeconds(20);

    public async Task<GuestOutcome> PlanAsync(GuestChange change, CancellationToken cancellationToken) =>
        Outcome(change, await work.ObserveAsync(cancellationToken));

    public async Task<GuestOutcome> ApplyAsync(GuestChange change, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var began = work.Parts.Time.GetTimestamp();
        var host = await work.ObserveAsync(cancellationToken);
        var planned = Outcome(change, host);
        if (planned is not GuestOutcome.Ready { Plan: var plan })
        {
            return planned;
        }

        var name = NameOf(change.Guest, host);
        if (change is GuestChange.Reboot)
        {
            progress?.Report($"ask guest {name} to reboot");
            await (await work.ConnectAsync(cancellationToken)).Lifecycle.RebootAsync(change.Guest, cancellationToken);
            return new GuestOutcome.Done(plan, work.Parts.Time.GetElapsedTime(began));
        }

        if (change is GuestChange.Shutdown { Deadline: var deadline } && IsActive(change.Guest, host)
            && await ShutDownAsync(change.Guest, name, deadline, progress, cancellationToken) is { } problem)
        {
            return new GuestOutcome.Failed(plan, problem, []);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var left = await cleaning.CleanAsync(change.Guest, progress);
        return left.IsEmpty
            ? new GuestOutcome.Done(plan, work.Parts.Time.GetElapsedTime(began))
            : new GuestOutcome.Failed(plan, left[0], left.RemoveAt(0));
    }

    private GuestOutcome Outcome(GuestChange change, ObservedHost host)
    {
        if (GuestWork.Silence(host) is { } silence)
        {
            return new GuestOutcome.Refused([silence]);
        }

        var name = NameOf(change.Guest, host);
        var isActive = IsActive(change.Guest, host);
        if (change is GuestChange.Reboot)
        {
            return isActive
                ? new GuestOutcome.Ready(new GuestPlan($"reboot guest {name}", [$"ask guest {name} to reboot; its VFs stay"]) { Disturbs = [name] })
                : new GuestOutcome.Refused([NotRunning(change.Guest, name, host)]);
        }

        var remains = cleaning.Remains(change.Guest, host);
        var isOthers = remains.Guest is { IsMade: false };
        if (remains.IsEmpty || (isOthers && !isActive && !remains.HasSeed))
        {
            return new GuestOutcome.Nothing(isOthers ? $"guest {name} is off; Vfleet did not make it, so it stays defined" : $"nothing of guest {name} is on this host");
        }

        var ask = change is GuestChange.Shutdown { Deadline: var deadline }
            ? new GuestPlan($"shut guest {name} down", [$"ask guest {name} to shut down and wait, at most {deadline.TotalSeconds:0} s"]) { Expected = TimeSpan.FromSeconds(10) }
            : new GuestPlan($"stop guest {name}", [$"stop guest {name} at once"]) { Expected = TimeSpan.FromSeconds(2) };
        return new GuestOutcome.Ready(ask with
        {
            Steps = [.. isActive ? ask.Steps : [], .. GuestCleaning.Steps(remains, host)],
            Disturbs = isActive ? [name] : [],
            Notes = isOthers ? [$"guest {name} was not made by Vfleet: it stays defined, and its VFs stay its own"] : [],
        });
    }

    /// <summary>Asks a guest to shut down and waits until libvirt says that it has; a daemon that restarts meanwhile is asked anew.</summary>
    /// <returns>Why it has not; null when it has.</returns>
    private async Task<Problem?> ShutDownAsync(Guid guest, string name, TimeSpan deadline, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var began = work.Parts.Time.GetTimestamp();
        while (true)
        {
            var left = deadline - work.Parts.Time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return new Problem(
                    ProblemCode.GuestSilent,
                    $"guest {name} did not shut down within {deadline.TotalSeconds:0} s; it goes on running",
                    "is its operating system up, and does it hear the power button (ACPI)? Try again with more time, or stop it at once",
                    name);
            }

            progress?.Report($"waiting for guest {name} to shut down, {left.TotalSeconds:0} s left");
            try
            {
                if (await AskAsync(guest, left < s_askAgain ? left : s_askAgain, cancellationToken))
                {
                    return null;
                }
            }
            catch (LibvirtException failure) when (GuestWork.IsGone(failure))
            {
                return null;
            }
            catch (LibvirtException failure) when (failure.IsConnectionLost)
            {
                // Asked again through the next connection.
            }
        }
    }

    private async Task<bool> AskAsync(Guid guest, TimeSpan patience, CancellationToken cancellationToken)
    {
        var connection = await work.ReconnectAsync(cancellationToken);
        await using var subscription = await connection.Events.SubscribeAsync(DomainEventKinds.Lifecycle, guest, cancellationToken);
        if (await connection.Domains.FindAsync(guest, cancellationToken) is not { IsActive: true })
        {
            return true;
        }

        await connection.Lifecycle.ShutdownAsync(guest, cancellationToken);
        using var enough = new CancellationTokenSource(patience, work.Parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        try
        {
            await foreach (var happened in subscription.Events.ReadAllAsync(either.Token))
            {
                if (happened is LifecycleEvent { Change: LifecycleChange.Stopped })
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Patience is over, the deadline may not be.
        }

        return false;
    }

    private static bool IsActive(Guid guest, ObservedHost host) => GuestWork.Find(host, guest) is { State: not (GuestState.ShutOff or GuestState.Unknown) };

    private static string NameOf(Guid guest, ObservedHost host) => GuestWork.Find(host, guest)?.Name ?? guest.ToString("D");

    private static Problem NotRunning(Guid guest, string name, ObservedHost host) => GuestWork.Find(host, guest) is null
        ? new Problem(ProblemCode.GuestUnknown, $"this host has no guest {name}", "'vfleet vm list' shows its guests", name)
        : new Problem(ProblemCode.GuestState, $"guest {name} is not running", "start it first", name);
}
