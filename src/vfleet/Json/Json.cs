using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Vfleet.Cli.Json;

/// <summary>
/// The one JSON setting. Names are camelCase, unknown is null, addresses and MACs are text, times are RFC 3339, rates are Mbit/s.
/// Members are added over time, never renamed or removed.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProblemsAnswer))]
[JsonSerializable(typeof(PfListAnswer))]
[JsonSerializable(typeof(PfAnswer))]
[JsonSerializable(typeof(VfListAnswer))]
[JsonSerializable(typeof(VfAnswer))]
[JsonSerializable(typeof(GuestListAnswer))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(ExitCodesAnswer))]
internal sealed partial class JsonAnswers : JsonSerializerContext
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Writes a document and a line end.</summary>
    /// <typeparam name="T">Type of the answer.</typeparam>
    /// <param name="writer">Where.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="oneLine">Whether it must be one line (JSON lines).</param>
    public static void Write<T>(TextWriter writer, T answer, JsonTypeInfo<T> type, bool oneLine = false)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, oneLine ? default : Indented))
        {
            JsonSerializer.Serialize(json, answer, type);
        }

        writer.Write(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        writer.Write('\n');
    }
}
