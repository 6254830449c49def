using Vfleet.Domain.Fleet;

namespace Vfleet.Api.Resources;

/// <summary>A host. Name, description, cluster, bridges and reserved memory can be changed; the rest is what it is.</summary>
public sealed record HostResource
{
    /// <summary>Its id.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name, unique in the fleet.</summary>
    public string? Name { get; init; }

    /// <summary>What people say about it.</summary>
    public string? Description { get; init; }

    /// <summary>The cluster.</summary>
    public Reference? Cluster { get; init; }

    /// <summary>Whether VMs may be placed on it.</summary>
    public HostStatus? Status { get; init; }

    /// <summary>Why it is what it is.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Bridges of networks, for vNICs without a VF.</summary>
    public IReadOnlyList<BridgeResource>? Bridges { get; init; }

    /// <summary>Memory in MiB that is never given to VMs, 0 and more; 512 when left out.</summary>
    public int? ReservedMemoryMiB { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Memory in MiB that VMs have.</summary>
    public long? MemoryUsedMiB { get; init; }

    /// <summary>CPUs.</summary>
    public int? Cpus { get; init; }

    /// <summary>Virtual CPUs that VMs have.</summary>
    public long? CpusUsed { get; init; }

    /// <summary>VMs that are placed on it.</summary>
    public int? Vms { get; init; }

    /// <summary>SR-IOV physical functions.</summary>
    public int? Pfs { get; init; }

    /// <summary>VFs that there are.</summary>
    public int? Vfs { get; init; }

    /// <summary>VFs that could be given to a vNIC now.</summary>
    public int? VfsFree { get; init; }

    /// <summary>The running kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary>The agent's version.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>When its agent last reported; null when it has not since this engine started.</summary>
    public DateTimeOffset? LastReport { get; init; }

    /// <summary>The generation of what is desired of it.</summary>
    public long? DesiredGeneration { get; init; }

    /// <summary>The generation that its agent last said to have carried out.</summary>
    public long? AppliedGeneration { get; init; }

    /// <summary>What keeps its agent from what is desired.</summary>
    public IReadOnlyList<ProblemResource>? Problems { get; init; }
}

/// <summary>A network's bridge on a host.</summary>
/// <param name="Network">The network.</param>
/// <param name="Bridge">The netdev of the bridge.</param>
public sealed record BridgeResource(Reference Network, string Bridge);
