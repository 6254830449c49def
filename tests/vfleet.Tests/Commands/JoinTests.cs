using System.Text.Json;
using Vfleet.Link;

namespace Vfleet.Cli.Tests.Commands;

/// <summary><c>vfleet join</c> and <c>vfleet leave</c>, as far as they need no engine; the rest is in Vfleet.Link.Tests.</summary>
public sealed class JoinTests : IDisposable
{
    private const string Token = "vfj1.c2VjcmV0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("vfleet-join-");

    public void Dispose() => _state.Delete(recursive: true);

    [Fact]
    public async Task What_cannot_be_read_is_told_all_at_once()
    {
        var result = await RunAsync("join", "http://engine1", "https://engine2/api", "--token", "secret", "--json");

        result.Code.ShouldBe(2);
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("path").GetString()).ShouldBe(["engine", "engine", "token"]);
        (await RunAsync("join", "engine1")).Error.ShouldContain("--token is missing");
    }

    [Fact]
    public async Task Joining_and_leaving_take_root()
    {
        (await RunAsync(mayChange: false, "join", "engine1", "--token", Token)).Code.ShouldBe(7);
        (await RunAsync(mayChange: false, "leave")).Code.ShouldBe(7);
    }

    [Fact]
    public async Task A_host_that_is_in_a_fleet_is_told_which_and_joins_no_other()
    {
        MakeLink();

        var result = await RunAsync("join", "engine2", "--token", Token);

        result.Code.ShouldBe(4);
        result.Error.ShouldBe("""
            error: this host is in a fleet already: as kvm1, with the engine https://engine1:8443
              code JOINED_ALREADY
              remedy: vfleet leave, and join then

            """);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_an_unavailable_service()
    {
        var result = await RunAsync("join", "https://127.0.0.1:1", "--token", Token);

        result.Code.ShouldBe(11);
        result.Error.ShouldContain("code ENGINE_UNREACHABLE");
        Directory.EnumerateFileSystemEntries(_state.FullName).ShouldBeEmpty();
    }

    [Fact]
    public async Task Leaving_removes_the_link_and_says_who_removes_the_host_from_the_fleet()
    {
        (await RunAsync("leave")).Code.ShouldBe(3);
        MakeLink();

        var result = await RunAsync("leave");

        result.ShouldBe(new CliResult(0, """
            done: this host is in no fleet any more; every PF stays as it is
            note: the engine https://engine1:8443 still knows it as kvm1: an admin of the fleet removes it there (vfleet host remove kvm1)

            """, ""));
        Directory.EnumerateFileSystemEntries(_state.FullName).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_cannot_be_understood_can_be_left_and_joining_says_so()
    {
        MakeLink();
        File.WriteAllText(Path.Join(_state.FullName, "engine", "link.json"), "{");

        (await RunAsync("join", "engine2", "--token", Token)).Error.ShouldContain("code STATE_DAMAGED");
        (await RunAsync("leave", "--json")).Code.ShouldBe(0);

        Directory.EnumerateFileSystemEntries(_state.FullName).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_status_shows_the_link_in_words_and_in_JSON()
    {
        var at = new DateTimeOffset(new DateTime(2026, 11, 21, 3, 12, 7, DateTimeKind.Local));
        var status = new LinkStatus
        {
            Engine = "https://engine1:8443",
            HostId = Guid.Empty,
            HostName = "kvm1",
            LastContact = at,
            CertificateEnds = at.AddDays(20),
            DesiredGeneration = 7,
            AppliedGeneration = 6,
        };
        Write(status with { Problem = "the engine at engine1:8443 cannot be reached: Connection refused", Remedy = "check the address" });
        (await RunAsync("status")).Out.ShouldEndWith("""
            engine https://engine1:8443, where this host is kvm1: not spoken to; it last answered at 2026-11-21 03:12:07
            note: the engine at engine1:8443 cannot be reached: Connection refused; check the address
            it desires generation 7; carried out, or failed, is 6
            the certificate of this host ends 2026-12-11 03:12:07

            """);

        Write(status with { IsRevoked = true, Problem = "the engine says: put out", Remedy = "ask" });
        (await RunAsync("status")).Out.ShouldContain("has put this host out; it stays as it was last desired; it last answered at 2026-11-21 03:12:07\nrevoked: the engine says: put out; ask\n");
        using var json = JsonDocument.Parse((await RunAsync("status", "--json")).Out);
        var engine = json.RootElement.GetProperty("engine");
        (engine.GetProperty("url").GetString(), engine.GetProperty("revoked").GetBoolean(), engine.GetProperty("connected").GetBoolean(), engine.GetProperty("desiredGeneration").GetInt64())
            .ShouldBe(("https://engine1:8443", true, false, 7));
    }

    // As joining leaves it, but for the key.
    private void MakeLink()
    {
        var folder = Directory.CreateDirectory(Path.Join(_state.FullName, "engine"));
        File.WriteAllText(
            Path.Join(folder.FullName, "link.json"),
            """{ "version": 1, "engines": ["https://engine1:8443"], "hostId": "0197a1b2-0000-7000-8000-000000000001", "hostName": "kvm1", "joined": "2026-11-21T03:12:07Z" }""");
    }

    private void Write(LinkStatus status) => File.WriteAllText(
        Path.Join(_state.FullName, LinkStatus.FileName), JsonSerializer.Serialize(status, JsonSerializerOptions.Web));

    private Task<CliResult> RunAsync(params string[] args) => RunAsync(mayChange: true, args);

    private Task<CliResult> RunAsync(bool mayChange, params string[] args) =>
        new Cli { StateDirectory = _state.FullName, RunDirectory = _state.FullName, MayChange = mayChange }.RunAsync(args);
}
