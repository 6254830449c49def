using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet;

/// <summary>A host as people want it; what its agent reports stands in <see cref="HostInventory"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, unique in the fleet.</param>
/// <param name="ClusterId">The cluster that it belongs to.</param>
public sealed record FleetHost(Guid Id, string Name, Guid ClusterId)
{
    /// <summary>What people say about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether VMs may be placed on it.</summary>
    public HostStatus Status { get; init; } = HostStatus.Up;

    /// <summary>Why it is what it is, in a sentence; empty when that needs no words.</summary>
    public string StatusReason { get; init; } = "";

    /// <summary>Networks that the host has a bridge for, for vNICs without a VF.</summary>
    public ImmutableArray<NetworkBridge> Bridges { get; init; } = [];

    /// <summary>Memory in MiB that is never given to VMs.</summary>
    public int ReservedMemoryMiB { get; init; } = 512;

    /// <summary>Serial number of its present certificate, hexadecimal; null when it never joined.</summary>
    public string? Certificate { get; init; }

    /// <summary>Serial number of the certificate before it: it holds until the present one is used, for the host may not have got that. Null for none.</summary>
    public string? PreviousCertificate { get; init; }
}

/// <summary>A network on a host.</summary>
/// <param name="NetworkId">The network.</param>
/// <param name="Bridge">The netdev of the bridge.</param>
public sealed record NetworkBridge(Guid NetworkId, string Bridge)
{
    /// <summary>The PF that the network is attached to, as people say; null when nobody said.</summary>
    public PciAddress? Pf { get; init; }
}

/// <summary>Whether VMs may be placed on a host.</summary>
public enum HostStatus
{
    /// <summary>They may.</summary>
    Up,

    /// <summary>Somebody works on it; its VMs stay until they are moved or stopped.</summary>
    Maintenance,

    /// <summary>Its agent has not reported for longer than it may.</summary>
    Unreachable,

    /// <summary>It has joined but has not reported yet.</summary>
    Joining,

    /// <summary>Its certificate is revoked: it may not connect any more.</summary>
    Revoked,
}
