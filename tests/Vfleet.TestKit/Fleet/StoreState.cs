using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Storage;

namespace Vfleet.TestKit.Fleet;

/// <summary>All that is in a store at one moment.</summary>
internal sealed record StoreState
{
    public static StoreState Empty { get; } = new();

    public long Revision { get; init; }

    public long Pruned { get; init; }

    public ImmutableDictionary<(string Kind, string Id), DocumentRow> Documents { get; init; } =
        ImmutableDictionary<(string Kind, string Id), DocumentRow>.Empty;

    public ImmutableDictionary<string, string> Names { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableDictionary<VfKey, ClaimRow> Claims { get; init; } = ImmutableDictionary<VfKey, ClaimRow>.Empty;

    public ImmutableDictionary<Guid, StoredUse> Uses { get; init; } = ImmutableDictionary<Guid, StoredUse>.Empty;

    public ImmutableList<StoredEvent> Events { get; init; } = [];

    public long LastEvent { get; init; }

    public long RevisionOf(string kind, string id) =>
        Documents.TryGetValue((kind, id), out var row) && row.Document.Body is not null ? row.Document.Revision : 0;
}

/// <summary>A document, also one that was deleted.</summary>
internal sealed record DocumentRow(StoredDocument Document, DateTimeOffset? DeletedAt);

/// <summary>What is known of a VF that was claimed at some time.</summary>
internal sealed record ClaimRow(VfKey Vf, long Revision, long Generation, Claim? Claim)
{
    public StoredClaim ToStored() => new(Vf, Revision, Claim);
}
