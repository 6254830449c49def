using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Vfleet.Engine.Committing;
using Vfleet.Storage;

namespace Vfleet.Engine.Events;

/// <summary>What happened in the fleet.</summary>
public sealed class FleetEvents
{
    private const int Part = 500;
    private readonly IFleetStore _store;
    private readonly Committer _committer;

    internal FleetEvents(IFleetStore store, Committer committer) => (_store, _committer) = (store, committer);

    /// <summary>Reads events.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Them, newest first.</returns>
    public Task<ImmutableArray<StoredEvent>> ReadAsync(EventQuery query, CancellationToken cancellationToken) => _store.ReadEventsAsync(query, cancellationToken);

    /// <summary>Follows events as they happen, oldest first.</summary>
    /// <param name="after">The number of the last one that is known; null for those from now on.</param>
    /// <param name="revision">The revision of the state now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Them.</returns>
    public async IAsyncEnumerable<StoredEvent> FollowAsync(long? after, Func<long> revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = after ?? ((await _store.ReadEventsAsync(new EventQuery(1), cancellationToken)) is [var newest, ..] ? newest.Number : 0);
        while (true)
        {
            var seen = revision();
            var part = await _store.ReadEventsAsync(new EventQuery(Part) { After = last }, cancellationToken);
            foreach (var one in part)
            {
                last = one.Number;
                yield return one;
            }

            if (part.Length < Part)
            {
                await _committer.WaitAsync(seen, cancellationToken);
            }
        }
    }
}
