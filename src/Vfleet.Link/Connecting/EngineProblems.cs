using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Vfleet.Api;
using Vfleet.Domain.Problems;

namespace Vfleet.Link.Connecting;

/// <summary>Why an engine cannot be spoken to, or says no, in our words.</summary>
internal static class EngineProblems
{
    private const string AskAdmin = "see the engine's log, or ask whoever looks after the fleet";

    /// <summary>What the engine says (RFC 9457), or what its status means when it says nothing.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    /// <returns>The problem, with the engine's own code.</returns>
    public static Problem Of(Uri engine, HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, ApiJson.Default.ProblemDetails) is { Code.Length: > 0, Detail: not null } details)
            {
                var remedy = details.Problems is [{ Remedy.Length: > 0 } first, ..] ? first.Remedy : AskAdmin;
                return new Problem(CodeOf(details.Code, status), $"the engine at {engine.Authority} says: {details.Detail}", remedy, engine.Authority);
            }
        }
        catch (JsonException)
        {
            // A web server that knows nothing of Vfleet, or something between.
        }

        return NoEngine(engine, $"status {(int)status}");
    }

    /// <summary>What answers is no engine, or one that is out of order.</summary>
    /// <param name="engine">The address.</param>
    /// <param name="what">What it answered.</param>
    public static Problem NoEngine(Uri engine, string what) => new(
        ProblemCode.EngineFault, $"who answers at {engine.Authority} does not answer as an engine does: {what}", "check the address and its port; " + AskAdmin, engine.Authority);

    /// <summary>Nobody answers.</summary>
    /// <param name="engine">The address.</param>
    /// <param name="fault">What was thrown.</param>
    /// <param name="deadline">How long was waited at most.</param>
    public static Problem Unreachable(Uri engine, Exception fault, TimeSpan deadline)
    {
        var why = fault switch
        {
            OperationCanceledException => $"no answer within {deadline.TotalSeconds:0} s",
            { InnerException: AuthenticationException tls } => $"no TLS with it: {(tls.InnerException ?? tls).Message}",
            HttpRequestException { InnerException: { } inner } => inner.Message,
            _ => fault.Message,
        };
        return new Problem(
            ProblemCode.EngineUnreachable,
            $"the engine at {engine.Authority} cannot be reached: {why.ReplaceLineEndings(" ").TrimEnd('.')}",
            "check the address, its port (8443 unless it was set otherwise) and the firewalls between; whether the engine runs: systemctl status vfleetd",
            engine.Authority);
    }

    // The exit code of a command follows the kind: what to do next differs by the status.
    private static ProblemCode CodeOf(string code, HttpStatusCode status) => code == ProblemCode.HostRevoked.Name
        ? ProblemCode.HostRevoked
        : new ProblemCode(code, (int)status switch
        {
            400 or 422 => ProblemKind.Usage,
            404 => ProblemKind.NotFound,
            >= 500 => ProblemKind.Unavailable,
            _ => ProblemKind.Refused,
        });
}
