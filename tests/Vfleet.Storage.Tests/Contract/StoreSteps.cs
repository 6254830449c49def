using System.Collections.Immutable;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>What the tests do with stores.</summary>
internal static class StoreSteps
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<ImmutableArray<CommitOutcome>> CommitAsync(this IFleetStore store, params Commit[] commits) => store.CommitAsync(commits, Cancellation);

    /// <summary>Carries out a commit that must succeed.</summary>
    public static async Task<CommitOutcome.Done> DoAsync(this IFleetStore store, Commit commit) =>
        (await store.CommitAsync(commit)).ShouldHaveSingleItem().ShouldBeOfType<CommitOutcome.Done>();

    /// <summary>Reads what changed, with bodies of its own.</summary>
    public static async Task<(long Revision, List<StoredChanges> Batches)> ReadAsync(this IFleetStore store, long after = 0)
    {
        var batches = new List<StoredChanges>();
        var revision = await store.ReadChangesAsync(after, batch => batches.Add(batch with { Documents = [.. batch.Documents.Select(Copy)] }), Cancellation);
        return (revision, batches);
    }

    /// <summary>Everything in a store, as text that is the same when the content is.</summary>
    public static async Task<string> DescribeAsync(this IFleetStore store, long after = 0)
    {
        var (_, batches) = await store.ReadAsync(after);
        var events = await store.ReadEventsAsync(new(10_000) { After = 0 }, Cancellation);
        return string.Join('\n', batches.SelectMany(Lines).Order(StringComparer.Ordinal)
            .Concat(events.Select(one => $"event {one.Number} {one.Time:O} {one.Code} {one.Actor} {one.Subject} {Given.Text(one.Body)}")));
    }

    public static IEnumerable<string> Lines(StoredChanges changes) =>
        [
            .. changes.Documents.Select(one => $"document {one.Kind} {one.Id} {one.Revision} {Given.Text(one.Body)}"),
            .. changes.Claims.Select(one => $"claim {one.Vf} {one.Revision} {one.Claim}"),
            .. changes.Uses.Select(one => $"use {one.HostId} {one.Revision} {one.MemoryMiB} {one.Cpus}"),
        ];

    private static StoredDocument Copy(StoredDocument one) => one with { Body = one.Body is { } body ? body.ToArray() : default(ReadOnlyMemory<byte>?) };
}
