using System.Text.Json;
using Vfleet.Api.Resources;
using Vfleet.Primitives;

namespace Vfleet.Api.Agents;

/// <summary>
/// POST to <see cref="Routes.AgentReport"/>. What a host is stands in sections: <c>facts</c> (<see cref="HostFacts"/>), <c>guests</c> (InventoryGuest[]) and one
/// <c>pf/ADDRESS</c> for each PF (InventoryPf). A section's hash is the SHA-256 of its JSON as it was sent; the hash of the whole is
/// the SHA-256 of the lines <c>NAME HASH\n</c> in ordinal order of names, in lower-case hexadecimal.
/// </summary>
public sealed record HostReport
{
    /// <summary>The hash of the whole as it is with this report.</summary>
    public required string Hash { get; init; }

    /// <summary>The hash of the whole that the sections are changes of; null when all sections are here.</summary>
    public string? Base { get; init; }

    /// <summary>Sections that changed; null for one that is gone. Empty when nothing changed.</summary>
    public IReadOnlyDictionary<string, JsonElement?>? Sections { get; init; }

    /// <summary>The generation of the desired document that is carried out, or that failed; 0 for none.</summary>
    public long Generation { get; init; }

    /// <summary>What keeps the host from it.</summary>
    public IReadOnlyList<ProblemResource>? Problems { get; init; }

    /// <summary>How operations are that the document has.</summary>
    public IReadOnlyList<OperationReport>? Operations { get; init; }

    /// <summary>What went through VFs that guests have; not kept in the store.</summary>
    public IReadOnlyList<VfTraffic>? Traffic { get; init; }
}

/// <summary>What went through a VF since it was made, as the PF counted it (IFLA_VF_STATS of the kernel's <c>include/uapi/linux/if_link.h</c>).</summary>
/// <param name="Pf">The PF.</param>
/// <param name="Vf">The VF's index.</param>
public sealed record VfTraffic(PciAddress Pf, int Vf)
{
    /// <summary>Packets that the VF received.</summary>
    public ulong RxPackets { get; init; }

    /// <summary>Packets that the VF sent.</summary>
    public ulong TxPackets { get; init; }

    /// <summary>Bytes that the VF received.</summary>
    public ulong RxBytes { get; init; }

    /// <summary>Bytes that the VF sent.</summary>
    public ulong TxBytes { get; init; }

    /// <summary>Broadcast packets among those received.</summary>
    public ulong Broadcast { get; init; }

    /// <summary>Multicast packets among those received.</summary>
    public ulong Multicast { get; init; }

    /// <summary>Packets for the VF that were dropped; null when the kernel does not say.</summary>
    public ulong? RxDropped { get; init; }

    /// <summary>Packets of the VF that were dropped; null when the kernel does not say.</summary>
    public ulong? TxDropped { get; init; }
}

/// <summary>The section <c>facts</c>.</summary>
public sealed record HostFacts
{
    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>CPUs that are online.</summary>
    public int Cpus { get; init; }

    /// <summary>NUMA nodes in order of number.</summary>
    public IReadOnlyList<Domain.Fleet.InventoryNode>? NumaNodes { get; init; }

    /// <summary>The running kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary>The agent's version.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>Bridges of the host.</summary>
    public IReadOnlyList<string>? Bridges { get; init; }
}

/// <summary>How an operation is on its host.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">How far.</param>
/// <param name="Progress">What is being done now; null when that needs no words.</param>
/// <param name="Plan">The plan; null when it was refused before there was one.</param>
/// <param name="Problems">Why it failed.</param>
public sealed record OperationReport(Guid Id, OperationState State, string? Progress, PlanResource? Plan, IReadOnlyList<ProblemResource>? Problems);

/// <summary>The answer to a report.</summary>
/// <param name="Full">Whether the engine needs all sections: it does not have the base.</param>
/// <param name="Generation">The generation of what is desired now.</param>
public sealed record ReportAnswer(bool Full, long Generation);
