using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>A plugged vNIC with a profile, as the search needs it.</summary>
/// <param name="Vm">Its VM.</param>
/// <param name="Nic">The vNIC.</param>
/// <param name="Network">Its network.</param>
/// <param name="Passthrough">Whether it has a VF.</param>
/// <param name="Need">What it asks of a PF; null when it has none.</param>
/// <param name="Failover">The network of its virtio twin; null when it has none.</param>
internal sealed record NicDemand(Vm Vm, Vnic Nic, KnownNetwork Network, Passthrough Passthrough, Need? Need, KnownNetwork? Failover)
{
    /// <summary>The group of vNICs of the VM that must be on different PFs; -1 for none.</summary>
    public int Group { get; init; } = -1;

    public bool IsPreferred => Passthrough == Passthrough.Preferred;

    /// <summary>The network that must have a bridge on the host; null when none must.</summary>
    public KnownNetwork? NeedsBridgeOf => Passthrough == Passthrough.Disabled ? Network : Failover;
}
