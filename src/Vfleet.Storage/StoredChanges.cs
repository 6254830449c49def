using Vfleet.Domain.Fleet;

namespace Vfleet.Storage;

/// <summary>A batch of what is in the store.</summary>
public sealed record StoredChanges
{
    /// <summary>Documents, as they are now.</summary>
    public IReadOnlyList<StoredDocument> Documents { get; init; } = [];

    /// <summary>VFs whose claim changed: the claim, or none when it has ended.</summary>
    public IReadOnlyList<StoredClaim> Claims { get; init; } = [];

    /// <summary>Hosts whose use changed: memory and CPUs that VMs have of them.</summary>
    public IReadOnlyList<StoredUse> Uses { get; init; } = [];
}

/// <summary>A document.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Revision">The commit that last wrote it.</param>
/// <param name="Body">JSON in UTF-8; null when it has been deleted.</param>
public readonly record struct StoredDocument(string Kind, string Id, long Revision, ReadOnlyMemory<byte>? Body);

/// <summary>What is known of the claim on a VF.</summary>
/// <param name="Vf">The VF.</param>
/// <param name="Revision">The commit that last changed it.</param>
/// <param name="Claim">The claim; null when it has ended.</param>
public readonly record struct StoredClaim(VfKey Vf, long Revision, Claim? Claim);

/// <summary>What VMs have of a host.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Revision">The commit that last changed it.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Cpus">Virtual CPUs.</param>
public readonly record struct StoredUse(Guid HostId, long Revision, long MemoryMiB, long Cpus);

/// <summary>An event.</summary>
/// <param name="Number">Its number: later ones have higher ones.</param>
/// <param name="Time">When.</param>
/// <param name="Code">What sort of thing.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Body">JSON in UTF-8.</param>
public readonly record struct StoredEvent(long Number, DateTimeOffset Time, string Code, string Actor, string Subject, ReadOnlyMemory<byte> Body);

/// <summary>Which events.</summary>
/// <param name="Most">How many at most, 1-10000.</param>
public sealed record EventQuery(int Most)
{
    /// <summary>Only older ones than this number; null for all.</summary>
    public long? Before { get; init; }

    /// <summary>Only newer ones than this number, oldest first then; null for all.</summary>
    public long? After { get; init; }

    /// <summary>Only about this subject; null for all.</summary>
    public string? Subject { get; init; }

    /// <summary>Only of this actor; null for all.</summary>
    public string? Actor { get; init; }

    /// <summary>Only with this code, or codes that begin with it and a dot; null for all.</summary>
    public string? Code { get; init; }
}

/// <summary>What a backup holds.</summary>
/// <param name="Revision">The last commit in it.</param>
/// <param name="Documents">How many documents.</param>
/// <param name="Claims">How many claims.</param>
/// <param name="Events">How many events.</param>
/// <param name="Bytes">How large the file is.</param>
public sealed record BackupSummary(long Revision, long Documents, long Claims, long Events, long Bytes);
