using System.Collections.Immutable;
using Vfleet.TestKit.Fleet;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>A store does what the simplest store does.</summary>
public abstract class ModelContract
{
    protected abstract StorePlace NewPlace();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Any_sequence_of_batches_comes_to_what_the_simplest_store_comes_to(int seed)
    {
        var random = new Random(seed);
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        var model = new InMemoryStore(TimeProvider.System);
        var commits = new RandomCommits(random, () => model);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        var seen = 0L;
        for (var round = 0; round < 60; round++)
        {
            await commits.LookAsync();
            var batch = Enumerable.Range(0, random.Next(1, 12)).Select(_ => commits.Next()).ToArray();

            var outcomes = await store.CommitAsync(batch);

            Describe(outcomes).ShouldBe(Describe(await model.CommitAsync(batch)), $"seed {seed}, round {round}");
            (await store.DescribeAsync()).ShouldBe(await model.DescribeAsync(), $"seed {seed}, round {round}");
            (await store.DescribeAsync(seen)).ShouldBe(await model.DescribeAsync(seen), $"seed {seed}, round {round}");
            (await store.ReadAsync()).Revision.ShouldBe(model.Revision);
            kinds.UnionWith(outcomes.Select(outcome => outcome.GetType().Name));
            seen = random.Next(3) == 0 ? model.Revision : seen;
        }

        kinds.ShouldBe(["Done", "DocumentChanged", "NameTaken", "VfTaken", "ClaimGone", "HostFull"], ignoreOrder: true);
    }

    private static string Describe(ImmutableArray<CommitOutcome> outcomes) => string.Join('\n', outcomes.Select(outcome =>
        outcome is CommitOutcome.Done done ? $"done {done.Revision}: {string.Join(", ", done.Claims)}" : outcome.ToString()));
}
