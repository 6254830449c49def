using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Vfleet.Cli.Fleet;

namespace Vfleet.Cli.Json;

/// <summary>
/// The one JSON setting. Names are camelCase, unknown is null, addresses and MACs are text, times are RFC 3339, rates are Mbit/s.
/// Members are added over time, never renamed or removed.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProblemsAnswer))]
[JsonSerializable(typeof(PfListAnswer))]
[JsonSerializable(typeof(PfAnswer))]
[JsonSerializable(typeof(ForwardingListAnswer))]
[JsonSerializable(typeof(ForwardingChangeAnswer))]
[JsonSerializable(typeof(VfListAnswer))]
[JsonSerializable(typeof(VfAnswer))]
[JsonSerializable(typeof(GuestListAnswer))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(HostPlanAnswer))]
[JsonSerializable(typeof(HostApplyAnswer))]
[JsonSerializable(typeof(RestoreAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(JoinedAnswer))]
[JsonSerializable(typeof(LeftAnswer))]
[JsonSerializable(typeof(KeptAnswer))]
[JsonSerializable(typeof(CaptureAnswer))]
[JsonSerializable(typeof(DoctorAnswer))]
[JsonSerializable(typeof(RuleAnswer))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(ExitCodesAnswer))]
[JsonSerializable(typeof(DoneAnswer))]
[JsonSerializable(typeof(LoginView))]
[JsonSerializable(typeof(SavedSession))]
internal sealed partial class JsonAnswers : JsonSerializerContext
{
    // The default encoder escapes what could break HTML, also apostrophes, which makes messages hard to read.
    private static readonly JsonWriterOptions Lines = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Lines with { Indented = true };

    /// <summary>Writes a document and a line end.</summary>
    /// <typeparam name="T">Type of the answer.</typeparam>
    /// <param name="writer">Where.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="oneLine">Whether it must be one line (JSON lines).</param>
    public static void Write<T>(TextWriter writer, T answer, JsonTypeInfo<T> type, bool oneLine = false)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, oneLine ? Lines : Indented))
        {
            JsonSerializer.Serialize(json, answer, type);
        }

        foreach (var c in Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)))
        {
            // All of it is ASCII, so that it arrives whole in every locale; only within texts can a character be another.
            if (char.IsAscii(c))
            {
                writer.Write(c);
            }
            else
            {
                writer.Write($"\\u{(int)c:x4}");
            }
        }

        writer.Write('\n');
    }
}
