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

    internal EventFollower(IFleetStore store, FleetState state, Committer committer, long last) => (_store, _state, _committer, Last) = (store, state, committer, last);

    /// <summary>The number of the last event that was told, or of the last one before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Waits for the next events; one call at a time.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Them, oldest first: 1 to 500.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    public async Task<ImmutableArray<StoredEvent>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = _state.Revision;
            var part = await _store.ReadEventsAsync(new EventQuery(Most) { After = Last }, cancellationToken);
            if (part is [.., var newest])
            {
                Last = newest.Number;
                return part;
            }

            await _committer.WaitAsync(seen, cancellationToken);
        }
    }
}
