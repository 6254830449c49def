using static Vfleet.Storage.Tests.Contract.Given;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>What is in a commit's way, and what becomes of the commit then.</summary>
public abstract class ConflictContract
{
    protected abstract StorePlace NewPlace();

    [Fact]
    public async Task A_document_that_changed_meanwhile_is_in_the_way()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        var first = await store.DoAsync(new() { Writes = [Write("a", "one", 0)] });
        var second = await store.DoAsync(new() { Writes = [Write("a", "two", first.Revision)] });

        var outcomes = await store.CommitAsync(
            new() { Writes = [Write("a", "three", first.Revision)] },
            new() { Writes = [Write("a", "three", 0)] },
            new() { Guards = [new("vm", "a", first.Revision)], Writes = [Write("b", "one")] },
            new() { Guards = [new("vm", "none", 7)] });

        outcomes.ShouldBe([
            new CommitOutcome.DocumentChanged("vm", "a", second.Revision),
            new CommitOutcome.DocumentChanged("vm", "a", second.Revision),
            new CommitOutcome.DocumentChanged("vm", "a", second.Revision),
            new CommitOutcome.DocumentChanged("vm", "none", 0),
        ]);
        var kept = await store.ReadAsync("vm", "a", TestContext.Current.CancellationToken);
        (kept!.Value.Revision, Text(kept.Value.Body)).ShouldBe((second.Revision, Text(Body("two"))));
        (await store.ReadAsync("vm", "b", TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task A_deleted_document_is_none()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        var made = await store.DoAsync(new() { Writes = [Write("a", "one", 0)] });
        await store.DoAsync(new() { Writes = [Delete("a", made.Revision)] });

        (await store.ReadAsync("vm", "a", TestContext.Current.CancellationToken)).ShouldBeNull();
        (await store.CommitAsync(new Commit { Writes = [Delete("a", made.Revision)] })).ShouldBe([new CommitOutcome.DocumentChanged("vm", "a", 0)]);
        var again = await store.DoAsync(new() { Guards = [new("vm", "a", 0)], Writes = [Write("a", "two", 0)] });
        again.Revision.ShouldBeGreaterThan(made.Revision);
    }

    [Fact]
    public async Task A_name_has_one_owner_until_that_one_gives_it_back()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await store.DoAsync(new() { Takes = [new("network:blue", "a")] });

        var outcomes = await store.CommitAsync(
            new() { Takes = [new("network:blue", "b")] },
            new() { Takes = [new("network:blue", "a")] },
            new() { GivesBack = [new("network:blue", "b")], Takes = [new("network:blue", "b")] },
            new() { GivesBack = [new("network:blue", "a")], Takes = [new("network:blue", "c")] });

        outcomes[0].ShouldBe(new CommitOutcome.NameTaken("network:blue", "a"));
        outcomes[1].ShouldBeOfType<CommitOutcome.Done>();
        outcomes[2].ShouldBe(new CommitOutcome.NameTaken("network:blue", "a"));
        outcomes[3].ShouldBeOfType<CommitOutcome.Done>();
        (await store.CommitAsync(new Commit { Takes = [new("network:blue", "a")] })).ShouldBe([new CommitOutcome.NameTaken("network:blue", "c")]);
    }

    [Fact]
    public async Task A_full_host_takes_nothing_more_but_gives_back()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();

        var outcomes = await store.CommitAsync(
            new() { Uses = [new(Host, 600, 4, 1000, 8)] },
            new() { Uses = [new(Host, 500, 1, 1000, 8)] },
            new() { Uses = [new(Host, 100, 5, 1000, 8)] },
            new() { Uses = [new(Host, 400, 4, 1000, 8)] },
            new() { Uses = [new(Host, -700, -4, 10, 1)] });

        outcomes.Select(outcome => outcome is CommitOutcome.Done).ShouldBe([true, false, false, true, true]);
        outcomes[1].ShouldBe(new CommitOutcome.HostFull(Host));
        var use = (await store.ReadAsync()).Batches.SelectMany(batch => batch.Uses).ShouldHaveSingleItem();
        (use.MemoryMiB, use.Cpus).ShouldBe((300, 4));
    }

    [Fact]
    public async Task A_commit_in_conflict_leaves_nothing_behind_and_stops_no_other()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await store.DoAsync(new() { Claims = [Claim(5, vm: 9)] });
        var before = await store.DescribeAsync();
        var whole = new Commit
        {
            Writes = [Write("a", "one", 0)],
            Takes = [new("vm:a", "a")],
            Claims = [Claim(1), Claim(5)],
            Uses = [new(Host, 1, 1, 10, 10)],
            Events = [Event()],
        };

        (await store.CommitAsync(whole)).ShouldBe([new CommitOutcome.VfTaken(Vf(5))]);
        (await store.DescribeAsync()).ShouldBe(before);

        var outcomes = await store.CommitAsync(whole, whole with { Claims = [Claim(1)] }, whole with { Claims = [Claim(2)] });
        outcomes[0].ShouldBe(new CommitOutcome.VfTaken(Vf(5)));
        var done = outcomes[1].ShouldBeOfType<CommitOutcome.Done>();
        outcomes[2].ShouldBe(new CommitOutcome.DocumentChanged("vm", "a", done.Revision));
        (await store.ReadEventsAsync(new(10), TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
    }
}
