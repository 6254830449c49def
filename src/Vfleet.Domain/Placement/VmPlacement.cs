using System.Collections.Immutable;
using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>A VM with a host and what its vNICs get there.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="HostId">The host.</param>
/// <param name="Nics">What its plugged vNICs with a profile get, in the VM's order.</param>
/// <param name="Limits">What VMs of the host may use together, for whoever writes the VM's share down.</param>
public sealed record VmPlacement(Vm Vm, Guid HostId, ImmutableArray<NicPlacement> Nics, UseLimits Limits)
{
    /// <summary>Whether only vNICs were asked for: the VM is on the host already, with its memory and CPUs.</summary>
    public bool IsHotPlug { get; init; }
}

/// <summary>What a vNIC gets.</summary>
/// <param name="NicId">The vNIC.</param>
/// <param name="Vf">The VF; null when it gets none.</param>
/// <param name="Bridge">The bridge of its network on the host; beside a VF, that of the failover twin's network. Null when it needs none.</param>
public readonly record struct NicPlacement(Guid NicId, VfKey? Vf, string? Bridge);

/// <summary>What the VMs of a host may use together.</summary>
/// <param name="MemoryMiB">Memory in MiB: the host's with the cluster's overcommitment, without what is reserved.</param>
/// <param name="Cpus">Virtual CPUs, with the cluster's overcommitment.</param>
public readonly record struct UseLimits(long MemoryMiB, int Cpus);
