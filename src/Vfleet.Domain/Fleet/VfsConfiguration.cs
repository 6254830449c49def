using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet;

/// <summary>What people want of a PF's VFs (oVirt's feature page, <c>HostNicVfsConfig</c>). A PF that has none is as the page's new one: all networks allowed.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Pf">The PF.</param>
public sealed record VfsConfiguration(Guid HostId, PciAddress Pf)
{
    /// <summary>How many VFs; null while the fleet does not decide it and the host's own number stays.</summary>
    public int? Count { get; init; }

    /// <summary>Whether every network may use its VFs; the two lists are empty then.</summary>
    public bool AllNetworksAllowed { get; init; } = true;

    /// <summary>Networks that may use its VFs.</summary>
    public ImmutableArray<Guid> Networks { get; init; } = [];

    /// <summary>Labels: networks that have one of them now may use its VFs.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>The physical network that the PF is mapped to (OpenStack's <c>physical_network</c>); null for none.</summary>
    public string? PhysicalNetwork { get; init; }

    /// <summary>Whether the VFs count as trusted for profiles that ask for it (OpenStack's <c>trusted</c>); null for what the driver can.</summary>
    public bool? Trusted { get; init; }

    /// <summary>Whether the fleet gives its VFs away at all.</summary>
    public bool IsUsed { get; init; } = true;

    /// <summary>Whether a network may use its VFs.</summary>
    /// <param name="network">The network as it is now.</param>
    /// <returns>Whether it may.</returns>
    public bool Allows(Network network) => AllNetworksAllowed || Networks.Contains(network.Id)
        || network.Labels.Any(label => Labels.Contains(label, StringComparer.Ordinal));
}
