using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vfleet.Storage.Backup;

/// <summary>A line of a backup: one of these. It does not depend on the database that it came from.</summary>
internal sealed record BackupLine
{
    public BackupHeader? Backup { get; init; }

    public BackupDocument? Document { get; init; }

    public BackupName? Name { get; init; }

    public BackupClaim? Claim { get; init; }

    public BackupUse? Use { get; init; }

    public BackupEvent? Event { get; init; }

    public BackupTrailer? Trailer { get; init; }
}

/// <summary>The first line.</summary>
/// <param name="Format">The version of this format.</param>
/// <param name="Revision">The last commit in it.</param>
/// <param name="LastEvent">The number of the last event.</param>
internal sealed record BackupHeader(int Format, long Revision, long LastEvent)
{
    /// <summary>The version that this program writes, and the last that it reads.</summary>
    public const int CurrentFormat = 1;
}

/// <summary>A document; its body is text, as it was.</summary>
internal sealed record BackupDocument(string Kind, string Id, long Revision, string Body);

/// <summary>A name.</summary>
internal sealed record BackupName(string Name, string Owner);

/// <summary>What is known of a VF; VM, vNIC and lease are null when its claim has ended. The lease is in microseconds since 1970.</summary>
internal sealed record BackupClaim(Guid Host, string Pf, int Vf, long Generation, long Revision, Guid? Vm, Guid? Nic, int State, long? Lease);

/// <summary>What VMs have of a host.</summary>
internal sealed record BackupUse(Guid Host, long Revision, long MemoryMiB, long Cpus);

/// <summary>An event; its time is in microseconds since 1970.</summary>
internal sealed record BackupEvent(long Number, long Time, string Code, string Actor, string Subject, string Body);

/// <summary>The last line: how many there were, and the SHA-256 of all bytes before this line.</summary>
internal sealed record BackupTrailer(long Documents, long Names, long Claims, long Uses, long Events, string Sha256);

/// <summary>How lines are written.</summary>
[JsonSerializable(typeof(BackupLine))]
internal sealed partial class BackupJson : JsonSerializerContext
{
    /// <summary>The context; quotes in bodies are escaped, other characters of UTF-8 are left for people to read.</summary>
    public static BackupJson Lines { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
