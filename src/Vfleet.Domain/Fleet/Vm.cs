using System.Collections.Immutable;
using Vfleet.Domain.Guests;

namespace Vfleet.Domain.Fleet;

/// <summary>A virtual machine.</summary>
/// <param name="Id">Its id; libvirt's UUID of the guest.</param>
/// <param name="Name">Its name, unique in the data centre.</param>
/// <param name="ClusterId">The cluster whose hosts may run it.</param>
public sealed record Vm(Guid Id, string Name, Guid ClusterId)
{
    /// <summary>What people say about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Virtual CPUs, 1-1024.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>How the guest sees them; null when each is a socket of its own.</summary>
    public CpuTopology? Topology { get; init; }

    /// <summary>Memory in MiB, 1 and more.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Its vNICs in the guest's order.</summary>
    public ImmutableArray<Vnic> Nics { get; init; } = [];

    /// <summary>The only hosts that it may run on; empty for every host of the cluster.</summary>
    public ImmutableArray<Guid> PinnedHosts { get; init; } = [];

    /// <summary>With which others it wants to be, or not to be, on one host.</summary>
    public ImmutableArray<Affinity> Affinity { get; init; } = [];

    /// <summary>The host's NUMA node that it runs on; null when it is not bound to one.</summary>
    public int? NumaNode { get; init; }

    /// <summary>How it starts.</summary>
    public GuestBoot Boot { get; init; } = new();

    /// <summary>Its disks in order.</summary>
    public ImmutableArray<GuestDisk> Disks { get; init; } = [];

    /// <summary>What cloud-init in the guest is told; null for nothing.</summary>
    public GuestSeed? Seed { get; init; }

    /// <summary>Whether it was found in libvirt and taken over: its definition stays with its host as it is, and so does the VM.</summary>
    public bool IsAdopted { get; init; }

    /// <summary>What it does.</summary>
    public VmStatus Status { get; init; }

    /// <summary>The host that it is placed on; null when it is not.</summary>
    public Guid? HostId { get; init; }
}

/// <summary>What a VM does.</summary>
public enum VmStatus
{
    /// <summary>It is not running and has no place.</summary>
    Down,

    /// <summary>It has a host and VFs; it does not run.</summary>
    Placed,

    /// <summary>It runs.</summary>
    Up,

    /// <summary>Its host is starting it.</summary>
    Starting,

    /// <summary>Its host is stopping it, or waits for it to shut down.</summary>
    Stopping,
}

/// <summary>A VM's membership in a group of VMs that want to be together or apart.</summary>
/// <param name="Group">The group's name, unique in the cluster.</param>
/// <param name="Kind">Together or apart.</param>
/// <param name="IsHard">Whether a host that does not satisfy it is left out, or only comes last.</param>
public sealed record Affinity(string Group, AffinityKind Kind, bool IsHard);

/// <summary>What members of a group want.</summary>
public enum AffinityKind
{
    /// <summary>One host for all.</summary>
    Together,

    /// <summary>A host of its own for each.</summary>
    Apart,
}
