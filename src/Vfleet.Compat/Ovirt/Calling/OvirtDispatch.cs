using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vfleet.Compat.Ovirt.Access;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Searching;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Storage;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>What stands before every route of the API: who asks, whether they may, what they sent, how long it may take; and after it: how it is answered.</summary>
internal sealed partial class OvirtDispatch(FleetEngine engine, IOvirtAccess access, RouteTable routes, OvirtSurroundings around)
{
    private const int LongestCorrelation = 50;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private readonly Following _following = new(routes);
    private readonly TimeProvider _time = around.Time;
    private readonly ILogger _log = around.Log;

    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="path">The path below the API's root.</param>
    /// <returns>When it is answered.</returns>
    public async Task RunAsync(HttpContext http, string path)
    {
        var began = _time.GetTimestamp();
        if ((HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && http.Request.ContentLength > 0 && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            // librest announces a body with a GET, and when it asks again with a password does not send it: the next request would be read as that body.
            http.Response.Headers.Connection = "close";
        }

        var match = routes.Find(http.Request.Method, path);
        using var late = new CancellationTokenSource(s_longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        OvirtAnswer? answer;
        try
        {
            answer = await AskAsync(http, match, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            answer = OvirtAnswer.Refuse(
                504, Refusals.Reason, $"[the request took longer than {s_longest.TotalSeconds:0} s; look whether it was done before trying again]");
        }
        catch (Exception fault)
        {
            answer = Of(http, fault);
        }

        if (answer is not null)
        {
            await OvirtWriter.WriteAsync(http, answer, Spellings.Wanted(http.Request), match.Route?.IsAction == true);
        }

        around.Answered(match.Route is { } route ? OvirtRoute.Root + route.Pattern : OvirtRoute.Root + "/*", http.Request.Method, http.Response.StatusCode, _time.GetElapsedTime(began));
    }

    /// <summary>The answer to what was thrown.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fault">What was thrown.</param>
    /// <returns>The answer; null when nobody is there to hear it.</returns>
    public OvirtAnswer? Of(HttpContext http, Exception fault)
    {
        switch (fault)
        {
            case StoreException:
                LogStore(fault, http.Request.Method, http.Request.Path);
                return OvirtAnswer.Refuse(
                    503, Refusals.Reason, "[the store does not work; whether this request was carried out is not known: look before trying again]") with
                { RetryAfter = 2 };
            case BadHttpRequestException { StatusCode: 413 }:
                return OvirtBody.TooLarge();
            case BadHttpRequestException bad:
                return OvirtAnswer.Refuse(bad.StatusCode, "Bad Request", "[the request breaks off, or comes too slowly; check the client]");
            case OperationCanceledException or IOException when http.RequestAborted.IsCancellationRequested:
                return null;
            default:
                LogFault(fault, http.Request.Method, http.Request.Path);
                return OvirtAnswer.Refuse(500, Refusals.Reason, "[the engine failed: this is a defect; the engine's log has it, please report it]");
        }
    }

    private async Task<OvirtAnswer> AskAsync(HttpContext http, RouteMatch match, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (await access.FindAsync(http, cancellationToken) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = new[] { "Basic realm=\"RESTAPI\", charset=\"UTF-8\"", "Bearer realm=\"RESTAPI\"" };
            return OvirtAnswer.Refuse(
                401, "Unauthorized", "nobody is logged in by what was sent, or the log-in has ended: get a token from /ovirt-engine/sso/oauth/token, or send user and password");
        }

        if (match.Route is not { } route)
        {
            if (match.Allowed.Length == 0)
            {
                return OvirtAnswer.NotFound();
            }

            http.Response.Headers.Allow = match.Allowed;
            return new OvirtAnswer.Empty { Status = HttpMethods.IsOptions(request.Method) ? 200 : 405 };
        }

        if (!caller.MaySomewhere(route.Role))
        {
            return Refusals.Of(new Problem(
                EngineCode.Forbidden, $"{caller.Name} may not do that", $"ask an administrator for the role {route.Role.ToString().ToLowerInvariant()}"));
        }

        if (Correlation(request) is { } correlation)
        {
            http.Response.Headers["Correlation-Id"] = correlation;
        }

        if (Searched(request, route, out var search) is { } wrong)
        {
            return wrong;
        }

        var (body, unreadable) = await OvirtBody.ReadAsync(http, cancellationToken);
        if (unreadable is not null)
        {
            return unreadable;
        }

        var follow = HttpMethods.IsPost(request.Method) ? "" : request.Query["follow"].ToString();
        var call = new OvirtCall(http, engine, caller, cancellationToken)
        {
            Parts = match.Parts,
            Search = search,
            Body = body,
            Max = follow.Length == 0 && int.TryParse(request.Query["max"], out var max) && max >= 0 ? max : null,
            AllContent = IsTrue(request, "all_content", "All-Content"),
            IsAsync = IsAsync(request, body),
            NeedsElements = follow.Length > 0 || !ReferenceEquals(search, SearchText.All) || request.Query.ContainsKey("max"),
            Spelling = Spellings.Wanted(request),
        };
        var answer = await route.Handler(call);

        // Before a no: what is missing or in the way may be what another engine changed just now.
        if (answer is OvirtAnswer.Fault { IsUntouched: true } or OvirtAnswer.Empty { Status: 404 } && await engine.CatchUpAsync(cancellationToken))
        {
            answer = await route.Handler(call);
        }

        if (answer is not OvirtAnswer.Document { Status: 200 } document)
        {
            return answer;
        }

        var root = route.Item is { } item ? ListSearch.Take(document.Root, item, search, call.Max, call.State) : document.Root;
        return follow.Length > 0 ? await _following.FollowAsync(call, root, root.IsList, follow) : ReferenceEquals(root, document.Root) ? document : OvirtAnswer.Of(root);
    }

    private static OvirtAnswer.Fault? Searched(HttpRequest request, OvirtRoute route, out SearchText search)
    {
        search = SearchText.All;
        if (!route.IsSearchable || request.Query["search"].ToString().Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        if (SearchReading.Read(text, out var wrong) is not { } read)
        {
            return Refusals.Of(new Problem(ProblemCode.Malformed, $"the search cannot be read: {wrong}", "search as name=x, name=\"x y\" and datacenter=z, status=up, page 2", "search"));
        }

        search = read with { IsCaseSensitive = !request.Query.TryGetValue("case_sensitive", out var sensitive) || QueryWords.Truth(sensitive.ToString()) != false };
        return ListSearch.Check(search, route.Item!);
    }

    private static bool IsTrue(HttpRequest request, string parameter, string header) =>
        request.Query.TryGetValue(parameter, out var asked)
            ? QueryWords.Truth(asked.ToString()) == true
            : request.Headers.TryGetValue(header, out var sent) && QueryWords.Truth(sent.ToString()) == true;

    private static bool IsAsync(HttpRequest request, Element body) => body.Find("async")?.Text is { } text
        ? QueryWords.Truth(text) == true
        : (request.Query.TryGetValue("async", out var asked) && QueryWords.Truth(asked.ToString()) == true)
        || request.Headers.Expect.ToString().Contains("202-accepted", StringComparison.OrdinalIgnoreCase);

    private static string? Correlation(HttpRequest request)
    {
        var text = request.Query.TryGetValue("correlation_id", out var asked) ? asked.ToString() : request.Headers["Correlation-Id"].ToString();
        return text.Length is > 0 and <= LongestCorrelation && text.All(letter => letter is > ' ' and <= '~') ? text : null;
    }

    [LoggerMessage(2011, LogLevel.Error, "The store failed at {Method} {Path}")]
    private partial void LogStore(Exception fault, string method, string path);

    [LoggerMessage(2012, LogLevel.Error, "A defect at {Method} {Path}")]
    private partial void LogFault(Exception fault, string method, string path);
}
