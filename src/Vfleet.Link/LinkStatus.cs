using System.Text.Json;

namespace Vfleet.Link;

/// <summary>How the link to the engine is: written to <c>/run/vfleet/engine.json</c>, shown by <c>vfleet status</c>.</summary>
public sealed record LinkStatus
{
    /// <summary>Name of the file in the run directory.</summary>
    public const string FileName = "engine.json";

    /// <summary>The engine that is spoken to, or tried.</summary>
    public required string Engine { get; init; }

    /// <summary>The host's id in the fleet.</summary>
    public required Guid HostId { get; init; }

    /// <summary>The host's name in the fleet.</summary>
    public required string HostName { get; init; }

    /// <summary>Since when the engine answers; null while it does not.</summary>
    public DateTimeOffset? ConnectedSince { get; init; }

    /// <summary>When the engine last answered; null when it has not yet.</summary>
    public DateTimeOffset? LastContact { get; init; }

    /// <summary>Why the engine does not answer, or does not take what it is told; null when it does.</summary>
    public string? Problem { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether the fleet has put the host out.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>The generation of what is desired; 0 when nothing was told yet.</summary>
    public long DesiredGeneration { get; init; }

    /// <summary>The generation that is carried out, or that failed.</summary>
    public long AppliedGeneration { get; init; }

    /// <summary>When the host's certificate ends.</summary>
    public required DateTimeOffset CertificateEnds { get; init; }

    /// <summary>Reads the status of this boot.</summary>
    /// <param name="runDirectory">Where it lies.</param>
    /// <returns>The status; null when there is none that can be understood.</returns>
    public static LinkStatus? Read(string runDirectory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Join(runDirectory, FileName)), LinkJson.Default.LinkStatus);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    internal void Write(string runDirectory)
    {
        var path = Path.Join(runDirectory, FileName);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, LinkJson.Default.LinkStatus));
        File.Move(path + ".new", path, overwrite: true);
    }
}
