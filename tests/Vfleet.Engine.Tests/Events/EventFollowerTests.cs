using Vfleet.Engine.Events;
using Vfleet.Engine.Tests.Scenes;
using Vfleet.Storage;

namespace Vfleet.Engine.Tests.Events;

public sealed class EventFollowerTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happens_between_the_beginning_and_the_first_question_is_told()
    {
        await using var scene = await Scene.OpenAsync();
        await scene.NetworkAsync("before");
        var follower = await scene.Engine.Events.FollowAsync(null, None);
        var added = await scene.NetworkAsync("between");

        (await NextAsync(follower)).ShouldBe([$"network/{added.Id}"]);
    }

    [Fact]
    public async Task A_follower_that_waits_hears_what_another_engine_did()
    {
        await using var scene = await Scene.OpenAsync(engines: 2);
        var follower = await scene.Engines[1].Events.FollowAsync(null, None);
        var next = NextAsync(follower);
        var added = await scene.NetworkAsync("elsewhere");

        (await next).ShouldBe([$"network/{added.Id}"]);
    }

    [Fact]
    public async Task More_than_one_part_comes_whole_and_in_order()
    {
        const int Many = 700;
        await using var scene = await Scene.OpenAsync();
        var newest = await scene.Engine.Events.ReadAsync(new EventQuery(1), None);
        for (var i = 0; i < Many; i++)
        {
            await scene.NetworkAsync($"network-{i}");
        }

        var follower = await scene.Engine.Events.FollowAsync(newest[0].Number, None);
        var numbers = new List<long>();
        while (numbers.Count < Many)
        {
            numbers.AddRange((await follower.NextAsync(None)).Select(one => one.Number));
        }

        numbers.ShouldBe(numbers.Distinct().Order());
        numbers.Count.ShouldBe(Many);
    }

    private static async Task<IEnumerable<string>> NextAsync(EventFollower follower) =>
        (await follower.NextAsync(None).WaitAsync(TimeSpan.FromSeconds(20), None)).Select(one => one.Subject);
}
