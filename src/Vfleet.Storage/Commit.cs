using System.Collections.Immutable;
using Vfleet.Domain.Fleet;

namespace Vfleet.Storage;

/// <summary>One change of the fleet: all of it or nothing.</summary>
/// <remarks>
/// It is carried out in this order, each step on what the ones before it left: guards, writes, names given back, names taken, claims ended,
/// claims changed, VFs claimed, uses, events. So a name can pass from one owner to another, and a VF to another vNIC, in one commit.
/// </remarks>
public sealed record Commit
{
    /// <summary>Documents that must still be as they were when the change was decided, though it does not write them.</summary>
    public ImmutableArray<DocumentGuard> Guards { get; init; } = [];

    /// <summary>Documents to write or delete.</summary>
    public ImmutableArray<DocumentWrite> Writes { get; init; } = [];

    /// <summary>Names (of networks, MAC addresses ...) that are taken, each by one owner.</summary>
    public ImmutableArray<NameTaking> Takes { get; init; } = [];

    /// <summary>Names that are given back; one that the owner does not have is passed over.</summary>
    public ImmutableArray<NameTaking> GivesBack { get; init; } = [];

    /// <summary>VFs to claim: each must have no claim. The store counts the generation itself.</summary>
    public ImmutableArray<Claim> Claims { get; init; } = [];

    /// <summary>Claims to change (state, lease): VM, vNIC and generation must still be those.</summary>
    public ImmutableArray<Claim> ClaimUpdates { get; init; } = [];

    /// <summary>Claims to end: VM, vNIC and generation must still be those.</summary>
    public ImmutableArray<Claim> Releases { get; init; } = [];

    /// <summary>Memory and CPUs of hosts to take or to give back.</summary>
    public ImmutableArray<HostUse> Uses { get; init; } = [];

    /// <summary>What is told of it.</summary>
    public ImmutableArray<NewEvent> Events { get; init; } = [];
}

/// <summary>A document that a decision stands on.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Revision">The commit that last wrote it; 0 for "there is none".</param>
public readonly record struct DocumentGuard(string Kind, string Id, long Revision);

/// <summary>A document to write or delete.</summary>
/// <param name="Kind">Its kind: a word in lower case.</param>
/// <param name="Id">Its id, unique in its kind.</param>
/// <param name="Revision">The commit that last wrote it; 0 when it is new; null when that does not matter.</param>
/// <param name="Body">JSON in UTF-8; null to delete it (an empty one is not null, and <c>x ? bytes : null</c> is an empty one in C#).</param>
public readonly record struct DocumentWrite(string Kind, string Id, long? Revision, ReadOnlyMemory<byte>? Body);

/// <summary>A name that only one may have.</summary>
/// <param name="Name">The name with what it is a name of, as <c>host:h1</c>.</param>
/// <param name="Owner">Who has it.</param>
public readonly record struct NameTaking(string Name, string Owner);

/// <summary>Memory and CPUs of a host that VMs have; what is given back never leaves less than none.</summary>
/// <param name="HostId">The host.</param>
/// <param name="MemoryMiB">Memory in MiB to take; less than 0 to give back.</param>
/// <param name="Cpus">Virtual CPUs to take; less than 0 to give back.</param>
/// <param name="MostMemoryMiB">What all VMs together may have afterwards; not looked at when something is given back.</param>
/// <param name="MostCpus">The same of virtual CPUs.</param>
public readonly record struct HostUse(Guid HostId, long MemoryMiB, long Cpus, long MostMemoryMiB, long MostCpus);

/// <summary>Something that happened.</summary>
/// <param name="Time">When.</param>
/// <param name="Code">What sort of thing, as <c>vm.placed</c>.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Subject">What it is about, as <c>vm/ID</c>.</param>
/// <param name="Body">JSON in UTF-8: what it was before, what it is after, the words for people.</param>
public readonly record struct NewEvent(DateTimeOffset Time, string Code, string Actor, string Subject, ReadOnlyMemory<byte> Body);
