using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Resources;

public sealed class EventStreamTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Events_are_told_as_they_happen_and_a_reader_that_comes_back_misses_none()
    {
        using var http = engine.Client();
        using (var stream = await OpenAsync(http, engine.Admin))
        {
            await engine.PostAsync("/api/v1/networks", """{"name":"streamed-1"}""");
            (await NextAsync(stream, "streamed-1")).ShouldNotBeNull();
        }

        var last = (long)(await engine.GetAsync("/api/v1/events?limit=1")).Json["items"]![0]!["number"]!;
        await engine.PostAsync("/api/v1/networks", """{"name":"streamed-2"}""");
        using var again = await OpenAsync(http, engine.Admin, last);
        await engine.PostAsync("/api/v1/networks", """{"name":"streamed-3"}""");

        (await NextAsync(again, "streamed-2")).ShouldNotBeNull();
        (await NextAsync(again, "streamed-3")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_stream_says_first_where_it_begins()
    {
        using var http = engine.Client();
        await engine.PostAsync("/api/v1/networks", """{"name":"newest"}""");
        var newest = (long)(await engine.GetAsync("/api/v1/events?limit=1")).Json["items"]![0]!["number"]!;
        using var stream = await OpenAsync(http, engine.Admin);

        (await stream.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("");
        (await stream.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe($"id: {newest}");
        (await stream.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("");
    }

    [Fact]
    public async Task A_reader_hears_nothing_more_when_logged_out()
    {
        using var http = engine.Client();
        var token = await engine.UserAsync("listening", "viewer");
        using var stream = await OpenAsync(http, token);
        (await engine.DeleteAsync("/api/v1/session", token)).ShouldBe(HttpStatusCode.NoContent);

        await engine.PostAsync("/api/v1/networks", """{"name":"not heard"}""");

        (await NextAsync(stream, "not heard")).ShouldBeNull();
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_expires_though_nothing_happens()
    {
        using var http = engine.Client();
        var expires = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(10);
        var token = (string)(await engine.PostAsync("/api/v1/tokens", $$"""{"name":"short","expires":"{{expires:O}}"}""")).ShouldBe(HttpStatusCode.Created).Json["secret"]!;
        using var stream = await OpenAsync(http, token);

        (await NextAsync(stream, "nothing")).ShouldBeNull();
    }

    [Fact]
    public async Task A_user_reads_only_so_many_streams_at_once()
    {
        using var http = engine.Client();
        var token = await engine.UserAsync("many-streams", "viewer");
        var streams = new List<StreamReader>();
        for (var i = 0; i < 8; i++)
        {
            streams.Add(await OpenAsync(http, token));
        }

        (await engine.GetAsync("/api/v1/events/stream", token)).ShouldBeRefused(HttpStatusCode.TooManyRequests, "TOO_MANY");
        streams.ForEach(stream => stream.Dispose());
    }

    private static async Task<StreamReader> OpenAsync(HttpClient http, string token, long? last = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/stream") { Version = HttpVersion.Version20 };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (last is not null)
        {
            message.Headers.Add("Last-Event-ID", $"{last}");
        }

        var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var stream = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        (await stream.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_longest, TestContext.Current.CancellationToken)).ShouldBe(":");
        return stream;
    }

    // The event about a name; null when the stream ends before.
    private static Task<JsonNode?> NextAsync(StreamReader stream, string name) => ReadAsync(stream, name).WaitAsync(s_longest, TestContext.Current.CancellationToken);

    private static async Task<JsonNode?> ReadAsync(StreamReader stream, string name)
    {
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal))
            {
                return JsonNode.Parse(line[6..]);
            }
        }

        return null;
    }
}
