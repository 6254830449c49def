using static Vfleet.Storage.Tests.Contract.Given;

namespace Vfleet.Storage.Tests.Contract;

/// <summary>Events, and what pruning leaves.</summary>
public abstract class EventContract
{
    protected abstract StorePlace NewPlace();

    [Fact]
    public async Task Events_are_read_page_by_page_from_either_end()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await store.DoAsync(new() { Events = [.. Enumerable.Range(0, 25).Select(second => Event(second: second))] });

        var numbers = new List<long>();
        long? before = null;
        while (await NumbersAsync(store, new(10) { Before = before }) is { Length: > 0 } page)
        {
            page.Length.ShouldBeLessThanOrEqualTo(10);
            numbers.AddRange(page);
            before = page[^1];
        }

        numbers.ShouldBe(Enumerable.Range(1, 25).Select(number => (long)number).Reverse());
        (await NumbersAsync(store, new(3) { After = 20 })).ShouldBe([21, 22, 23]);
    }

    [Fact]
    public async Task Events_are_found_by_subject_actor_and_code()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        await store.DoAsync(new()
        {
            Events =
            [
                Event("vm/1", "vm.placed", "alice"), Event("vm/2", "vm.placed.again", "bob"), Event("vm/1", "vm.placedby", "bob"), Event("host/1", "host.added", "alice"),
            ],
        });

        (await NumbersAsync(store, new(10) { Subject = "vm/1" })).ShouldBe([3, 1]);
        (await NumbersAsync(store, new(10) { Actor = "bob" })).ShouldBe([3, 2]);
        (await NumbersAsync(store, new(10) { Code = "vm.placed" })).ShouldBe([2, 1]);
        (await NumbersAsync(store, new(10) { Code = "vm" })).ShouldBe([3, 2, 1]);
        (await NumbersAsync(store, new(10) { Code = "vm", Subject = "vm/1", Actor = "alice" })).ShouldBe([1]);
        var one = (await store.ReadEventsAsync(new(1) { Code = "host.added" }, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        (one.Time, one.Actor, one.Subject, Text(one.Body)).ShouldBe((Moment, "alice", "host/1", Text(Body("host/1"))));
    }

    [Fact]
    public async Task Pruning_takes_old_events_and_traces_and_tells_who_missed_them()
    {
        await using var place = NewPlace();
        await using var store = await place.OpenAsync();
        var known = await store.DoAsync(new() { Writes = [Write("a", "one"), Write("b", "one")], Events = [Event(second: 0), Event(second: 10)] });
        var deleted = await store.DoAsync(new() { Writes = [Delete("a")] });

        (await store.PruneAsync(Moment.AddSeconds(5), TestContext.Current.CancellationToken)).ShouldBe(1);
        (await NumbersAsync(store, new(10))).ShouldBe([2]);
        (await store.ReadAsync(known.Revision)).Batches.ShouldHaveSingleItem().Documents.ShouldHaveSingleItem().Body.ShouldBeNull();

        (await store.PruneAsync(TimeProvider.System.GetUtcNow().AddDays(1), TestContext.Current.CancellationToken)).ShouldBe(2);
        var fault = await Should.ThrowAsync<StoreException>(() => store.ReadAsync(known.Revision));
        fault.NeedsReadingAnew.ShouldBeTrue();
        fault.Message.ShouldContain("read the whole fleet anew");
        (await store.ReadAsync(deleted.Revision)).Batches.ShouldBeEmpty();
        (await store.ReadAsync()).Batches.ShouldHaveSingleItem().Documents.ShouldHaveSingleItem().Id.ShouldBe("b");

        // Numbers are never used again.
        await store.DoAsync(new() { Events = [Event()] });
        (await NumbersAsync(store, new(10))).ShouldBe([3]);
    }

    private static async Task<long[]> NumbersAsync(IFleetStore store, EventQuery query) =>
        [.. (await store.ReadEventsAsync(query, TestContext.Current.CancellationToken)).Select(one => one.Number)];
}
