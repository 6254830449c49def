using Vfleet.Domain.Problems;

namespace Vfleet.Server.Answering;

/// <summary>The outermost of all: whatever no route answered gets a problem document too.</summary>
/// <param name="next">What is inside.</param>
/// <param name="dispatch">Knows what to say to exceptions.</param>
internal sealed class LastResort(RequestDelegate next, Dispatch dispatch)
{
    /// <summary>Answers a request.</summary>
    /// <param name="http">The request.</param>
    /// <returns>When it is answered.</returns>
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            if (dispatch.Of(http, fault) is { } answer)
            {
                http.Response.Clear();
                await AnswerWriter.WriteAsync(http, answer);
            }

            return;
        }

        if (!http.Response.HasStarted && http.Response.StatusCode >= 400 && http.Response.ContentLength is null)
        {
            await AnswerWriter.WriteAsync(http, http.Response.StatusCode switch
            {
                404 => Answer.Refuse(new Problem(ServerCode.RouteUnknown, "there is nothing at this address", "docs/openapi.json lists the addresses")),
                405 => Answer.Refuse(new Problem(ServerCode.MethodUnknown, $"this address does not know the method {QueryReading.Shown(http.Request.Method)}", $"it knows {http.Response.Headers.Allow}")),
                415 => Answer.Refuse(new Problem(ServerCode.MediaType, "the body has another media type", "send application/json")),
                _ => Answer.Refuse(new Problem(ProblemCode.Malformed, "the request is not understood", "check the client")),
            });
        }
    }
}
