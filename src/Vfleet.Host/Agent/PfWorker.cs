using System.Collections.Immutable;
using System.Threading.Channels;
using Vfleet.Domain.Problems;
using Vfleet.Host.Applying;
using Vfleet.Host.Forwarding;
using Vfleet.Host.Restoring;
using Vfleet.Primitives;

namespace Vfleet.Host.Agent;

/// <summary>
/// The one that works on a PF: a piece of work at a time, and of what waits only the newest. What fails is tried again later and later, so
/// that a card that refuses is not hammered.
/// </summary>
/// <param name="pf">The PF.</param>
/// <param name="open">Opens the host, once for each piece of work.</param>
/// <param name="ended">Told of each piece of work that ended.</param>
/// <param name="time">For the pauses.</param>
internal sealed class PfWorker(PciAddress pf, Func<IHost> open, Action<PfWorkEnd> ended, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestForOthers = TimeSpan.FromSeconds(15);

    private readonly Channel<PfWork> _newest = Channel.CreateBounded<PfWork>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private volatile bool _isBusy;
    private int _failures;
    private FailurePause? _pause;

    /// <summary>How long until it is tried again after a failure, whatever the host's clock is set to meanwhile; null when nothing is waited for.</summary>
    public TimeSpan? Pause => Volatile.Read(ref _pause) is { } pause && pause.Length - time.GetElapsedTime(pause.Began) is { Ticks: > 0 } left ? left : null;

    /// <summary>Whether it is at work: then a change that goes on is its own.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Hands it work; what waited is forgotten. During the pause after a failure nothing is taken.</summary>
    /// <param name="work">The work.</param>
    /// <returns>Whether it was taken.</returns>
    public bool TryPost(PfWork work) => Pause is null && _newest.Writer.TryWrite(work);

    /// <summary>Works until cancelled. Work that has begun is ended, or undone, first.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var work in _newest.Reader.ReadAllAsync(cancellationToken))
            {
                // What was handed over while work went on that failed is found again by the look after the pause.
                if (Pause is not null)
                {
                    continue;
                }

                // Netlink and sysfs block: not on the thread that hands out the work.
                _isBusy = true;
                var end = await Task.Run(() => DoAsync(work, cancellationToken), CancellationToken.None);
                _isBusy = false;
                _failures = end is { Problems.IsEmpty: true, IsOthers: false } ? 0 : _failures + 1;
                Volatile.Write(ref _pause, _failures == 0 ? null : new FailurePause(time.GetTimestamp(), PauseAfter(_failures, end.IsOthers ? LongestForOthers : LongestPause)));
                ended(end);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    private static TimeSpan PauseAfter(int failures, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 20))));

    private async Task<PfWorkEnd> DoAsync(PfWork work, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            await using var host = open();
            switch (work)
            {
                case PfWork.Recover:
                    return End(work, began, await host.Keeping.RestoreAsync(pf, RestoreScope.Unfinished, null, cancellationToken));
                case PfWork.Restore:
                    return End(work, began, await host.Keeping.RestoreAsync(pf, RestoreScope.All, null, cancellationToken));
                case PfWork.Conform conform:
                    var outcome = await host.ApplyAsync(conform.Wish, null, cancellationToken);
                    return End(work, began, new PfRestoring(pf, pf.ToString()) { Outcome = outcome });
                case PfWork.Forward forward:
                    var forwarded = await host.Forwarding.SyncAsync(pf, forward.Desired, cancellationToken);
                    return new PfWorkEnd(pf, work, null, Problems(forwarded), time.GetElapsedTime(began));
                default:
                    throw new InvalidOperationException($"unknown work {work}");
            }
        }
        catch (Exception fault)
        {
            return new PfWorkEnd(pf, work, null, [Faults.ToProblem(fault, $"looking after {pf}")], time.GetElapsedTime(began));
        }
    }

    private static ImmutableArray<Problem> Problems(ForwardingOutcome outcome) => outcome switch
    {
        ForwardingOutcome.Refused refused => refused.Problems,
        ForwardingOutcome.Failed failed => failed.Problems,
        _ => [],
    };

    private PfWorkEnd End(PfWork work, long began, PfRestoring result) =>
        new(pf, work, result, [.. result.Problems], time.GetElapsedTime(began));

    private sealed record FailurePause(long Began, TimeSpan Length);
}

/// <summary>How a piece of work ended.</summary>
/// <param name="Pf">The PF.</param>
/// <param name="Work">The work.</param>
/// <param name="Result">What became of it; null when it could not even begin.</param>
/// <param name="Problems">What was in the way.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record PfWorkEnd(PciAddress Pf, PfWork Work, PfRestoring? Result, ImmutableArray<Problem> Problems, TimeSpan Elapsed)
{
    /// <summary>Whether somebody else is at work on the PF, so that nothing was tried.</summary>
    public bool IsOthers => Problems.Any(problem => problem.Code == ProblemCode.Locked)
        || Result?.Recovered.Any(recovery => recovery.Result == Recovering.RecoveryResult.Busy) == true;
}
