using System.Collections.Immutable;

namespace Vfleet.Storage;

/// <summary>
/// Where the fleet is kept. Everything that changes gets the number of the commit that changed it, and those numbers have one order: who has
/// read all up to one number only needs what came after it.
/// </summary>
/// <remarks>Thread-safe. Faults (disk full, connection lost) are <see cref="StoreException"/>; a conflict is a value.</remarks>
public interface IFleetStore : IAsyncDisposable
{
    /// <summary>What this is, for people: a file, or a server without its password.</summary>
    string Description { get; }

    /// <summary>Whether others may commit into it too.</summary>
    bool IsShared { get; }

    /// <summary>
    /// Carries out commits, all in one transaction that is durable when this returns. Each commit is done whole or not at all; one that is in
    /// conflict does not stop the others. They take effect in their order: what one takes is taken for the next.
    /// </summary>
    /// <param name="commits">The commits.</param>
    /// <param name="cancellationToken">Ends it before it begins; a transaction that has begun is ended either way.</param>
    /// <returns>The outcome of each, in order.</returns>
    /// <exception cref="StoreException">The store does not work. When <see cref="StoreException.IsUncertain"/>, the transaction may have been carried out.</exception>
    Task<ImmutableArray<CommitOutcome>> CommitAsync(IReadOnlyList<Commit> commits, CancellationToken cancellationToken);

    /// <summary>Reads what changed after a commit, in order of commits: documents, claims and uses of hosts, as they are now.</summary>
    /// <param name="after">The number of the commit up to which all is known; 0 for the whole fleet, without what has been deleted.</param>
    /// <param name="visit">Given each batch. The bodies are only valid during the call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The number up to which all is known now.</returns>
    /// <exception cref="StoreException">The store does not work.</exception>
    Task<long> ReadChangesAsync(long after, Action<StoredChanges> visit, CancellationToken cancellationToken);

    /// <summary>Waits until there may be commits that others made.</summary>
    /// <param name="after">The number up to which all is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When there may be; at the latest after some seconds.</returns>
    Task WaitForOthersAsync(long after, CancellationToken cancellationToken);

    /// <summary>Reads one document.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>It; null when there is none.</returns>
    Task<StoredDocument?> ReadAsync(string kind, string id, CancellationToken cancellationToken);

    /// <summary>Reads events, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Them.</returns>
    Task<ImmutableArray<StoredEvent>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>Removes events and traces of deleted documents that are older than a moment.</summary>
    /// <param name="before">The moment.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many rows went.</returns>
    Task<long> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Writes a copy of the whole store, of one moment, into a file, while others go on working.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="cancellationToken">Ends it; nothing is left then.</param>
    /// <returns>What was written.</returns>
    Task<BackupSummary> BackUpAsync(string path, CancellationToken cancellationToken);
}
