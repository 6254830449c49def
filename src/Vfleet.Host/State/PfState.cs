using System.Collections.Immutable;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;

namespace Vfleet.Host.State;

/// <summary>What we wrote down about one PF and its VFs.</summary>
/// <param name="Pf">Address of the PF.</param>
public sealed record PfState(PciAddress Pf)
{
    /// <summary>Records of VFs that we changed and have not put back, by index.</summary>
    public ImmutableSortedDictionary<int, VfRecord> Vfs { get; init; } = ImmutableSortedDictionary<int, VfRecord>.Empty;

    /// <summary>Forwarding entries of the PF that we added, or were about to add. The kernel may lack some; none of ours is missing here.</summary>
    public ImmutableSortedSet<MacAddress> Forwarded { get; init; } = [];

    /// <summary>Whether there is nothing to remember.</summary>
    public bool IsEmpty => Vfs.IsEmpty && Forwarded.IsEmpty;
}
