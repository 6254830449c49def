using Vfleet.Host.Watching;

namespace Vfleet.Host.Tests.Watching;

/// <summary>What a host tells while it is watched.</summary>
public sealed class HostWatchTests
{
    [Fact]
    public async Task It_tells_from_when_on_nothing_is_missed_and_then_what_libvirt_tells()
    {
        await using var rig = new Rig(vfs: 0);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var events = rig.Host.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        var begun = new HashSet<string>();
        while (begun.Count < 3)
        {
            var first = await NextAsync(events);
            first.Kind.ShouldBe("watch.began");
            begun.Add(first.Subject);
        }

        begun.ShouldBe(["uevents", "links", "guests"], ignoreOrder: true);

        rig.Libvirt.Hypervisor.Stop(rig.Guest);

        var told = await NextAsync(events);
        told.Kind.ShouldBe("guest.stopped");
        told.Subject.ShouldBe("web1");
    }

    private static async Task<HostEvent> NextAsync(IAsyncEnumerator<HostEvent> events)
    {
        var next = events.MoveNextAsync().AsTask();
        (await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken))).ShouldBe(next, "nothing was told for 20 s");
        return events.Current;
    }
}
