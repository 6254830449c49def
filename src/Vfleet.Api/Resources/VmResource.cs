using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Api.Resources;

/// <summary>A virtual machine.</summary>
public sealed record VmResource
{
    /// <summary>Its id, which is the guest's UUID; set by the engine when left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name, unique in the data centre.</summary>
    public string? Name { get; init; }

    /// <summary>What people say about it.</summary>
    public string? Description { get; init; }

    /// <summary>The cluster; the only one when left out.</summary>
    public Reference? Cluster { get; init; }

    /// <summary>Virtual CPUs, 1-1024; 1 when left out.</summary>
    public int? Cpus { get; init; }

    /// <summary>Memory in MiB; 1024 when left out.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Its vNICs.</summary>
    public IReadOnlyList<NicResource>? Nics { get; init; }

    /// <summary>The only hosts that it may run on; every host of the cluster when empty.</summary>
    public IReadOnlyList<Reference>? PinnedHosts { get; init; }

    /// <summary>With which others it wants to be, or not to be, on one host.</summary>
    public IReadOnlyList<AffinityResource>? Affinity { get; init; }

    /// <summary>The host's NUMA node that it runs on.</summary>
    public int? NumaNode { get; init; }

    /// <summary>How it starts; by its firmware from the first disk when left out.</summary>
    public BootResource? Boot { get; init; }

    /// <summary>Its disks in order; the first is started from unless a kernel is given.</summary>
    public IReadOnlyList<DiskResource>? Disks { get; init; }

    /// <summary>What cloud-init in the guest is told. It may hold secrets: user data and network configuration are shown to operators only.</summary>
    public SeedResource? Seed { get; init; }

    /// <summary>Whether it was found in libvirt and taken over, so that its definition stays with its host as it is; set by the engine.</summary>
    public bool? Adopted { get; init; }

    /// <summary>What it does; set by the engine.</summary>
    public VmStatus? Status { get; init; }

    /// <summary>The host that it is placed on; set by the engine.</summary>
    public Reference? Host { get; init; }
}

/// <summary>A membership in a group of VMs that want to be together or apart.</summary>
/// <param name="Group">The group's name, unique in the cluster.</param>
/// <param name="Kind"><c>together</c> or <c>apart</c>.</param>
/// <param name="Hard">Whether a host that does not satisfy it is left out, or only comes last.</param>
public sealed record AffinityResource(string Group, AffinityKind Kind, bool Hard = true);

/// <summary>A vNIC.</summary>
public sealed record NicResource
{
    /// <summary>Its id; set by the engine when left out.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name, unique in the VM; <c>nic1</c> and so on when left out.</summary>
    public string? Name { get; init; }

    /// <summary>The profile: its id, or <c>NETWORK/PROFILE</c>, or the profile's name alone where only one has it.</summary>
    public Reference? Profile { get; init; }

    /// <summary>What the guest sees; what fits the profile when left out.</summary>
    public VnicType? Type { get; init; }

    /// <summary>MAC address; one of the pool when left out.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Whether the guest has it; true when left out.</summary>
    public bool? Plugged { get; init; }

    /// <summary>Whether its cable is in; true when left out.</summary>
    public bool? Linked { get; init; }

    /// <summary>vNICs of a VM with the same word get VFs of different PFs.</summary>
    public string? Separate { get; init; }

    /// <summary>The only PF or VF that it may have.</summary>
    public PinResource? Pin { get; init; }

    /// <summary>What the PF must be, beside what the profile asks.</summary>
    public FunctionTags? Requires { get; init; }

    /// <summary>The VF that it has; set by the engine.</summary>
    public NicFunction? Vf { get; init; }
}

/// <summary>What a vNIC is pinned to.</summary>
/// <param name="Host">The host.</param>
/// <param name="Pf">The PF's address.</param>
/// <param name="Index">The VF's index; any VF of the PF when null.</param>
public sealed record PinResource(Reference Host, PciAddress Pf, int? Index = null);

/// <summary>The VF of a vNIC.</summary>
/// <param name="Host">The host.</param>
/// <param name="Pf">The PF's address.</param>
/// <param name="Index">The VF's index.</param>
/// <param name="Generation">Which claim of the VF it is.</param>
public sealed record NicFunction(Guid Host, PciAddress Pf, int Index, long Generation);
