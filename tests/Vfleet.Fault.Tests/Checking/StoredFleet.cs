using System.Collections.Immutable;

namespace Vfleet.Fault.Tests.Checking;

/// <summary>What stands in the tables of the store, read by nobody's code but the checker's own.</summary>
public sealed record StoredFleet
{
    public ImmutableDictionary<Guid, VmRow> Vms { get; init; } = ImmutableDictionary<Guid, VmRow>.Empty;

    public ImmutableArray<ClaimRow> Claims { get; init; } = [];

    /// <summary>Memory in MiB and CPUs that VMs have of each host.</summary>
    public ImmutableDictionary<Guid, (long MemoryMiB, long Cpus)> Uses { get; init; } = ImmutableDictionary<Guid, (long, long)>.Empty;

    /// <summary>Names and who has them.</summary>
    public ImmutableDictionary<string, string> Names { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Code and subject of each event.</summary>
    public ImmutableArray<(string Code, string Subject)> Events { get; init; } = [];

    /// <summary>The data centre of each cluster.</summary>
    public ImmutableDictionary<Guid, Guid> Clusters { get; init; } = ImmutableDictionary<Guid, Guid>.Empty;

    /// <summary>Names of networks and profiles, by id.</summary>
    public ImmutableDictionary<string, string> Named { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Which networks the VFs of a PF are for: <c>all</c>, or labels with commas between; by HOST/PF.</summary>
    public ImmutableDictionary<string, string> Allowed { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>A VM.</summary>
public sealed record VmRow(Guid Id, string Name, Guid Cluster, string Status, Guid? Host, int MemoryMiB, int Cpus, ImmutableArray<NicRow> Nics)
{
    public bool IsPlaced => Status is "placed" or "up";
}

/// <summary>A vNIC.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Mac">Its MAC address.</param>
/// <param name="HasVf">Whether it is plugged and of a type that has a VF.</param>
public sealed record NicRow(Guid Id, string Mac, bool HasVf);

/// <summary>A claim.</summary>
/// <param name="Vf">The VF, as HOST/PF/INDEX.</param>
/// <param name="Host">The host.</param>
/// <param name="Generation">Which of the VF's claims.</param>
/// <param name="Vm">The VM.</param>
/// <param name="Nic">The vNIC.</param>
/// <param name="IsHeld">Whether it is held; it is being given up otherwise.</param>
/// <param name="Lease">When it ends; null for never.</param>
public sealed record ClaimRow(string Vf, Guid Host, long Generation, Guid Vm, Guid Nic, bool IsHeld, DateTimeOffset? Lease);
