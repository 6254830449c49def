using Microsoft.Net.Http.Headers;
using Vfleet.Api.Answers;
using Vfleet.Server.Json;

namespace Vfleet.Server.Answering;

/// <summary>Writes answers.</summary>
internal static class AnswerWriter
{
    /// <summary>Writes one.</summary>
    /// <param name="http">The request that it answers.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>When it is on its way.</returns>
    public static Task WriteAsync(HttpContext http, Answer answer)
    {
        var response = http.Response;
        switch (answer)
        {
            case Answer.Document document:
                if (document.Revision is { } revision)
                {
                    var tag = $"\"{revision}\"";
                    response.Headers.ETag = tag;
                    if (document.Status == 200 && HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.IfNoneMatch == tag)
                    {
                        response.StatusCode = StatusCodes.Status304NotModified;
                        return Task.CompletedTask;
                    }
                }

                response.StatusCode = document.Status;
                if (document.Location is not null)
                {
                    response.Headers.Location = document.Location;
                }

                return WriteAsync(response, document.MediaType, document.Content);
            case Answer.No no:
                response.StatusCode = no.Status;
                if (no.RetryAfter is { } seconds)
                {
                    response.Headers[HeaderNames.RetryAfter] = seconds.ToString();
                }

                return WriteAsync(response, ProblemDetails.MediaType, Wire.Write(no.Details()));
            default:
                response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
        }
    }

    private static Task WriteAsync(HttpResponse response, string mediaType, ReadOnlyMemory<byte> content)
    {
        response.ContentType = mediaType;
        response.ContentLength = content.Length;
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(content, CancellationToken.None).AsTask();
    }
}
