using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Vfleet.Client;

/// <summary>One request to an engine.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">Path and query.</param>
internal sealed record EngineCall(HttpMethod Method, string Target)
{
    private const string Json = "application/json";

    /// <summary>RFC 7396.</summary>
    private const string MergePatch = "application/merge-patch+json";

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; private init; }

    /// <summary>What the body is.</summary>
    public string MediaType { get; private init; } = Json;

    /// <summary>Under which the engine does a POST only once; null for other methods.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The state that the resource must still have; null for any.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The last event that a stream had; null to begin with what comes.</summary>
    public string? LastEventId { get; init; }

    /// <summary>Whether it can be sent again when nobody knows whether the first was heard.</summary>
    public bool IsRepeatable => Method == HttpMethod.Get || IdempotencyKey is not null;

    /// <summary>A GET.</summary>
    /// <param name="target">Path and query.</param>
    public static EngineCall Get(string target) => new(HttpMethod.Get, target);

    /// <summary>A POST that is done once, however often it is sent.</summary>
    /// <param name="target">Path and query.</param>
    public static EngineCall Post(string target) => new(HttpMethod.Post, target) { IdempotencyKey = Guid.CreateVersion7().ToString() };

    /// <summary>A POST of something.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="target">Path and query.</param>
    /// <param name="body">It.</param>
    /// <param name="type">How it is written.</param>
    public static EngineCall Post<T>(string target, T body, JsonTypeInfo<T> type) =>
        Post(target) with { Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    /// <summary>A change of some members of a resource.</summary>
    /// <param name="target">Path and query.</param>
    /// <param name="change">The members; null removes one.</param>
    /// <param name="ifMatch">The state that it is a change of.</param>
    public static EngineCall Patch(string target, JsonObject change, string? ifMatch)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            change.WriteTo(writer);
        }

        return new(HttpMethod.Patch, target) { Body = buffer.ToArray(), MediaType = MergePatch, IfMatch = ifMatch };
    }

    /// <summary>The request to send. Each can be sent once only, so that each try needs its own.</summary>
    /// <param name="token">The token; null for none.</param>
    public HttpRequestMessage ToMessage(string? token)
    {
        var message = new HttpRequestMessage(Method, Target) { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        Add(message, "Authorization", token is null ? null : $"Bearer {token}");
        Add(message, "Idempotency-Key", IdempotencyKey);
        Add(message, "If-Match", IfMatch);
        Add(message, "Last-Event-ID", LastEventId);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }

        return message;
    }

    private static void Add(HttpRequestMessage message, string header, string? value)
    {
        if (value is not null)
        {
            message.Headers.TryAddWithoutValidation(header, value);
        }
    }
}
