namespace Vfleet.Domain.Placement;

/// <summary>The filters that a host must pass, in their order.</summary>
public enum HostReason
{
    /// <summary>It is up and has reported.</summary>
    State,

    /// <summary>It belongs to the VM's cluster.</summary>
    Cluster,

    /// <summary>It is among the hosts that the VM, its vNICs or the request allow.</summary>
    Pinned,

    /// <summary>It has enough memory.</summary>
    Memory,

    /// <summary>It has enough CPUs.</summary>
    Cpu,

    /// <summary>The cluster has the networks, and the host has bridges for those that need one.</summary>
    Networks,

    /// <summary>The VMs there satisfy the VM's hard affinities.</summary>
    Affinity,

    /// <summary>Its free VFs serve all vNICs together.</summary>
    Vfs,
}
