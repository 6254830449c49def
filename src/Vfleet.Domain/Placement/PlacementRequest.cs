using System.Collections.Immutable;
using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>VMs that want a host: all of them get one, or none does.</summary>
/// <param name="Vms">The VMs; they need not be in the picture. No two are the same.</param>
public sealed record PlacementRequest(ImmutableArray<Vm> Vms)
{
    /// <summary>Hosts that are left out: the one that a VM is moved away from, or one where the claim just failed.</summary>
    public ImmutableHashSet<Guid> Exclude { get; init; } = [];

    /// <summary>The only hosts that may be taken; null for all.</summary>
    public ImmutableHashSet<Guid>? OnlyHosts { get; init; }

    /// <summary>The part of the hosts that is tried first.</summary>
    public Partition Prefer { get; init; } = Partition.Whole;
}

/// <summary>
/// A part of the hosts. Several engines share one store: each tries a part of its own first, so that they do not run for the same VF.
/// A host belongs to a part by its id, so that all engines agree.
/// </summary>
/// <param name="Own">Which part, from 0.</param>
/// <param name="Count">How many parts there are, 1 and more.</param>
public readonly record struct Partition(int Own, int Count)
{
    /// <summary>One part that every host belongs to.</summary>
    public static Partition Whole { get; } = new(0, 1);

    /// <summary>Whether a host belongs to it.</summary>
    /// <param name="host">The host.</param>
    /// <returns>Whether it does.</returns>
    public bool Holds(Guid host)
    {
        if (Count <= 1)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = host.TryWriteBytes(bytes);
        uint mixed = 0;
        foreach (var one in bytes)
        {
            mixed = (mixed * 31) + one;
        }

        return mixed % (uint)Count == (uint)Own;
    }
}
