using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;
using Vfleet.Host.Agent;
using Vfleet.Primitives;

namespace Vfleet.Link.Operating;

/// <summary>Hands out operations: those of one PF one after the other, PFs side by side, each operation once.</summary>
/// <param name="store">What became of them.</param>
/// <param name="run">Carries one out.</param>
/// <param name="ended">Told when one has ended.</param>
/// <param name="log">Told what becomes of them.</param>
internal sealed class OperationWork(
    OperationStore store, Func<HostOperation, CancellationToken, Task<OperationReport>> run, Action ended, ILinkLog log)
{
    private readonly HashSet<Guid> _taken = [];
    private readonly Dictionary<PciAddress, Task> _tails = [];

    /// <summary>Whether an operation that changes something has not ended.</summary>
    /// <param name="operation">The operation.</param>
    public bool IsUnfinished(HostOperation operation) =>
        !operation.DryRun && store.Of(operation.Id) is not { State: OperationState.Done or OperationState.Failed };

    /// <summary>Begins those that have not begun, and says what became of those that a kill interrupted.</summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="look">The host as it is: what was interrupted is finished or undone by the agent.</param>
    /// <param name="cancellationToken">Stops them.</param>
    public void Begin(DesiredState desired, HostLook look, CancellationToken cancellationToken)
    {
        foreach (var operation in desired.Operations.Where(operation => !_taken.Contains(operation.Id)))
        {
            var before = store.Of(operation.Id);
            if (before is { State: OperationState.Running } && !operation.DryRun)
            {
                if (look.States.GetValueOrDefault(operation.Pf!.Value)?.Unfinished is not null)
                {
                    continue;
                }

                Note(Interrupted(operation, before, look.Host));
                ended();
            }
            else if (before is null or { State: OperationState.Running })
            {
                var tail = _tails.GetValueOrDefault(operation.Pf!.Value, Task.CompletedTask);

                // Netlink and sysfs block: not on the thread that looks after the host.
                _tails[operation.Pf.Value] = Task.Run(() => AfterAsync(tail, operation, cancellationToken), CancellationToken.None);
            }

            _taken.Add(operation.Id);
        }
    }

    /// <summary>Waits until none is at work.</summary>
    public Task EndAsync() => Task.WhenAll(_tails.Values);

    private static OperationReport Interrupted(HostOperation operation, OperationReport before, ObservedHost host)
    {
        var count = host.Pf(operation.Pf!.Value)?.NumVfs;
        return count == operation.Vfs
            ? before with { State = OperationState.Done, Progress = null }
            : before with
            {
                State = OperationState.Failed,
                Progress = null,
                Problems =
                [
                    OperationRun.ToResource(new Problem(
                        ProblemCode.Cancelled,
                        count is null ? $"the agent was stopped in the middle of it, and the PF {operation.Pf} is gone" : $"the agent was stopped in the middle of it; {host.PfName(operation.Pf.Value)} has {count} VFs",
                        "ask for it again",
                        operation.Pf.Value.ToString())),
                ],
            };
    }

    private async Task AfterAsync(Task before, HostOperation operation, CancellationToken cancellationToken)
    {
        await before;
        try
        {
            Note(await run(operation, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is begun again, or told as interrupted, by the next agent.
            return;
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

        ended();
    }

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
