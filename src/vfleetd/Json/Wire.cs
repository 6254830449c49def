using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Vfleet.Api;

namespace Vfleet.Server.Json;

/// <summary>How bodies are read and written: as <see cref="ApiJson"/> says, but stricter with what comes from outside.</summary>
internal static class Wire
{
    /// <summary>How deep a body may nest.</summary>
    public const int MostDepth = 32;

    private static readonly JsonSerializerOptions FromPeople = new(ApiJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = MostDepth,
    };

    // Old engines understand new agents: what is not known is passed over.
    private static readonly JsonSerializerOptions FromAgents = new(ApiJson.Default.Options) { RespectNullableAnnotations = true, AllowDuplicateProperties = false, MaxDepth = MostDepth };

    private static readonly JsonDocumentOptions Documents = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>Writes what is answered.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="value">It.</param>
    /// <returns>JSON in UTF-8.</returns>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Of<T>.Out);

    /// <summary>Writes what is answered as a tree.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="value">It.</param>
    /// <returns>The tree.</returns>
    public static JsonNode? Tree<T>(T value) => JsonSerializer.SerializeToNode(value, Of<T>.Out);

    /// <summary>Reads what was sent as a tree.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    /// <returns>The tree; null for <c>null</c>.</returns>
    /// <exception cref="JsonException">It is no JSON, or has text that is no Unicode.</exception>
    public static JsonNode? ReadTree(ReadOnlySpan<byte> json)
    {
        var tree = JsonNode.Parse(json, documentOptions: Documents);

        // A tree reads its texts only when they are asked for: half a surrogate pair would be found too late.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                continue;
            }

            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException fault)
            {
                throw new JsonException("has text that is no Unicode", fault);
            }
        }

        return tree;
    }

    /// <summary>Reads what a person or their program sent.</summary>
    /// <typeparam name="T">What it shall be.</typeparam>
    /// <param name="json">JSON in UTF-8.</param>
    /// <returns>It; null when <c>null</c> was sent.</returns>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Of<T>.People);

    /// <summary>The same of a tree.</summary>
    /// <typeparam name="T">What it shall be.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>It; null when it is <c>null</c>.</returns>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T? Read<T>(JsonNode? tree) => tree is null ? default : JsonSerializer.Deserialize(tree, Of<T>.People);

    /// <summary>Reads what an agent sent.</summary>
    /// <typeparam name="T">What it shall be.</typeparam>
    /// <param name="json">JSON in UTF-8.</param>
    /// <returns>It; null when <c>null</c> was sent.</returns>
    /// <exception cref="JsonException">It is something else.</exception>
    public static T? ReadOfAgent<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Of<T>.Agents);

    private static class Of<T>
    {
        public static readonly JsonTypeInfo<T> Out = (JsonTypeInfo<T>)ApiJson.Default.Options.GetTypeInfo(typeof(T));
        public static readonly JsonTypeInfo<T> People = (JsonTypeInfo<T>)FromPeople.GetTypeInfo(typeof(T));
        public static readonly JsonTypeInfo<T> Agents = (JsonTypeInfo<T>)FromAgents.GetTypeInfo(typeof(T));
    }
}
