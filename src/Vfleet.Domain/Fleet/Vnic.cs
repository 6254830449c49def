using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet;

/// <summary>A vNIC of a VM.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the VM.</param>
public sealed record Vnic(Guid Id, string Name)
{
    /// <summary>The profile; null for a vNIC without a network.</summary>
    public Guid? ProfileId { get; init; }

    /// <summary>What the guest sees.</summary>
    public VnicType Type { get; init; } = VnicType.Virtio;

    /// <summary>MAC address, unique among the fleet's plugged vNICs.</summary>
    public MacAddress Mac { get; init; }

    /// <summary>Whether the guest has it, or will when it starts.</summary>
    public bool IsPlugged { get; init; } = true;

    /// <summary>Whether its cable is in.</summary>
    public bool IsLinked { get; init; } = true;

    /// <summary>vNICs of a VM with the same word get VFs of different PFs, for a bond in the guest; null for none.</summary>
    public string? Separate { get; init; }

    /// <summary>The only PF or VF that it may have; null for any.</summary>
    public VnicPin? Pin { get; init; }

    /// <summary>What the PF must be, beside what the profile asks.</summary>
    public FunctionTags Requires { get; init; } = FunctionTags.None;
}

/// <summary>What a vNIC is pinned to.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Pf">The PF.</param>
/// <param name="Index">The VF's index; null for any VF of the PF.</param>
public sealed record VnicPin(Guid HostId, PciAddress Pf, int? Index);

/// <summary>What a vNIC is to its guest.</summary>
public enum VnicType
{
    /// <summary>Emulated by the host (virtio-net) on a bridge.</summary>
    Virtio,

    /// <summary>A VF (oVirt's <c>pci_passthrough</c>).</summary>
    PciPassthrough,
}
