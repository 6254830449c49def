using static Vfleet.Storage.Tests.Contract.Given;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>Followers see everything, in order, while others commit.</summary>
public abstract class FollowContract
{
    private const int Committers = 4;
    private const int CommitsOfEach = 100;

    protected abstract StorePlace NewPlace();

    /// <summary>Whether the place can be open several times, as by several engines.</summary>
    protected abstract bool IsShared { get; }

    [Fact]
    public async Task A_follower_misses_nothing_of_what_several_commit_at_once()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await using var second = IsShared ? await place.OpenAsync() : null;
        var committing = Task.WhenAll(Enumerable.Range(0, Committers).Select(number => CommitAsync(second is null || number % 2 == 0 ? store : second, number)));

        var seen = new Dictionary<string, (long Revision, string Body)>(StringComparer.Ordinal);
        var claims = new Dictionary<int, (long Revision, long Generation)>();
        var after = 0L;
        while (true)
        {
            var isLast = committing.IsCompleted;
            var (revision, batches) = await store.ReadAsync(after);
            revision.ShouldBeGreaterThanOrEqualTo(after);
            foreach (var batch in batches)
            {
                foreach (var one in batch.Documents)
                {
                    // Nothing comes that should have been there before.
                    one.Revision.ShouldBeInRange(after + 1, revision);
                    one.Revision.ShouldBeGreaterThan(seen.GetValueOrDefault(one.Id).Revision);
                    seen[one.Id] = (one.Revision, Text(one.Body));
                }

                foreach (var one in batch.Claims)
                {
                    one.Revision.ShouldBeInRange(after + 1, revision);
                    claims[one.Vf.Index] = (one.Revision, one.Claim?.Generation ?? 0);
                }
            }

            after = revision;
            if (isLast)
            {
                break;
            }
        }

        await committing;
        after.ShouldBe(Committers * CommitsOfEach);
        seen.Count.ShouldBe(Committers * 10);
        seen.Values.ShouldAllBe(one => one.Body.Contains("round 9", StringComparison.Ordinal));
        claims.Count.ShouldBe(Committers * CommitsOfEach);
        seen.Values.Select(one => one.Revision).ShouldBeUnique();
    }

    [Fact]
    public async Task Two_of_whom_one_VF_is_wanted_get_it_one_at_a_time()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await using var second = IsShared ? await place.OpenAsync() : null;

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(vm =>
            (vm % 2 == 0 ? store : second ?? store).CommitAsync(new Commit { Claims = [Claim(0, vm)] })));

        outcomes.Select(one => one.ShouldHaveSingleItem()).OfType<CommitOutcome.Done>().ShouldHaveSingleItem();
        outcomes.Select(one => one[0]).OfType<CommitOutcome.VfTaken>().Count().ShouldBe(19);
    }

    [Fact]
    public async Task Who_waits_comes_back_after_some_seconds_though_nothing_happens()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();

        await store.WaitForOthersAsync(0, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        (await store.ReadAsync()).Batches.ShouldBeEmpty();
    }

    private static async Task CommitAsync(IFleetStore store, int committer)
    {
        for (var number = 0; number < CommitsOfEach; number++)
        {
            var outcome = (await store.CommitAsync(new Commit
            {
                Writes = [Write($"{committer}-{number % 10}", $"round {number / 10}")],
                Claims = [Claim((committer * CommitsOfEach) + number)],
            })).ShouldHaveSingleItem();
            outcome.ShouldBeOfType<CommitOutcome.Done>();
        }
    }
}
