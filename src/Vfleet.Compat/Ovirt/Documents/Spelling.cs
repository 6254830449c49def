using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>How a document is written.</summary>
internal enum Spelling
{
    /// <summary>As XML.</summary>
    Xml,

    /// <summary>As JSON.</summary>
    Json,
}

/// <summary>Chooses how an answer is written.</summary>
internal static class Spellings
{
    /// <summary>What a caller wants: JSON only when they prefer it to XML by name.</summary>
    /// <param name="request">The request.</param>
    /// <returns>It.</returns>
    public static Spelling Wanted(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types))
        {
            return Spelling.Xml;
        }

        double json = 0;
        double xml = 0;
        foreach (var type in types)
        {
            var quality = type.Quality ?? 1;
            if (IsJson(type))
            {
                json = Math.Max(json, quality);
            }
            else if (IsXml(type))
            {
                xml = Math.Max(xml, quality);
            }
        }

        return json > xml ? Spelling.Json : Spelling.Xml;
    }

    /// <summary>The media type of what is written.</summary>
    /// <param name="spelling">How it is written.</param>
    /// <returns>The media type.</returns>
    public static string MediaType(this Spelling spelling) => spelling == Spelling.Json ? "application/json" : "application/xml; charset=utf-8";

    /// <summary>How a body is written.</summary>
    /// <param name="contentType">Its media type; null when none was sent.</param>
    /// <param name="body">The body; not empty.</param>
    /// <returns>How; null when it is neither.</returns>
    public static Spelling? Of(string? contentType, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return body.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? Spelling.Json : Spelling.Xml;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            return null;
        }

        return IsXml(type) ? Spelling.Xml : IsJson(type) ? Spelling.Json : null;
    }

    private static bool IsXml(MediaTypeHeaderValue type) => type.SubType.Equals("xml", StringComparison.OrdinalIgnoreCase)
        && (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) || type.Type.Equals("text", StringComparison.OrdinalIgnoreCase));

    private static bool IsJson(MediaTypeHeaderValue type) => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
