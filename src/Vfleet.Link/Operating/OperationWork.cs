using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Agent;

namespace Vfleet.Link.Operating;

/// <summary>Hands out operations: those of one PF or one guest one after the other, all others side by side, each operation once.</summary>
/// <param name="store">What became of them.</param>
/// <param name="run">Carries one out; whether an earlier agent began it.</param>
/// <param name="ended">Told when one has ended.</param>
/// <param name="log">Told what becomes of them.</param>
internal sealed class OperationWork(
    OperationStore store, Func<HostOperation, bool, CancellationToken, Task<OperationReport>> run, Action ended, ILinkLog log)
{
    private readonly Lock _handingOut = new();
    private readonly Dictionary<Guid, CancellationTokenSource> _taken = [];
    private readonly Dictionary<string, Task> _tails = new(StringComparer.Ordinal);
    private int _withGuests;

    /// <summary>Whether guests are worked with now.</summary>
    public bool IsWithGuests => Volatile.Read(ref _withGuests) > 0;

    /// <summary>Whether it is known how an operation ended.</summary>
    /// <param name="state">How it is.</param>
    public static bool IsOver(OperationState state) => state is OperationState.Done or OperationState.Failed or OperationState.Cancelled;

    /// <summary>Whether an operation that changes something has not ended.</summary>
    /// <param name="operation">The operation.</param>
    public bool IsUnfinished(HostOperation operation) => !operation.DryRun && !IsOver(store.Of(operation.Id)?.State ?? OperationState.Waiting);

    /// <summary>Begins those that have not begun, stops those that are wanted no more, and says what became of those that a kill interrupted.</summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="look">The host as it is: changes of PFs that were interrupted are finished or undone by the agent.</param>
    /// <param name="cancellationToken">Stops them; what they had begun is carried out again by the next agent.</param>
    public void Begin(DesiredState desired, HostLook look, CancellationToken cancellationToken) =>
        Begin(desired.Operations, look, cancellationToken);

    /// <summary>Begins, and stops, what needs no look at the host first: all but changes of PFs. What an earlier agent began must have been looked at before.</summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="cancellationToken">Stops them; what they had begun is carried out again by the next agent.</param>
    public void BeginAtOnce(DesiredState desired, CancellationToken cancellationToken) =>
        Begin([.. desired.Operations.Where(operation => operation.Kind != HostOperation.ConfigurePf)], look: null, cancellationToken);

    /// <summary>Waits until none is at work.</summary>
    public async Task EndAsync()
    {
        await Task.WhenAll(_tails.Values);
        foreach (var cancel in _taken.Values)
        {
            cancel.Dispose();
        }
    }

    private void Begin(IReadOnlyList<HostOperation> operations, HostLook? look, CancellationToken cancellationToken)
    {
        using var alone = _handingOut.EnterScope();
        foreach (var key in _tails.Where(tail => tail.Value.IsCompleted).Select(tail => tail.Key).ToList())
        {
            _tails.Remove(key);
        }

        // The last first: one that waits for another must know before that ends.
        foreach (var operation in operations.Reverse().Where(operation => operation.IsCancelled))
        {
            _ = _taken.GetValueOrDefault(operation.Id)?.CancelAsync();
        }

        foreach (var operation in operations.Where(operation => !_taken.ContainsKey(operation.Id)))
        {
            Take(operation, look, cancellationToken);
        }
    }

    private void Take(HostOperation operation, HostLook? look, CancellationToken cancellationToken)
    {
        var before = store.Of(operation.Id);
        var wasBegun = before is { State: OperationState.Running } && !operation.DryRun;
        if (wasBegun && operation.Kind == HostOperation.ConfigurePf)
        {
            if (look!.States.GetValueOrDefault(operation.Pf!.Value)?.Unfinished is not null)
            {
                return;
            }

            Note(Interrupted(operation, before!, look.Host));
            ended();
        }
        else if (wasBegun && operation.Kind == HostOperation.RebootVm)
        {
            // Whether the guest was asked nobody knows, and once more would be one reboot too many.
            Note(Interrupted(operation, before!, "the agent was stopped in the middle of it: the guest may reboot or not", operation.Guest?.Name ?? ""));
            ended();
        }
        else if (before is null or { State: OperationState.Running })
        {
            var key = KeyOf(operation);
            var tail = _tails.GetValueOrDefault(key, Task.CompletedTask);
            var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

            Interlocked.Add(ref _withGuests, IsWithGuest(operation) ? 1 : 0);

            // Netlink and sysfs block: not on the thread that looks after the host.
            _tails[key] = Task.Run(() => AfterAsync(tail, operation, wasBegun, cancel.Token, cancellationToken), CancellationToken.None);
            _taken.Add(operation.Id, cancel);
            return;
        }

        _taken.Add(operation.Id, new CancellationTokenSource());
    }

    private static bool IsWithGuest(HostOperation operation) => operation.Kind != HostOperation.ConfigurePf && !operation.DryRun;

    // Of the same guest one after the other; the locks of functions keep apart what else must not meet.
    private static string KeyOf(HostOperation operation) => operation switch
    {
        { Guest: { } guest } => $"guest {guest.Id}",
        { Vf: { } vf } => $"vf {operation.Pf}/{vf}",
        { Pf: { } pf } => $"pf {pf}",
        _ => $"operation {operation.Id}",
    };

    private static OperationReport Interrupted(HostOperation operation, OperationReport before, ObservedHost host)
    {
        var count = host.Pf(operation.Pf!.Value)?.NumVfs;
        return count == operation.Vfs
            ? before with { State = OperationState.Done, Progress = null }
            : Interrupted(
                operation,
                before,
                count is null ? $"the agent was stopped in the middle of it, and the PF {operation.Pf} is gone" : $"the agent was stopped in the middle of it; {host.PfName(operation.Pf.Value)} has {count} VFs",
                operation.Pf.Value.ToString());
    }

    private static OperationReport Interrupted(HostOperation operation, OperationReport before, string why, string path) => before with
    {
        Id = operation.Id,
        State = OperationState.Failed,
        Progress = null,
        Problems = [OperationRun.ToResource(new Problem(ProblemCode.Cancelled, why, "ask for it again", path))],
    };

    private async Task AfterAsync(Task before, HostOperation operation, bool wasBegun, CancellationToken cancel, CancellationToken stop)
    {
        try
        {
            await before;
            if ((cancel.IsCancellationRequested || operation.IsCancelled) && !wasBegun)
            {
                stop.ThrowIfCancellationRequested();
                Note(new OperationReport(operation.Id, OperationState.Cancelled, null, null, null));
            }
            else
            {
                var report = await run(operation, wasBegun, cancel);
                var isCancelled = report is { State: OperationState.Failed, Problems: [{ Code: var code }, ..] } && code == ProblemCode.Cancelled.Name;

                // The agent is stopped, not the operation: it is undone, and the next agent begins it again.
                if (isCancelled && operation.Kind != HostOperation.ConfigurePf)
                {
                    stop.ThrowIfCancellationRequested();
                }

                Note(isCancelled && cancel.IsCancellationRequested && !stop.IsCancellationRequested ? Cancelled(report) : report);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It is begun again, or told as interrupted, by the next agent.
            return;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Note(new OperationReport(operation.Id, OperationState.Cancelled, null, null, null));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is thrown here was thrown while reading: steps have outcomes.
            Note(new OperationReport(
                operation.Id,
                OperationState.Failed,
                null,
                null,
                [OperationRun.ToResource(new Problem(ProblemCode.KernelRefused, $"reading the host: {fault.Message}", "see the agent's journal: journalctl -u vfleet-agent"))]));
        }
        finally
        {
            Interlocked.Add(ref _withGuests, IsWithGuest(operation) ? -1 : 0);
        }

        ended();
    }

    // What could not be undone is still told.
    private static OperationReport Cancelled(OperationReport report) =>
        report with { State = OperationState.Cancelled, Problems = report.Problems is { Count: > 1 } problems ? [.. problems.Skip(1)] : null };

    private void Note(OperationReport report)
    {
        try
        {
            store.Note(report);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.Problem(new Problem(ProblemCode.StateNotSaved, $"what became of an operation cannot be written: {fault.Message}", "check the disk ('df -h')"));
        }

        log.Link($"operation {report.Id}: {report.State.ToString().ToLowerInvariant()}{(report.Problems is [var first, ..] ? $": {first.Message}" : "")}");
    }
}
