using Vfleet.Domain.Settings;

namespace Vfleet.Domain.Fleet;

/// <summary>What vNICs of a network are like.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the network, upper and lower case apart.</param>
/// <param name="NetworkId">The network.</param>
public sealed record VnicProfile(Guid Id, string Name, Guid NetworkId)
{
    /// <summary>What people say about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether vNICs bypass the host's software and have a VF of their own.</summary>
    public Passthrough Passthrough { get; init; }

    /// <summary>Whether VMs with it may be live-migrated although they have a VF.</summary>
    public bool IsMigratable { get; init; }

    /// <summary>The profile of the virtio twin that carries the traffic while the VF is away; null for none.</summary>
    public Guid? FailoverId { get; init; }

    /// <summary>Priority of the VLAN tag (802.1p), 0-7.</summary>
    public int VlanQos { get; init; }

    /// <summary>Guaranteed rate of the VF in Mbit/s; null for the driver's default.</summary>
    public int? MinRate { get; init; }

    /// <summary>Rate limit of the VF in Mbit/s; null for none.</summary>
    public int? MaxRate { get; init; }

    /// <summary>Whether the VF is trusted; null for the driver's default.</summary>
    public bool? Trust { get; init; }

    /// <summary>Whether the VF's source MAC is checked; null for the driver's default.</summary>
    public bool? SpoofCheck { get; init; }

    /// <summary>The VF's link state; null for the driver's default.</summary>
    public VfLinkState? LinkState { get; init; }

    /// <summary>Whether all traffic of the network is copied to the vNIC; never together with passthrough.</summary>
    public bool PortMirroring { get; init; }

    /// <summary>The name of the network QoS entry; never together with passthrough. Null for none.</summary>
    public string? Qos { get; init; }

    /// <summary>The name of the network filter (libvirt's nwfilter); never together with passthrough. Null for none.</summary>
    public string? NetworkFilter { get; init; }

    /// <summary>What the PF of its VFs must be.</summary>
    public FunctionTags Requires { get; init; } = FunctionTags.None;
}

/// <summary>Whether a vNIC has a VF.</summary>
public enum Passthrough
{
    /// <summary>No: virtio on a bridge of the network.</summary>
    Disabled,

    /// <summary>Always: without a VF the VM does not start.</summary>
    Required,

    /// <summary>When there is one: else virtio on a bridge of the network (oVirt's feature page, "nice to have passthrough").</summary>
    Preferred,
}

/// <summary>What a PF must be so that its VFs may be taken.</summary>
public sealed record FunctionTags
{
    /// <summary>Any.</summary>
    public static FunctionTags None { get; } = new();

    /// <summary>PCI vendor and device id of the VFs, as <c>8086:154c</c>; null for any.</summary>
    public string? VendorDevice { get; init; }

    /// <summary>Text that the model's name contains, upper and lower case alike; null for any.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the PF's VFs may be trusted; null for either.</summary>
    public bool? Trusted { get; init; }

    /// <summary>Whether guests can be migrated live with the VF (a variant vfio driver); null for either.</summary>
    public bool? LiveMigratable { get; init; }

    /// <summary>The physical network that the PF is mapped to; null for any.</summary>
    public string? PhysicalNetwork { get; init; }

    /// <summary>Whether nothing is asked.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => this == None;
}
