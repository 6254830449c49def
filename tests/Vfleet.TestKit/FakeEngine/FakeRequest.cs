using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vfleet.TestKit.FakeEngine;

/// <summary>A request as the fake engine heard it.</summary>
/// <param name="Line">Method, path and query: <c>GET /api/v1/networks?limit=500</c>, unescaped.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="Key">Its Idempotency-Key.</param>
/// <param name="IfMatch">Its If-Match.</param>
/// <param name="Token">Its bearer token.</param>
/// <param name="LastEventId">Its Last-Event-ID.</param>
/// <param name="MediaType">What the body is.</param>
public sealed record FakeRequest(string Line, JsonNode? Body, string? Key, string? IfMatch, string? Token, string? LastEventId, string? MediaType)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Line and body, as tests compare them.</summary>
    public override string ToString() => Body is null ? Line : $"{Line} {Body.ToJsonString(Plain)}";
}
