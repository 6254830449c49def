using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vfleet.Api;

/// <summary>Names another resource. Written as <c>{"id": ..., "name": ...}</c>; read from that, from a name alone or from an id alone.</summary>
/// <param name="Id">Its id; null when only its name is given.</param>
/// <param name="Name">Its name; null when only its id is given.</param>
[JsonConverter(typeof(ReferenceConverter))]
public sealed record Reference(Guid? Id, string? Name)
{
    /// <summary>Reads what a person typed: an id when it looks like one, else a name.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The reference.</returns>
    public static Reference To(string text) => Guid.TryParseExact(text, "D", out var id) ? new Reference(id, null) : new Reference(null, text);

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id?.ToString() ?? "";
}

/// <summary>Reads and writes references.</summary>
public sealed class ReferenceConverter : JsonConverter<Reference>
{
    /// <inheritdoc/>
    public override Reference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return Reference.To(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("must be a name, an id, or {\"id\": ..., \"name\": ...}");
        }

        (Guid? id, string? name) = (null, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            var isName = reader.ValueTextEquals("name"u8);
            reader.Read();
            if (isId)
            {
                id = reader.TryGetGuid(out var read) ? read : throw new JsonException("id is no UUID");
            }
            else if (isName)
            {
                name = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException("name is no text");
            }
            else
            {
                throw new JsonException("has members other than id and name");
            }
        }

        return id is null && name is null ? throw new JsonException("needs an id or a name") : new Reference(id, name);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Reference value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.Id is { } id)
        {
            writer.WriteString("id"u8, id);
        }

        if (value.Name is { } name)
        {
            writer.WriteString("name"u8, name);
        }

        writer.WriteEndObject();
    }
}
