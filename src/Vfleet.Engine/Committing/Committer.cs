using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Committing;

/// <summary>
/// Brings commits into the store, many in one transaction: whoever comes while one is under way waits for the next. And follows what other
/// engines commit. It is the only one that writes into the state.
/// </summary>
internal sealed partial class Committer : IAsyncDisposable
{
    private const int Most = 128;
    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(20);

    private readonly IFleetStore _store;
    private readonly FleetState _state;
    private readonly EngineMetrics _metrics;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Lock _writing = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    public Committer(IFleetStore store, FleetState state, EngineMetrics metrics, ILogger log, TimeProvider time)
    {
        (_store, _state, _metrics, _log, _time) = (store, state, metrics, log, time);
    }

    /// <summary>Whether the store answered when it was last asked.</summary>
    public StoreException? Fault { get; private set; }

    /// <summary>Reads everything, then begins to work.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var reached = await _store.ReadChangesAsync(0, _state.Apply, cancellationToken);
        _state.Reached(reached);
        _state.Loaded();
        _running = Task.WhenAll(Task.Run(CommitLoopAsync, CancellationToken.None), Task.Run(FollowLoopAsync, CancellationToken.None));
    }

    /// <summary>Commits.</summary>
    /// <returns>What became of it; when it is done, the state knows it.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<CommitOutcome> CommitAsync(FleetCommit commit, CancellationToken cancellationToken)
    {
        var pending = new Pending(commit, commit.Build());
        await _queue.Writer.WriteAsync(pending, cancellationToken);
        return await pending.Task;
    }

    /// <summary>Reads what others have committed up to now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var after = _state.Revision;
            var reached = await _store.ReadChangesAsync(after, Apply, cancellationToken);
            lock (_writing)
            {
                _state.Reached(reached);
            }

            if (reached > after)
            {
                Announce();
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Waits until something has been committed after a number.</summary>
    public async Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var advanced = Volatile.Read(ref _advanced);
            if (_state.Revision > after)
            {
                return;
            }

            await advanced.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _reading.Dispose();
    }

    // While the store works on a batch, what it said of the one before is taken over: neither waits for the other.
    private async Task CommitLoopAsync()
    {
        StoredBatch? last = null;
        while (await _queue.Reader.WaitToReadAsync())
        {
            var batch = new List<Pending>();
            while (batch.Count < Most && _queue.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
            }

            var storing = StoreAsync(batch);
            last?.TakeOver(this);
            last = await storing;
            if (!_queue.Reader.TryPeek(out _))
            {
                last?.TakeOver(this);
                last = null;
            }
        }

        last?.TakeOver(this);
    }

    private async Task<StoredBatch?> StoreAsync(List<Pending> batch)
    {
        var began = _time.GetTimestamp();
        try
        {
            var outcomes = await _store.CommitAsync([.. batch.Select(pending => pending.Commit)], CancellationToken.None);
            _metrics.Committed(batch.Count, _time.GetElapsedTime(began));
            return new StoredBatch(batch, outcomes);
        }
        catch (Exception fault)
        {
            Fault = fault as StoreException ?? Fault;
            LogCommitFailed(fault, batch.Count);
            foreach (var pending in batch)
            {
                pending.TrySetException(fault);
            }

            return null;
        }
    }

    private void TakeOver(List<Pending> batch, ImmutableArray<CommitOutcome> outcomes)
    {
        var isWhole = true;
        lock (_writing)
        {
            for (var i = 0; i < outcomes.Length; i++)
            {
                if (outcomes[i] is CommitOutcome.Done done)
                {
                    batch[i].Change.Apply(done);
                    isWhole &= done.Revision <= _state.Revision + 1;
                    if (isWhole)
                    {
                        _state.Reached(done.Revision);
                    }
                }
            }
        }

        Fault = null;
        Announce();
        for (var i = 0; i < outcomes.Length; i++)
        {
            batch[i].SetResult(outcomes[i]);
        }
    }

    private async Task FollowLoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _store.WaitForOthersAsync(_state.Revision, _stop.Token);
                await CatchUpAsync(_stop.Token);
                Fault = null;

                // Engines that are busy commit every few milliseconds: what they did is read together. Who needs it at once asks by itself.
                await Task.Delay(s_gather, TimeProvider.System, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException fault)
            {
                Fault = fault;
                LogFollowFailed(fault);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, CancellationToken.None);
            }
        }
    }

    private void Apply(StoredChanges changes)
    {
        lock (_writing)
        {
            _state.Apply(changes);
        }
    }

    private void Announce() =>
        Interlocked.Exchange(ref _advanced, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    [LoggerMessage(1001, LogLevel.Error, "A transaction of {Count} commits failed")]
    private partial void LogCommitFailed(Exception fault, int count);

    [LoggerMessage(1002, LogLevel.Error, "What others committed cannot be read")]
    private partial void LogFollowFailed(Exception fault);

    private sealed record StoredBatch(List<Pending> Batch, ImmutableArray<CommitOutcome> Outcomes)
    {
        public void TakeOver(Committer committer) => committer.TakeOver(Batch, Outcomes);
    }

    private sealed class Pending(FleetCommit change, Commit commit) : TaskCompletionSource<CommitOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public FleetCommit Change => change;

        public Commit Commit => commit;
    }
}
