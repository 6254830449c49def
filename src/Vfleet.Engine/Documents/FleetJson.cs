using System.Text.Json;
using System.Text.Json.Serialization;
using Vfleet.Primitives;

namespace Vfleet.Engine.Documents;

/// <summary>How documents are written into the store. Every member is written; one that is missing, because the document is older, keeps its default.</summary>
public static class FleetJson
{
    /// <summary>The settings.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new MacConverter(), new PciConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes a document.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="value">It.</param>
    /// <returns>JSON in UTF-8.</returns>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads a document.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="body">JSON in UTF-8.</param>
    /// <returns>It.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize<T>(body, Options) ?? throw new JsonException("null is no document");

    private sealed class MacConverter : JsonConverter<MacAddress>
    {
        public override MacAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            MacAddress.TryParse(reader.GetString(), out var mac) ? mac : throw new JsonException("is no MAC address");

        public override void Write(Utf8JsonWriter writer, MacAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class PciConverter : JsonConverter<PciAddress>
    {
        public override PciAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            PciAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("is no PCI address");

        public override void Write(Utf8JsonWriter writer, PciAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
