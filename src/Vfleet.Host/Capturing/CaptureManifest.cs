using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vfleet.Host.Capturing;

/// <summary>What a capture says of itself: <c>vfleet/capture.json</c>, its first entry.</summary>
internal sealed record CaptureManifest
{
    /// <summary>The version of the format that this program writes; newer ones are refused rather than guessed at.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Where it lies.</summary>
    public const string FileName = "vfleet/capture.json";

    /// <summary>Version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>When the capture was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>Version of the program that made it.</summary>
    public required string Vfleet { get; init; }

    /// <summary>Name of the host; null when it is not known.</summary>
    public string? Host { get; init; }

    /// <summary>Release of the kernel; null when it is not known.</summary>
    public string? Kernel { get; init; }

    /// <summary>Whether other MAC addresses stand in place of the real ones.</summary>
    public required bool MasksMacs { get; init; }

    /// <summary>How many PFs there are.</summary>
    public required int Pfs { get; init; }

    /// <summary>How many VFs there are.</summary>
    public required int Vfs { get; init; }

    /// <summary>How many entries the capture has, this one included: with fewer it was cut.</summary>
    public int Entries { get; init; }

    /// <summary>What is there and could not be read.</summary>
    public required ImmutableArray<UnreadFile> Unread { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CaptureManifestJson.Default.CaptureManifest);

    /// <summary>Reads a manifest.</summary>
    /// <returns>The manifest; null when this is none, or of another version.</returns>
    public static CaptureManifest? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CaptureManifestJson.Default.CaptureManifest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How manifests are written: for people too.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CaptureManifest))]
internal sealed partial class CaptureManifestJson : JsonSerializerContext;
