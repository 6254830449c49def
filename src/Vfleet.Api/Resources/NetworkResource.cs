namespace Vfleet.Api.Resources;

/// <summary>A logical network.</summary>
public sealed record NetworkResource
{
    /// <summary>Its id; set by the engine.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name, unique in the data centre.</summary>
    public string? Name { get; init; }

    /// <summary>What people say about it.</summary>
    public string? Description { get; init; }

    /// <summary>The data centre; the only one when left out.</summary>
    public Reference? DataCenter { get; init; }

    /// <summary>VLAN id, 1-4094; untagged when null.</summary>
    public int? Vlan { get; init; }

    /// <summary>MTU in bytes, 68-65535; the host's own when null.</summary>
    public int? Mtu { get; init; }

    /// <summary>Labels: a VFs configuration that has one of them allows the network.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The provider's physical network, which PFs are mapped to.</summary>
    public string? PhysicalNetwork { get; init; }

    /// <summary>Whether VMs may use it; true when left out.</summary>
    public bool? VmNetwork { get; init; }

    /// <summary>Whether its ports must not reach each other; false when left out.</summary>
    public bool? PortIsolation { get; init; }

    /// <summary>Whether another system provides it; false when left out.</summary>
    public bool? External { get; init; }

    /// <summary>The clusters that have it; every cluster of the data centre when null.</summary>
    public IReadOnlyList<Reference>? Clusters { get; init; }
}
