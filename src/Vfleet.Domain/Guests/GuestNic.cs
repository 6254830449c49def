using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Guests;

/// <summary>A vNIC of a guest on its host: a VF, or virtio on a bridge, or both of them as a failover pair with one MAC address.</summary>
/// <param name="Id">The vNIC's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mac">Its MAC address.</param>
public sealed record GuestNic(Guid Id, string Name, MacAddress Mac)
{
    /// <summary>The VF; null for virtio alone.</summary>
    public GuestVf? Vf { get; init; }

    /// <summary>The host's bridge that the virtio device is on; null for a VF alone.</summary>
    public string? Bridge { get; init; }

    /// <summary>Whether the cable of the virtio device is in; a VF has its link state in its settings.</summary>
    public bool IsLinked { get; init; } = true;
}

/// <summary>A VF that a vNIC has.</summary>
/// <param name="Pf">The PF.</param>
/// <param name="Index">The VF's index, from 0.</param>
/// <param name="Settings">What is written to it before the guest has it; the MAC is the vNIC's.</param>
public sealed record GuestVf(PciAddress Pf, int Index, VfSettings Settings);
