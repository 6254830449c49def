using System.Diagnostics;
using System.Net;
using System.Text;
using Vfleet.Server.Answering;
using Vfleet.Server.Tests.Running;

namespace Vfleet.Server.Tests.Answering;

public sealed class FuzzTests(TestEngine engine) : IClassFixture<TestEngine>
{
    private static readonly string[] Methods = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "BREW"];
    // A NUL in an address never gets past the HTTP server.
    private static readonly string[] Ids = ["default", "none", "", "%2F", "a%2Fb", "..", "%C3%28", "00000000-0000-0000-0000-000000000000", "f\u00fcr", "'", "{id}", "0000:01:00.0", "fuzzed"];
    private static readonly string[] Values = ["null", "true", "-1", "1e400", "99999999999999999999", "0.5", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"x\"", "[]", "{}", "[null]", "[[[]]]", "{\"id\":1}", "{\"name\":null}", "\"02:00:00:00:00:01\"", "\"2026-01-01T00:00:00Z\"", "\"fleet\"", "[{}]", "[\"\\ud800\"]"];
    private static readonly string[] Members = ["id", "name", "description", "cluster", "dataCenter", "network", "vlan", "mtu", "labels", "clusters", "nics", "profile", "mac", "pin", "requires", "grants", "password", "user", "expires", "vms", "existing", "new", "leaseSeconds", "dryRun", "vm", "host", "count", "networks", "allNetworksAllowed", "bridges", "reservedMemoryMiB", "from", "to", "minutes", "hostName", "token", "request", "cpus", "memoryMiB", "affinity", "pinnedHosts", "status", "failover", "passthrough", "disabled", "x"];
    private static readonly string[] Queries = ["", "?limit=1", "?limit=-1", "?after=AA", "?sort=-name", "?sort=", "?name=%00", "?dryRun=true", "?dryRun", "?a=b", "?%00=1", "?before=9223372036854775808", "?after=5", "?=", "?code=%", "?free=true"];
    private static readonly (string, string)[] Headers = [("If-Match", "\"5\""), ("If-Match", "*"), ("If-Match", "\""), ("Idempotency-Key", "k"), ("Idempotency-Key", new string('k', 300)), ("Content-Type", "text/plain"), ("Content-Type", "application/json; charset=utf-16"), ("Content-Type", ";"), ("If-None-Match", "\"1\""), ("Last-Event-ID", "x"), ("Accept", "nothing"), ("Authorization", "Basic eA==")];

    [Fact]
    public async Task No_request_of_any_shape_is_a_fault_of_the_engine()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var routes = engine.Server.Routes.Where(route => !route.IsStream).ToList();
        using var agent = await TestAgent.JoinAsync(engine, "fuzzed");
        agent.PutHost();
        await agent.ReportAllAsync();
        var clock = Stopwatch.StartNew();
        var sent = 0;
        while (clock.Elapsed < TimeSpan.FromSeconds(15))
        {
            var route = random.GetItems(routes.ToArray(), 1)[0];
            var method = random.Next(8) == 0 ? random.GetItems(Methods, 1)[0] : route.Method;
            var path = string.Join('/', route.Pattern.Split('/').Select(part => part.StartsWith('{') ? random.GetItems(Ids, 1)[0] : part)) + random.GetItems(Queries, 1)[0];
            if (path.StartsWith("/api/v1/users/default", StringComparison.Ordinal) || (route.Pattern == "/api/v1/session" && method == "DELETE"))
            {
                continue;
            }

            var body = Body(random, 0);
            var headers = random.Next(3) == 0 ? random.GetItems(Headers, 1) : Array.Empty<(string, string)>();
            Answered answer;
            try
            {
                answer = await engine.SendAsync(route.Gate == Gate.Agent ? agent.Http : _http ??= engine.Client(), method, path, body, random.Next(20) == 0 ? "vft_x" : "", headers);
            }
            catch (HttpRequestException fault)
            {
                throw new InvalidOperationException($"seed {seed}: {method} {path} {Encoding.UTF8.GetString(body)}: {fault.Message}", fault);
            }

            sent++;
            var told = $"seed {seed}: {method} {path} {string.Join(' ', headers)} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 400)))} -> {answer.Status} {answer.Text}\n{(answer.Status >= HttpStatusCode.InternalServerError ? engine.Log.Split("\nError").Last()[..] : "")}";
            ((int)answer.Status).ShouldBeLessThan(500, told);
            if ((int)answer.Status >= 400 && method != "HEAD")
            {
                answer.MediaType.ShouldBe("application/problem+json", told);
                answer.Code.ShouldNotBeNullOrEmpty(told);
            }
        }

        sent.ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_nests_too_deeply_is_refused()
    {
        (await engine.PostAsync("/api/v1/networks", $$"""{"name":"{{new string('x', 1_100_000)}}"}""")).ShouldBeRefused(HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE");
        var deep = new string('[', 40) + new string(']', 40);
        (await engine.PostAsync("/api/v1/networks", $$"""{"name":"x","labels":{{deep}}}""")).ShouldBe(HttpStatusCode.BadRequest);
        (await engine.PostAsync("/api/v1/datacenters", """{"name":"own"}""")).ShouldBe(HttpStatusCode.Created);
        (await engine.PatchAsync("/api/v1/datacenters/own", $$"""{"name":{{deep}}}""")).ShouldBeRefused(HttpStatusCode.BadRequest, "TOO_DEEP");
    }

    [Fact]
    public async Task Unknown_addresses_methods_and_media_types_are_named()
    {
        (await engine.GetAsync("/api/v1/nothing")).ShouldBeRefused(HttpStatusCode.NotFound, "ROUTE_UNKNOWN");
        (await engine.SendAsync("PUT", "/api/v1/networks", "{}")).ShouldBeRefused(HttpStatusCode.MethodNotAllowed, "METHOD_UNKNOWN");
        (await engine.SendAsync("POST", "/api/v1/networks", "{}", "", ("Content-Type", "text/plain"))).ShouldBeRefused(HttpStatusCode.UnsupportedMediaType, "MEDIA_TYPE");
    }

    [Fact]
    public async Task A_store_that_fails_is_told_as_unavailable_without_its_words()
    {
        await using var own = new TestEngine();
        await own.InitializeAsync();
        own.Store.FailCommits(Enumerable.Range(0, 50).Select(_ => new Storage.StoreException("commit", "Host=db;Password=hidden", "disk full: hidden", "make room")));

        var answer = (await own.PostAsync("/api/v1/networks", """{"name":"x"}""")).ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "STORE_UNAVAILABLE");

        answer.Text.ShouldNotContain("hidden");
    }

    private HttpClient? _http;

    private static byte[] Body(Random random, int depth)
    {
        switch (random.Next(12))
        {
            case 0:
                var noise = new byte[random.Next(64)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return Encoding.UTF8.GetBytes(random.GetItems(Values, 1)[0]);
            case 2:
                return Encoding.UTF8.GetBytes(new string('{', random.Next(100)));
            default:
                return Encoding.UTF8.GetBytes(Object(random, depth));
        }
    }

    private static string Object(Random random, int depth) => "{" + string.Join(',', random.GetItems(Members, random.Next(6)).Distinct().Select(member =>
        $"\"{member}\":{Value(random, depth + 1)}")) + "}";

    private static string Value(Random random, int depth) => random.Next(4) switch
    {
        0 when depth < 5 => Object(random, depth),
        1 when depth < 5 => $"[{Object(random, depth)}]",
        2 => random.GetItems(["\"default\"", "\"fuzzed\"", "100", "\"viewer\"", "\"required\""], 1)[0],
        _ => random.GetItems(Values, 1)[0],
    };
}
