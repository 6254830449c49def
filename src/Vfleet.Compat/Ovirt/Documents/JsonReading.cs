using System.Text.Json;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>Reads documents that are written as JSON into the same elements: an array is as many elements, <c>id</c>, <c>href</c> and <c>rel</c> are attributes.</summary>
internal static class JsonReading
{
    private const string Root = "body";

    /// <summary>Reads a document.</summary>
    /// <param name="body">It.</param>
    /// <param name="wrong">Why it cannot be read.</param>
    /// <returns>Its root; null when it cannot be read.</returns>
    public static Element? Read(ReadOnlyMemory<byte> body, out string? wrong)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = ReadLimits.Depth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                wrong = "it is no object";
                return null;
            }

            var left = ReadLimits.Elements;
            var root = ReadObject(ref reader, Root, ref left);
            reader.Read();
            wrong = null;
            return root;
        }
        catch (JsonException fault)
        {
            wrong = fault.Message;
        }
        catch (InvalidOperationException)
        {
            wrong = "its characters cannot be read";
        }

        return null;
    }

    private static Element ReadObject(ref Utf8JsonReader reader, string name, ref int left)
    {
        if (--left < 0)
        {
            throw new JsonException($"there are more than {ReadLimits.Elements} values");
        }

        string? id = null;
        string? href = null;
        string? rel = null;
        var children = new List<Element>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = reader.GetString()!;
            reader.Read();
            if (member is "id" or "href" or "rel" && ScalarOf(ref reader) is { } scalar)
            {
                (id, href, rel) = member switch { "id" => (scalar, href, rel), "href" => (id, scalar, rel), _ => (id, href, scalar) };
            }
            else
            {
                ReadValue(ref reader, member, children, ref left);
            }
        }

        var element = new Element(name) { Id = id, Href = href, Rel = rel };
        return children.Count == 0 ? element : element.AddAll(children);
    }

    private static void ReadValue(ref Utf8JsonReader reader, string name, List<Element> into, ref int left)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                into.Add(ReadObject(ref reader, name, ref left));
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadValue(ref reader, name, into, ref left);
                }

                break;
            default:
                if (--left < 0)
                {
                    throw new JsonException($"there are more than {ReadLimits.Elements} values");
                }

                if (ScalarOf(ref reader) is { } text)
                {
                    into.Add(new Element(name) { Text = text });
                }

                break;
        }
    }

    private static string? ScalarOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => null,
    };
}
