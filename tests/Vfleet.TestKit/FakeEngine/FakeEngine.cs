using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Vfleet.TestKit.FakeEngine;

/// <summary>
/// An engine in memory that answers as the wire documents say. What it holds is plain JSON, so that a mistake in the client's types shows.
/// </summary>
public sealed class FakeEngine : HttpMessageHandler
{
    private const string Root = "/api/v1/";

    private readonly Dictionary<string, FakeCollection> _collections = [];
    private readonly Dictionary<string, (string Body, FakeAnswer Answer)> _done = [];

    /// <summary>The token that it accepts.</summary>
    public string Token { get; set; } = "secret";

    /// <summary>The password of <c>admin</c>.</summary>
    public string Password { get; set; } = "correct horse";

    /// <summary>What was asked, in order, requests that failed on the way included.</summary>
    public List<FakeRequest> Requests { get; } = [];

    /// <summary>What happens to the next requests: an exception of the network, or null to let one through.</summary>
    public Queue<Exception?> Accidents { get; } = new();

    /// <summary>Whether a request that has an accident was heard all the same: only its answer is lost.</summary>
    public bool AnswersAreLost { get; set; }

    /// <summary>Answers of paths that are no plain collections; asked first.</summary>
    public Dictionary<string, Func<FakeRequest, FakeAnswer>> Special { get; } = [];

    /// <summary>The collection of a path below the root, as <c>networks</c> or <c>vms/web1/nics</c>.</summary>
    public FakeCollection this[string path] => _collections.TryGetValue(path, out var collection) ? collection : _collections[path] = new FakeCollection();

    /// <summary>Lines of the requests that changed something, with bodies.</summary>
    public IEnumerable<string> Changes => Requests.Select(request => request.ToString()).Where(line => !line.StartsWith("GET ", StringComparison.Ordinal));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var heard = await ReadAsync(request, cancellationToken);
        Requests.Add(heard);
        var accident = Accidents.TryDequeue(out var next) ? next : null;
        if (accident is not null && !AnswersAreLost)
        {
            throw accident;
        }

        var answer = Answer(heard);
        return accident is null ? answer.ToMessage() : throw accident;
    }

    private static async Task<FakeRequest> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? Header(string name) => request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
        var text = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        return new FakeRequest(
            $"{request.Method} {Uri.UnescapeDataString(request.RequestUri!.PathAndQuery)}",
            text is null ? null : JsonNode.Parse(text),
            Header("Idempotency-Key"),
            Header("If-Match"),
            Header("Authorization")?["Bearer ".Length..],
            Header("Last-Event-ID"),
            request.Content?.Headers.ContentType?.MediaType);
    }

    private FakeAnswer Answer(FakeRequest request)
    {
        var body = request.Body?.ToJsonString() ?? "";
        if (request.Key is { } key && _done.TryGetValue(key, out var before))
        {
            return before.Body == body ? before.Answer : throw new InvalidOperationException("one key for two different wishes");
        }

        FakeAnswer answer;
        try
        {
            answer = Do(request);
        }
        catch (FakeRefusalException refusal)
        {
            return FakeAnswer.Problem(refusal);
        }

        if (request.Key is { } done)
        {
            _done[done] = (body, answer);
        }

        return answer;
    }

    private FakeAnswer Do(FakeRequest request)
    {
        var (method, target) = (request.Line.Split(' ')[0], request.Line[(request.Line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var path = target.Split('?')[0][Root.Length..];
        if (method == "POST" && path == "session")
        {
            return LogIn(request);
        }

        if (request.Token != Token)
        {
            throw new FakeRefusalException(401, "UNAUTHENTICATED", "the token is not known, or has ended");
        }

        if (Special.TryGetValue($"{method} {path}", out var special))
        {
            return special(request);
        }

        var query = target.Contains('?', StringComparison.Ordinal)
            ? target.Split('?', 2)[1].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1])
            : [];
        var dryRun = query.GetValueOrDefault("dryRun") == "true";
        if (_collections.TryGetValue(path, out var collection))
        {
            return method == "POST"
                ? FakeAnswer.Json(HttpStatusCode.Created, collection.Add((JsonObject)request.Body!, dryRun))
                : FakeAnswer.Json(HttpStatusCode.OK, collection.Page(query));
        }

        var (parent, item) = (path[..Math.Max(0, path.LastIndexOf('/'))], path[(path.LastIndexOf('/') + 1)..]);
        return _collections.TryGetValue(parent, out collection)
            ? OfItem(collection, method, item, request, dryRun)
            : throw new FakeRefusalException(404, "RESOURCE_UNKNOWN", $"there is no '{path}'");
    }

    private static FakeAnswer OfItem(FakeCollection collection, string method, string key, FakeRequest request, bool dryRun)
    {
        switch (method)
        {
            case "PATCH":
                var changed = collection.Change(key, (JsonObject)request.Body!, request.IfMatch, dryRun);
                return FakeAnswer.Json(HttpStatusCode.OK, changed, collection.TagOf(changed));
            case "DELETE":
                collection.Remove(key, dryRun);
                return new FakeAnswer(HttpStatusCode.NoContent, null);
            default:
                var found = collection.Find(key);
                return FakeAnswer.Json(HttpStatusCode.OK, found, collection.TagOf(found));
        }
    }

    private FakeAnswer LogIn(FakeRequest request)
    {
        if (request.Body!["user"]!.ToString() != "admin" || request.Body["password"]!.ToString() != Password)
        {
            throw new FakeRefusalException(401, "CREDENTIALS_WRONG", "user or password is wrong", "try again");
        }

        return FakeAnswer.Json(
            HttpStatusCode.Created, new JsonObject { ["token"] = Token, ["user"] = "admin", ["expires"] = "2026-01-03T03:04:05Z" });
    }
}

/// <summary>An answer of the fake engine.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="Tag">The ETag.</param>
/// <param name="MediaType">What the body is.</param>
public sealed record FakeAnswer(HttpStatusCode Status, string? Body, string? Tag = null, string MediaType = "application/json")
{
    public static FakeAnswer Json(HttpStatusCode status, JsonNode body, string? tag = null) => new(status, body.ToJsonString(), tag);

    public static FakeAnswer Problem(FakeRefusalException refusal) => new((HttpStatusCode)refusal.Status, refusal.ToProblem().ToJsonString(), null, "application/problem+json");

    public HttpResponseMessage ToMessage()
    {
        var message = new HttpResponseMessage(Status);
        if (Body is not null)
        {
            message.Content = new StringContent(Body, Encoding.UTF8, MediaType);
        }

        if (Tag is not null)
        {
            message.Headers.TryAddWithoutValidation("ETag", Tag);
        }

        return message;
    }
}
