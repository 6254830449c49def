using System.Collections.Immutable;
using Vfleet.Storage;

namespace Vfleet.TestKit.Fleet;

/// <summary>
/// The simplest store that keeps the contract: every commit works on an immutable state and is thrown away when something is in its way.
/// Several engines may share one. What the real stores do is compared with it.
/// </summary>
public sealed class InMemoryStore(TimeProvider time) : IFleetStore
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Queue<StoreException> _faults = new();
    private StoreState _state = StoreState.Empty;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Description => "memory";

    public bool IsShared => true;

    /// <summary>The last commit.</summary>
    public long Revision => State.Revision;

    internal StoreState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>Lets the next commits fail, one for each fault; one that is uncertain is carried out all the same.</summary>
    public void FailCommits(params IEnumerable<StoreException> faults)
    {
        lock (_lock)
        {
            foreach (var fault in faults)
            {
                _faults.Enqueue(fault);
            }
        }
    }

    public Task<ImmutableArray<CommitOutcome>> CommitAsync(IReadOnlyList<Commit> commits, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var fault = _faults.Count > 0 ? _faults.Dequeue() : null;
            if (fault is { IsUncertain: false })
            {
                return Task.FromException<ImmutableArray<CommitOutcome>>(fault);
            }

            var outcomes = ImmutableArray.CreateBuilder<CommitOutcome>(commits.Count);
            foreach (var commit in commits)
            {
                (_state, var outcome) = StoreStep.Take(_state, commit, time.GetUtcNow());
                outcomes.Add(outcome);
            }

            var changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
            return fault is null ? Task.FromResult(outcomes.MoveToImmutable()) : Task.FromException<ImmutableArray<CommitOutcome>>(fault);
        }
    }

    public Task<long> ReadChangesAsync(long after, Action<StoredChanges> visit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = State;
        if (after > 0 && after < state.Pruned)
        {
            throw StoreException.MustReadAnew(Description, after, state.Pruned);
        }

        var changes = new StoredChanges
        {
            Documents = [.. state.Documents.Values.Where(one => one.Document.Revision > after && (after > 0 || one.Document.Body is not null))
                .Select(one => one.Document).OrderBy(one => one.Revision)],
            Claims = [.. state.Claims.Values.Select(row => row.ToStored()).Where(one => one.Revision > after && (after > 0 || one.Claim is not null))
                .OrderBy(one => one.Revision)],
            Uses = [.. state.Uses.Values.Where(one => one.Revision > after).OrderBy(one => one.Revision)],
        };
        if (changes.Documents.Count + changes.Claims.Count + changes.Uses.Count > 0)
        {
            visit(changes);
        }

        return Task.FromResult(state.Revision);
    }

    public async Task WaitForOthersAsync(long after, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_lock)
        {
            changed = _state.Revision > after ? Task.CompletedTask : _changed.Task;
        }

        try
        {
            await changed.WaitAsync(LongestWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Long enough: the caller looks for itself.
        }
    }

    public Task<StoredDocument?> ReadAsync(string kind, string id, CancellationToken cancellationToken) =>
        Task.FromResult(State.Documents.TryGetValue((kind, id), out var found) && found.Document.Body is not null ? found.Document : default(StoredDocument?));

    public Task<ImmutableArray<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var found = State.Events.Where(one =>
            one.Number < (query.Before ?? long.MaxValue) && one.Number > (query.After ?? 0)
            && (query.Subject is null || one.Subject == query.Subject)
            && (query.Actor is null || one.Actor == query.Actor)
            && (query.Code is null || one.Code == query.Code || one.Code.StartsWith(query.Code + ".", StringComparison.Ordinal)));
        return Task.FromResult<ImmutableArray<StoredEvent>>([.. (query.After is null ? found.Reverse() : found).Take(query.Most)]);
    }

    public Task<long> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var gone = _state.Documents.Where(one => one.Value.DeletedAt < before).ToList();
            var events = _state.Events.RemoveAll(one => one.Time < before);
            var rows = gone.Count + _state.Events.Count - events.Count;
            _state = _state with
            {
                Documents = _state.Documents.RemoveRange(gone.Select(one => one.Key)),
                Events = events,
                Pruned = gone.Select(one => one.Value.Document.Revision).Append(_state.Pruned).Max(),
            };
            return Task.FromResult<long>(rows);
        }
    }

    public Task<BackupSummary> BackUpAsync(string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException("What is in memory is gone with the process; back up a store on a disk.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
