using System.Collections.Immutable;
using Vfleet.Engine.Committing;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Events;

/// <summary>Follows events as they happen, for one reader.</summary>
public sealed class EventFollower
{
    private const int Most = 500;
    private readonly IFleetStore _store;
    private readonly FleetState _state;
    private readonly Committer _committer;
    private long _last;

    internal EventFollower(IFleetStore store, FleetState state, Committer committer, long last) => (_store, _state, _committer, _last) = (store, state, committer, last);

    /// <summary>Waits for the next events; one call at a time.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Them, oldest first: 1 to 500.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ImmutableArray<StoredEvent>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = _state.Revision;
            var part = await _store.ReadEventsAsync(new EventQuery(Most) { After = _last }, cancellationToken);
            if (part is [.., var newest])
            {
                _last = newest.Number;
                return part;
            }

            await _committer.WaitAsync(seen, cancellationToken);
        }
    }
}
