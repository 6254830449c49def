using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Vfleet.Domain.Problems;

namespace Vfleet.Server.Answering;

/// <summary>Reads bodies, as far as they are not too large.</summary>
internal static class RequestBody
{
    private const int First = 4096;

    /// <summary>Whether a request has none.</summary>
    /// <param name="http">The request.</param>
    /// <returns>Whether it has none.</returns>
    public static bool IsMissing(HttpContext http) =>
        http.Request.ContentLength == 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    /// <summary>What is wrong with a body before it is read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="facts">The route.</param>
    /// <returns>The problem; null when there is none.</returns>
    public static Problem? Check(HttpRequest request, RouteFacts facts)
    {
        if (request.ContentLength > facts.MostBytes)
        {
            return new Problem(ServerCode.TooLarge, $"the body has {request.ContentLength} bytes", $"send at most {facts.MostBytes}");
        }

        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || (facts.Method == "PATCH" && type.MediaType.Equals("application/merge-patch+json", StringComparison.OrdinalIgnoreCase)))
            && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        var types = facts.Method == "PATCH" ? "application/merge-patch+json" : "application/json";
        return isJson
            ? null
            : new Problem(ServerCode.MediaType, request.ContentType is null ? "the body has no media type" : "the body has another media type", $"send 'Content-Type: {types}'");
    }

    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="facts">The route.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The body.</returns>
    /// <exception cref="BadHttpRequestException">It is too large, or breaks off.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, RouteFacts facts, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = facts.MostBytes;
        }

        var buffer = new byte[request.ContentLength is { } length ? (int)length : First];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                if (filled == request.ContentLength)
                {
                    return buffer;
                }

                Array.Resize(ref buffer, Math.Max(First, buffer.Length * 2));
            }

            var read = await request.Body.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, filled);
            }

            filled += read;
        }
    }
}
