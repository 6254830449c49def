using System.Collections.Immutable;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Planning;
using Vfleet.Host.Capturing;
using Vfleet.Host.Forwarding;
using Vfleet.Host.Guests;
using Vfleet.Host.Restoring;
using Vfleet.Host.Watching;

namespace Vfleet.Host;

/// <summary>One host: read it, plan a change of it, make the change, watch it.</summary>
public interface IHost : IAsyncDisposable
{
    /// <summary>What is written down of its PFs.</summary>
    IHostKeeping Keeping { get; }

    /// <summary>Reads the host as it is now. What cannot be read is among the observation's problems; the rest is still true.</summary>
    /// <param name="scope">What is wanted; less is faster.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The observation.</returns>
    Task<ObservedHost> ObserveAsync(ObserveScope scope, CancellationToken cancellationToken);

    /// <summary>Reads what went through the VFs of a PF, also of those that guests have. It costs the PF's driver a call for each VF.</summary>
    /// <param name="pf">The PF as it was observed, with its netdev.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The counters of each VF that the kernel tells them of.</returns>
    Task<ImmutableArray<ObservedCounters>> CountersAsync(ObservedPf pf, CancellationToken cancellationToken);

    /// <summary>Reads everything that the doctor's rules look at. Nothing is touched.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The examination; what could not be read is unknown in it.</returns>
    Task<Examination> ExamineAsync(CancellationToken cancellationToken);

    /// <summary>Reads everything that others need to look at this host: files, netlink's answers, libvirt's guests without their secrets.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The capture, still in memory; what could not be read is noted in it.</returns>
    Task<HostCapture> CaptureAsync(CancellationToken cancellationToken);

    /// <summary>Plans a change of the host as it is now. Nothing is touched.</summary>
    /// <param name="change">The wish.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Refused with all problems, nothing to do, or the very plan that <see cref="ApplyAsync"/> would execute.</returns>
    Task<PlanResult> PlanAsync(HostChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Locks what the change touches, plans it, executes the plan step by step, and undoes what was done when a step fails or the
    /// caller cancels.
    /// </summary>
    /// <param name="change">The wish.</param>
    /// <param name="progress">Told of each step as it begins and ends; on any thread.</param>
    /// <param name="cancellationToken">Stops before the next step, or during a wait, and undoes.</param>
    /// <returns>What became of it. Expected failures are outcomes, not exceptions.</returns>
    Task<ChangeOutcome> ApplyAsync(HostChange change, IProgress<StepProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Which addresses behind bridges its PFs tell their embedded switches of.</summary>
    IForwarding Forwarding { get; }

    /// <summary>Its guests as Vfleet runs them.</summary>
    IHostGuests Guests { get; }

    /// <summary>Follows what happens to functions, links and guests until cancelled.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The events, as they come.</returns>
    IAsyncEnumerable<HostEvent> WatchAsync(CancellationToken cancellationToken);
}
