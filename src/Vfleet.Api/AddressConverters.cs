using System.Text.Json;
using System.Text.Json.Serialization;
using Vfleet.Primitives;

namespace Vfleet.Api;

/// <summary>MAC addresses as text.</summary>
public sealed class MacAddressConverter : JsonConverter<MacAddress>
{
    /// <inheritdoc/>
    public override MacAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && MacAddress.TryParse(reader.GetString(), out var mac)
            ? mac
            : throw new JsonException("is no MAC address: write it as 52:54:00:12:34:56");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MacAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>PCI addresses as text.</summary>
public sealed class PciAddressConverter : JsonConverter<PciAddress>
{
    /// <inheritdoc/>
    public override PciAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && PciAddress.TryParse(reader.GetString(), out var address)
            ? address
            : throw new JsonException("is no PCI address: write it as 0000:01:00.0");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PciAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
