using System.Security.Cryptography;
using System.Text;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Server.Access;
using Vfleet.Server.Agents;
using Vfleet.Server.Seeing;
using Vfleet.Storage;

namespace Vfleet.Server.Answering;

/// <summary>What stands before every route: who asks, whether they may, what they sent, how long it may take; and after it: how it is answered.</summary>
internal sealed partial class Dispatch(
    FleetEngine engine, Callers callers, AgentDoor agents, RequestMetrics metrics, ILogger<Dispatch> log, TimeProvider time, CancellationToken stopping)
{
    private const int MostKey = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="facts">The route.</param>
    /// <param name="handler">What answers it.</param>
    /// <returns>When it is answered.</returns>
    public async Task RunAsync(HttpContext http, RouteFacts facts, Handler handler)
    {
        var began = time.GetTimestamp();
        using var late = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        var answer = await AskAsync(http, facts, handler, either.Token, late.Token);
        if (answer is Answer.Events events)
        {
            // A stream has no end of its own: it ends with its reader or with the engine.
            late.CancelAfter(Timeout.InfiniteTimeSpan);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            await events.SendAsync(http, end.Token);
            return;
        }

        await AnswerWriter.WriteAsync(http, answer);
        metrics.Answered(facts, http.Response.StatusCode, time.GetElapsedTime(began));
    }

    /// <summary>The answer to what was thrown.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fault">What was thrown.</param>
    /// <returns>The answer; null when nobody is there to hear it.</returns>
    public Answer? Of(HttpContext http, Exception fault)
    {
        switch (fault)
        {
            case StoreException store:
                LogStore(store, http.Request.Method, http.Request.Path);
                return Answer.Refuse(new Problem(
                    ServerCode.StoreUnavailable,
                    "the store does not work, so nothing can be changed; whether this request was carried out is not known",
                    "try again with the same Idempotency-Key; the engine's log says what is wrong with the store")) with
                {
                    RetryAfter = 2,
                };
            case BadHttpRequestException { StatusCode: 413 }:
                return Answer.Refuse(new Problem(ServerCode.TooLarge, "the body is too large", "docs/engine.md says how large a body may be"));
            case BadHttpRequestException { StatusCode: 408 }:
                return Answer.Refuse(new Problem(ServerCode.TimedOut, "the body came too slowly", "send it faster"));
            case BadHttpRequestException:
                return Answer.Refuse(new Problem(ProblemCode.Malformed, "the request is no HTTP request that can be understood", "check the client"));
            case OperationCanceledException or IOException when http.RequestAborted.IsCancellationRequested:
                return null;
            default:
                LogFault(fault, http.Request.Method, http.Request.Path);
                return Answer.Refuse(new Problem(ServerCode.Internal, "the engine failed: this is a defect", "the engine's log has it; please report it"));
        }
    }

    private async Task<Answer> AskAsync(HttpContext http, RouteFacts facts, Handler handler, CancellationToken cancellationToken, CancellationToken late)
    {
        try
        {
            if (Gate(http, facts, out var caller) is { } refused)
            {
                return refused;
            }

            if (QueryReading.Check(http.Request.Query, facts) is { } unknown)
            {
                return Answer.Refuse(unknown);
            }

            var body = ReadOnlyMemory<byte>.Empty;
            if (facts.Takes is not null && !(facts.IsBodyOptional && RequestBody.IsMissing(http)))
            {
                if (RequestBody.Check(http.Request, facts) is { } wrong)
                {
                    return Answer.Refuse(wrong);
                }

                body = await RequestBody.ReadAsync(http.Request, facts, cancellationToken);
            }

            if (!IfMatch.TryRead(http.Request.Headers.IfMatch, out var expected, out var problem) || !TryKey(http, facts, body, ref caller, out problem))
            {
                return Answer.Refuse(problem!);
            }

            var call = new Call(http, engine, caller, cancellationToken)
            {
                Body = body,
                Expected = expected,
                IsDryRun = facts.CanDryRun && http.Request.Query["dryRun"] == "true",
            };
            var answer = await handler(call);

            // Before a no: what is missing or in the way may be what another engine changed just now. A refused request has changed nothing.
            return answer is Answer.No && facts.Gate is Answering.Gate.People && await engine.CatchUpAsync(cancellationToken) ? await handler(call) : answer;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            return Answer.Refuse(new Problem(
                ServerCode.TimedOut, $"the request took longer than {Longest.TotalSeconds:0} s", "look whether it was done before trying again; the engine may be overloaded"));
        }
    }

    private Answer.No? Gate(HttpContext http, RouteFacts facts, out Caller caller)
    {
        caller = Callers.Nobody;
        switch (facts.Gate)
        {
            case Answering.Gate.Everybody:
                return null;
            case Answering.Gate.Agents:
                return agents.Check(http) is { } stranger ? Answer.Refuse(stranger) : null;
            default:
                if (callers.Find(http) is not { } found)
                {
                    http.Response.Headers.WWWAuthenticate = "Bearer";
                    return Answer.Refuse(new Problem(
                        ServerCode.Unauthenticated, "nobody is logged in, or the log-in has ended", $"log in: POST {Api.Routes.Session}, then send 'Authorization: Bearer TOKEN'"));
                }

                caller = found;
                return facts.Gate is not Answering.Gate.People { Role: var role } || found.MaySomewhere(role)
                    ? null
                    : Answer.Refuse(new Problem(
                        EngineCode.Forbidden, $"{found.Name} may not do that", $"ask an administrator for the role {role.ToString().ToLowerInvariant()}"));
        }
    }

    private static bool TryKey(HttpContext http, RouteFacts facts, ReadOnlyMemory<byte> body, ref Caller caller, out Problem? problem)
    {
        problem = null;
        if (facts.Method != "POST" || !http.Request.Headers.TryGetValue("Idempotency-Key", out var values) || caller.UserId is null)
        {
            return true;
        }

        if (values is not [{ Length: > 0 and <= MostKey } key])
        {
            problem = new Problem(ServerCode.Header, "the header Idempotency-Key is not one word", $"give one of 1 to {MostKey} characters", "Idempotency-Key");
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Path}{http.Request.QueryString}\n"));
        hash.AppendData(body.Span);
        caller = caller with { IdempotencyKey = key, RequestDigest = Convert.ToHexStringLower(hash.GetHashAndReset()) };
        return true;
    }

    [LoggerMessage(2001, LogLevel.Error, "The store failed at {Method} {Path}")]
    private partial void LogStore(Exception fault, string method, string path);

    [LoggerMessage(2002, LogLevel.Error, "A defect at {Method} {Path}")]
    private partial void LogFault(Exception fault, string method, string path);
}
