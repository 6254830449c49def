using System.Collections.Immutable;

namespace Vfleet.Domain.Fleet;

/// <summary>A logical network.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the data centre.</param>
/// <param name="DataCenterId">The data centre that it belongs to.</param>
public sealed record Network(Guid Id, string Name, Guid DataCenterId)
{
    /// <summary>What people say about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>VLAN id, 1-4094; null for untagged.</summary>
    public int? Vlan { get; init; }

    /// <summary>MTU in bytes, 68-65535; null for the host's own.</summary>
    public int? Mtu { get; init; }

    /// <summary>Labels: a VFs configuration that has one of them allows the network.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>The provider's physical network (OpenStack's <c>physical_network</c>), which PFs are mapped to; null for none.</summary>
    public string? PhysicalNetwork { get; init; }

    /// <summary>Whether VMs may use it; only such networks have vNIC profiles.</summary>
    public bool IsVmNetwork { get; init; } = true;

    /// <summary>Whether ports of it must not reach each other.</summary>
    public bool IsPortIsolated { get; init; }

    /// <summary>Whether another system provides it (oVirt's external provider).</summary>
    public bool IsExternal { get; init; }

    /// <summary>The clusters that have it; null for every cluster of the data centre.</summary>
    public ImmutableArray<Guid>? Clusters { get; init; }

    /// <summary>Whether a cluster has it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <returns>Whether it does.</returns>
    public bool IsIn(Cluster cluster) => cluster.DataCenterId == DataCenterId && (Clusters is not { } some || some.Contains(cluster.Id));
}
