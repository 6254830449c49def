using System.Net;
using System.Text.Json;
using Vfleet.TestKit.FakeEngine;

namespace Vfleet.Cli.Tests.Fleet;

public sealed class HostTests
{
    private readonly FakeEngine _engine = SampleFleet.Create();

    [Theory]
    [InlineData("maintenance", "in maintenance")]
    [InlineData("activate", "active")]
    [InlineData("revoke", "revoked")]
    public async Task A_word_for_a_host_is_said_to_the_engine(string word, string done)
    {
        _engine.Special[$"POST hosts/h1/{word}"] = _ => FakeAnswer.Json(HttpStatusCode.OK, SampleFleet.Parse("""{"name":"h1"}"""));

        (await Cli.LoggedIn(_engine).RunAsync($"host {word} h1")).ShouldBe(new CliResult(0, $"host h1 {done}\n", ""));

        _engine.Changes.ShouldHaveSingleItem().ShouldBe($"POST /api/v1/hosts/h1/{word}");
        _engine.Requests[0].Key.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_join_token_comes_with_the_command_to_run()
    {
        _engine.Special["POST enrolments"] = _ => FakeAnswer.Json(HttpStatusCode.Created, SampleFleet.Parse("""{"token":"vfj1.a.b","expires":"2026-01-02T04:04:05Z"}"""));

        var result = await Cli.LoggedIn(_engine).RunAsync("host token --cluster rack4 --minutes 60");

        result.Out.ShouldBe("run this on the host, as root, once, until 2026-01-02 04:04:05:\n\n    vfleet join https://engine.example:8443 --token vfj1.a.b\n");
        _engine.Changes.ShouldHaveSingleItem().ShouldBe("""POST /api/v1/enrolments {"cluster":{"name":"rack4"},"minutes":60}""");
        using var json = JsonDocument.Parse((await Cli.LoggedIn(_engine).RunAsync("host token --json")).Out);
        json.RootElement.GetProperty("token").GetString().ShouldBe("vfj1.a.b");
    }

    [Fact]
    public async Task What_is_set_of_a_host_is_its_cluster_and_bridges()
    {
        await Cli.LoggedIn(_engine).RunAsync("host set h1 --bridges red=br0,blue=br1 --reserved-memory 1024");

        _engine.Changes.ShouldHaveSingleItem().ShouldBe(
            """PATCH /api/v1/hosts/h1 {"reservedMemoryMiB":1024,"bridges":[{"network":{"name":"red"},"bridge":"br0"},{"network":{"name":"blue"},"bridge":"br1"}]}""");
    }
}
