using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vfleet.Compat.Ovirt.Documents;

/// <summary>Writes elements as oVirt writes JSON: every scalar is a string, the items of a list and links stand in arrays, the root has no name.</summary>
internal static class JsonWriting
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a document.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="output">Where.</param>
    public static void Write(Element root, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, s_options);
        WriteObject(root, writer);
    }

    private static void WriteObject(Element element, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteMember("href", element.Href, writer);
        WriteMember("id", element.Id, writer);
        WriteMember("rel", element.Rel, writer);
        for (var at = 0; at < element.Children.Count; at++)
        {
            var child = element.Children[at];
            if (!IsFirst(element.Children, at))
            {
                continue;
            }

            writer.WritePropertyName(child.Name);
            var isArray = element.IsList || child.Name == "link" || IsRepeated(element.Children, at);
            if (!isArray)
            {
                WriteValue(child, writer);
                continue;
            }

            writer.WriteStartArray();
            for (var next = at; next < element.Children.Count; next++)
            {
                if (element.Children[next].Name == child.Name)
                {
                    WriteValue(element.Children[next], writer);
                }
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static bool IsFirst(IReadOnlyList<Element> children, int at)
    {
        // Items of a list all have one name: the first look finds it.
        for (var before = 0; before < at; before++)
        {
            if (children[before].Name == children[at].Name)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsRepeated(IReadOnlyList<Element> children, int at)
    {
        for (var next = at + 1; next < children.Count; next++)
        {
            if (children[next].Name == children[at].Name)
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteValue(Element element, Utf8JsonWriter writer)
    {
        if (element.Text is { } text)
        {
            writer.WriteStringValue(text);
        }
        else
        {
            WriteObject(element, writer);
        }
    }

    private static void WriteMember(string name, string? value, Utf8JsonWriter writer)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
