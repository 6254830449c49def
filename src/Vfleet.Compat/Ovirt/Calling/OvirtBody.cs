using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Problems;

namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Reads bodies. What has none needs no media type.</summary>
internal static class OvirtBody
{
    private const int First = 4096;
    private static readonly Element s_none = new("none");

    /// <summary>Reads one.</summary>
    /// <param name="http">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its root, or why it cannot be read.</returns>
    /// <exception cref="BadHttpRequestException">It is too large, or breaks off.</exception>
    public static async Task<(Element Root, OvirtAnswer? Refusal)> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || request.ContentLength == 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return (s_none, null);
        }

        if (request.ContentLength > ReadLimits.Bytes)
        {
            return (s_none, TooLarge());
        }

        var body = await BytesAsync(request, cancellationToken);
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return (s_none, null);
        }

        if (Spellings.Of(request.ContentType, body.Span) is not { } spelling)
        {
            return (s_none, OvirtAnswer.Refuse(415, "Unsupported Media Type", "send the body as application/xml or application/json, and say so in the header Content-Type"));
        }

        var root = spelling == Spelling.Json ? JsonReading.Read(body, out var wrong) : XmlReading.Read(body, out wrong);
        return root is null
            ? (s_none, Refusals.Of(new Problem(ProblemCode.Malformed, $"the body cannot be read: {wrong}", "send one well-formed document")))
            : (root, null);
    }

    /// <summary>The answer to a body that is too large.</summary>
    /// <returns>It.</returns>
    public static OvirtAnswer TooLarge() => OvirtAnswer.Refuse(413, "Request Entity Too Large", $"send at most {ReadLimits.Bytes} bytes");

    /// <summary>The bytes of a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>They.</returns>
    /// <exception cref="BadHttpRequestException">They are too many, or break off.</exception>
    public static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = ReadLimits.Bytes;
        }

        var buffer = new byte[(int?)request.ContentLength ?? First];
        var filled = 0;
        while (filled != request.ContentLength)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await request.Body.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return buffer.AsMemory(0, filled);
    }
}
