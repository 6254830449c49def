using System.Collections.Immutable;

namespace Vfleet.Domain.Guests;

/// <summary>A guest as a host shall run it: everything that its libvirt domain is made of.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Name">Its name, unique on the host.</param>
public sealed record GuestSpec(Guid Id, string Name)
{
    /// <summary>Virtual CPUs, 1-1024.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>How the guest sees them; null when each is a socket of its own.</summary>
    public CpuTopology? Topology { get; init; }

    /// <summary>Memory in MiB, 1 and more.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>The host's NUMA node that CPUs and memory are bound to; null for none.</summary>
    public int? NumaNode { get; init; }

    /// <summary>How it starts.</summary>
    public GuestBoot Boot { get; init; } = new();

    /// <summary>Its disks in order; the first is started from unless a kernel is given.</summary>
    public ImmutableArray<GuestDisk> Disks { get; init; } = [];

    /// <summary>What cloud-init in the guest is told; null for nothing.</summary>
    public GuestSeed? Seed { get; init; }

    /// <summary>Its vNICs in order.</summary>
    public ImmutableArray<GuestNic> Nics { get; init; } = [];
}
