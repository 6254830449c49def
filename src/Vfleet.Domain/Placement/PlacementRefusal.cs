using System.Collections.Immutable;

namespace Vfleet.Domain.Placement;

/// <summary>Why a request was refused.</summary>
/// <param name="VmId">The VM that no host takes; null when each could be placed alone, but not all together.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Remedy">What could be done about it.</param>
public sealed record PlacementRefusal(Guid? VmId, string Message, string Remedy)
{
    /// <summary>The first filter that each host fails, over all hosts, in order of the filters; none is named with 0 hosts.</summary>
    public ImmutableArray<ReasonCount> Counts { get; init; } = [];

    /// <summary>Hosts with their reasons, those that are nearest to taking the VM first; at most <see cref="MostHosts"/>.</summary>
    public ImmutableArray<HostRefusal> Hosts { get; init; } = [];

    /// <summary>The smallest set of vNICs, by id, that the nearest host cannot serve; empty when it is not VFs that are missing.</summary>
    public ImmutableArray<Guid> Unservable { get; init; } = [];

    /// <summary>Whether it is certain that the request cannot be served. One VM's refusal is always proven; the search for several ends at some number of steps.</summary>
    public bool IsProven { get; init; } = true;

    /// <summary>The most hosts that are named.</summary>
    public const int MostHosts = 20;
}

/// <summary>How many hosts fail for a reason.</summary>
/// <param name="Reason">The filter.</param>
/// <param name="Hosts">How many.</param>
public readonly record struct ReasonCount(HostReason Reason, int Hosts);

/// <summary>Why a host does not take a VM.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">The first filter that it fails.</param>
/// <param name="Message">The reason in a sentence.</param>
public sealed record HostRefusal(Guid HostId, string Name, HostReason Reason, string Message);
