using Vfleet.Domain.Fleet;
using Vfleet.Domain.Settings;

namespace Vfleet.Api.Resources;

/// <summary>A vNIC profile.</summary>
public sealed record ProfileResource
{
    /// <summary>Its id; set by the engine.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its name, unique in the network.</summary>
    public string? Name { get; init; }

    /// <summary>What people say about it.</summary>
    public string? Description { get; init; }

    /// <summary>The network.</summary>
    public Reference? Network { get; init; }

    /// <summary>Whether vNICs have a VF of their own; <c>disabled</c> when left out.</summary>
    public Passthrough? Passthrough { get; init; }

    /// <summary>Whether VMs with it may be live-migrated; false when left out.</summary>
    public bool? Migratable { get; init; }

    /// <summary>The profile of the virtio twin that carries the traffic while the VF is away.</summary>
    public Reference? Failover { get; init; }

    /// <summary>Priority of the VLAN tag, 0-7; 0 when left out.</summary>
    public int? VlanQos { get; init; }

    /// <summary>Guaranteed rate of the VF in Mbit/s.</summary>
    public int? MinRate { get; init; }

    /// <summary>Rate limit of the VF in Mbit/s.</summary>
    public int? MaxRate { get; init; }

    /// <summary>Whether the VF is trusted; the driver's default when null.</summary>
    public bool? Trust { get; init; }

    /// <summary>Whether the VF's source MAC is checked; the driver's default when null.</summary>
    public bool? SpoofCheck { get; init; }

    /// <summary>The VF's link state; the driver's default when null.</summary>
    public VfLinkState? LinkState { get; init; }

    /// <summary>Whether all traffic of the network is copied to the vNIC; false when left out.</summary>
    public bool? PortMirroring { get; init; }

    /// <summary>The name of the network QoS entry.</summary>
    public string? Qos { get; init; }

    /// <summary>The name of the network filter.</summary>
    public string? NetworkFilter { get; init; }

    /// <summary>What the PF of its VFs must be.</summary>
    public FunctionTags? Requires { get; init; }
}
