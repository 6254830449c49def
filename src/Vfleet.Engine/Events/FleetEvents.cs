using System.Collections.Immutable;
using Vfleet.Engine.Committing;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Events;

/// <summary>What happened in the fleet.</summary>
public sealed class FleetEvents
{
    private readonly IFleetStore _store;
    private readonly FleetState _state;
    private readonly Committer _committer;

    internal FleetEvents(IFleetStore store, FleetState state, Committer committer) => (_store, _state, _committer) = (store, state, committer);

    /// <summary>Reads events.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Them, newest first.</returns>
    public Task<ImmutableArray<StoredEvent>> ReadAsync(EventQuery query, CancellationToken cancellationToken) => _store.ReadEventsAsync(query, cancellationToken);

    /// <summary>Begins to follow events.</summary>
    /// <param name="after">The number of the last one that is known; null for those from now on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>All events of which the commit was answered after this was: none falls between this and the first that is asked for.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<EventFollower> FollowAsync(long? after, CancellationToken cancellationToken)
    {
        var last = after ?? (await _store.ReadEventsAsync(new EventQuery(1), cancellationToken)).FirstOrDefault().Number;
        return new EventFollower(_store, _state, _committer, last);
    }
}
