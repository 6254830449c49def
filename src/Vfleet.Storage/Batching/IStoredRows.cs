using Vfleet.Domain.Fleet;

namespace Vfleet.Storage.Batching;

/// <summary>The rows that a batch stands on, as they were when its transaction began.</summary>
internal interface IStoredRows
{
    /// <summary>The row of the fleet, held against all others until the transaction ends.</summary>
    FleetRow Fleet { get; }

    /// <summary>The commit that last wrote a document; 0 when there is none.</summary>
    long DocumentRevision(DocumentKey key);

    /// <summary>Who has a name; null when nobody has.</summary>
    string? NameOwner(string name);

    /// <summary>What is known of a VF; generation 0 when it never had a claim.</summary>
    ClaimRow Claim(VfKey vf);

    /// <summary>What VMs have of a host.</summary>
    UseRow Use(Guid hostId);
}

/// <summary>How far the fleet is.</summary>
/// <param name="Revision">The last commit.</param>
/// <param name="LastEvent">The number of the last event.</param>
internal readonly record struct FleetRow(long Revision, long LastEvent);

/// <summary>What a document is found by.</summary>
internal readonly record struct DocumentKey(string Kind, string Id);

/// <summary>A document.</summary>
/// <param name="Revision">The commit that last wrote it; 0 when there is none.</param>
/// <param name="Written">The commit of this batch that wrote or deleted it.</param>
/// <param name="Body">What this batch wrote; null when it deleted it.</param>
internal readonly record struct DocumentRow(long Revision, long Written = 0, ReadOnlyMemory<byte>? Body = null);

/// <summary>What is known of a VF. It stays when its claim ends, so that generations count on.</summary>
/// <param name="Generation">How many claims it has had.</param>
/// <param name="Revision">The commit that last changed it.</param>
/// <param name="Claim">The claim; null when it has ended.</param>
internal readonly record struct ClaimRow(long Generation, long Revision, Claim? Claim);

/// <summary>What VMs have of a host.</summary>
/// <param name="Revision">The commit that last changed it.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
/// <param name="Cpus">Virtual CPUs.</param>
internal readonly record struct UseRow(long Revision, long MemoryMiB, long Cpus);
