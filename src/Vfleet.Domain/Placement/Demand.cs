using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Domain.Placement;

/// <summary>What one host must give: for one VM, or for several that must be together on it.</summary>
internal sealed class Demand
{
    /// <summary>The VMs.</summary>
    public required Vm[] Vms { get; init; }

    public required Guid Cluster { get; init; }

    /// <summary>Plugged vNICs with a profile, in the VMs' order.</summary>
    public required NicDemand[] Nics { get; init; }

    /// <summary>Those of them that want a VF.</summary>
    public required NicDemand[] Vfs { get; init; }

    /// <summary>How many groups of vNICs that must be on different PFs there are.</summary>
    public int Groups { get; init; }

    /// <summary>Memory in MiB; 0 for vNICs of a VM that has its host.</summary>
    public long Memory { get; init; }

    public long Cpus { get; init; }

    /// <summary>The only hosts that the VMs or their pinned vNICs allow; null for all.</summary>
    public ImmutableArray<Guid>? OnlyHosts { get; init; }

    /// <summary>Which hosts the VMs' affinities allow or favour.</summary>
    public AffinityWish[] Affinities { get; init; } = [];

    /// <summary>PFs that are taken for a group already, by vNICs that the VM has.</summary>
    public ImmutableArray<(int Group, PciAddress Pf)> Blocked { get; init; } = [];

    /// <summary>What keeps every host from taking it, whatever the host is; null when nothing does.</summary>
    public DemandFault? Fault { get; init; }

    /// <summary>How many vNICs must have a VF.</summary>
    public int Required { get; init; }
}

/// <summary>An affinity of a VM of a demand, with the group's members.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Affinity">What it wants.</param>
/// <param name="Group">The group; null while nobody of it has a host.</param>
internal readonly record struct AffinityWish(Vm Vm, Affinity Affinity, AffinityGroup? Group);

/// <summary>What is wrong with a demand itself.</summary>
/// <param name="Filter">The filter that no host can pass.</param>
/// <param name="Message">Why, in a sentence.</param>
/// <param name="Remedy">What can be done.</param>
internal sealed record DemandFault(HostReason Filter, string Message, string Remedy);
