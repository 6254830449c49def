using System.Net;
using System.Text;
using Vfleet.Api.Streams;
using Vfleet.TestKit.FakeEngine;
using Vfleet.TestKit.FakeTime;

namespace Vfleet.Client.Tests;

public sealed class EventsTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_breaks_is_opened_again_where_it_was()
    {
        var parts = new Queue<string>([": hello\n\n" + Event(4) + Event(5), Event(6)]);
        var engine = new FakeEngine();
        engine.Special["GET events/stream"] = _ => new FakeAnswer(HttpStatusCode.OK, parts.Dequeue(), null, "text/event-stream");
        using var client = new EngineClient(
            new EngineOptions(new Uri("https://engine:8443/")) { Token = "secret", Time = new HastyTime() }, engine);

        var numbers = await client.Events.WatchAsync(Stop).Select(each => each.Number).Take(3).ToListAsync(Stop);

        numbers.ShouldBe([4L, 5L, 6L]);
        engine.Requests.Select(request => request.LastEventId).ShouldBe([null, "5"]);
    }

    [Fact]
    public async Task A_stream_that_breaks_before_its_first_event_goes_on_from_where_it_began()
    {
        var parts = new Queue<string>([":\n\nid: 41\n\n", Event(42)]);
        var engine = new FakeEngine();
        engine.Special["GET events/stream"] = _ => new FakeAnswer(HttpStatusCode.OK, parts.Dequeue(), null, "text/event-stream");
        using var client = new EngineClient(
            new EngineOptions(new Uri("https://engine:8443/")) { Token = "secret", Time = new HastyTime() }, engine);

        (await client.Events.WatchAsync(Stop).FirstAsync(Stop)).Number.ShouldBe(42);

        engine.Requests.Select(request => request.LastEventId).ShouldBe([null, "41"]);
    }

    [Fact]
    public async Task An_engine_that_was_never_there_is_not_waited_for()
    {
        var engine = new FakeEngine();
        engine.Accidents.Enqueue(Given.Unconnected);
        using var client = Given.ClientOf(engine, retries: 0);

        await Should.ThrowAsync<EngineException>(async () => await client.Events.WatchAsync(Stop).FirstAsync(Stop));
    }

    [Fact]
    public async Task An_engine_that_restarts_is_waited_for()
    {
        var engine = new FakeEngine();
        engine.Special["GET events/stream"] = request => new FakeAnswer(HttpStatusCode.OK, Event(request.LastEventId is null ? 1 : 2), null, "text/event-stream");
        engine.Accidents.Enqueue(null);
        engine.Accidents.Enqueue(Given.Unconnected);
        engine.Accidents.Enqueue(Given.Unconnected);
        using var client = new EngineClient(
            new EngineOptions(new Uri("https://engine:8443/")) { Token = "secret", Time = new HastyTime(), Retries = [] }, engine);

        (await client.Events.WatchAsync(Stop).Select(each => each.Number).Take(2).ToListAsync(Stop)).ShouldBe([1L, 2L]);

        engine.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Content_of_several_lines_and_without_a_name_is_read()
    {
        const string Text = "data: a\ndata:b\nid: 7\n\nevent:x\ndata\n\nid: 8\n\n:c\n\ndata: z";
        await using var body = new MemoryStream(Encoding.UTF8.GetBytes(Text));

        var events = await ServerEventReader.ReadAsync(body, TimeSpan.FromMinutes(1), TimeProvider.System, Stop).ToListAsync(Stop);

        events.ShouldBe([new ServerEvent("message", "7", "a\nb"), new ServerEvent("x", "7", "")]);
    }

    [Fact]
    public async Task A_stream_without_a_sign_of_life_is_given_up()
    {
        await using var body = new SilentStream();

        await Should.ThrowAsync<TimeoutException>(
            async () => await ServerEventReader.ReadAsync(body, TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop).FirstAsync(Stop));
    }

    private static string Event(int number) =>
        $$"""
        id: {{number}}
        event: event
        data: {"number":{{number}},"time":"2026-01-02T03:04:05Z","code":"vm.placed","actor":"admin","subject":"vm/1","message":"placed"}


        """;

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}
