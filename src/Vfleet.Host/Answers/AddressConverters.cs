using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Primitives;

namespace Vfleet.Host.Answers;

/// <summary>MAC addresses as text.</summary>
internal sealed class MacConverter : JsonConverter<MacAddress>
{
    /// <inheritdoc/>
    public override MacAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MacAddress.TryParse(reader.GetString(), null, out var address) ? address : throw new JsonException("this is no MAC address");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MacAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>Link-layer addresses of any length as octets separated by colons.</summary>
internal sealed class LinkAddressConverter : JsonConverter<LinkAddress>
{
    /// <inheritdoc/>
    public override LinkAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Octets.TryRead(reader.GetString(), out var octets) && octets.Length <= LinkAddress.MaxLength
            ? new LinkAddress(octets)
            : throw new JsonException("this is no link-layer address");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LinkAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>IP addresses as text.</summary>
internal sealed class IpAddressConverter : JsonConverter<IPAddress>
{
    /// <inheritdoc/>
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("this is no IP address");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>64-bit numbers as eight octets: all that answers have are GUIDs, which a mask of MAC addresses must find.</summary>
internal sealed class OctetsConverter : JsonConverter<ulong>
{
    /// <inheritdoc/>
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Octets.TryRead(reader.GetString(), out var octets) && octets.Length == sizeof(ulong)
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(octets)
            : throw new JsonException("these are no eight octets");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options)
    {
        var octets = new byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        writer.WriteStringValue(new LinkAddress(octets).ToString());
    }
}

/// <summary>Octets as two hexadecimal digits each, separated by colons.</summary>
internal static class Octets
{
    public static bool TryRead(string? text, out byte[] octets)
    {
        octets = [];
        if (text is null || (text.Length > 0 && text.Length % 3 != 2))
        {
            return false;
        }

        var parts = text.Length == 0 ? [] : text.Split(':');
        octets = new byte[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length != 2 || !byte.TryParse(parts[i], System.Globalization.NumberStyles.AllowHexSpecifier, null, out octets[i]))
            {
                return false;
            }
        }

        return true;
    }
}
