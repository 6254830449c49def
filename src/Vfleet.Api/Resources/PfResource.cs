using Vfleet.Primitives;

namespace Vfleet.Api.Resources;

/// <summary>A physical function of a host, with the configuration of its VFs.</summary>
public sealed record PfResource
{
    /// <summary>The host.</summary>
    public required Reference Host { get; init; }

    /// <summary>PCI address.</summary>
    public required PciAddress Address { get; init; }

    /// <summary>Its netdev, else its address.</summary>
    public required string Name { get; init; }

    /// <summary>MAC address.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Vendor and device id, as <c>8086:1572</c>.</summary>
    public string? VendorDevice { get; init; }

    /// <summary>The model's name.</summary>
    public string? Model { get; init; }

    /// <summary>The driver.</summary>
    public string? Driver { get; init; }

    /// <summary>NUMA node.</summary>
    public int? NumaNode { get; init; }

    /// <summary>How many VFs it can have.</summary>
    public int MaxVfs { get; init; }

    /// <summary>How many VFs it has.</summary>
    public int NumVfs { get; init; }

    /// <summary>How many of them could be given to a vNIC now.</summary>
    public int FreeVfs { get; init; }

    /// <summary>How many of them have a claim.</summary>
    public int ClaimedVfs { get; init; }

    /// <summary>Whether it has a carrier.</summary>
    public bool? Link { get; init; }

    /// <summary>Link speed in Mbit/s.</summary>
    public int? Speed { get; init; }

    /// <summary>MTU in bytes.</summary>
    public int? Mtu { get; init; }

    /// <summary><c>legacy</c> or <c>switchdev</c>.</summary>
    public string? EswitchMode { get; init; }

    /// <summary>The bond that it is a slave of.</summary>
    public string? Bond { get; init; }

    /// <summary>What people want of its VFs.</summary>
    public required VfsConfigurationResource Configuration { get; init; }
}

/// <summary>What people want of a PF's VFs.</summary>
public sealed record VfsConfigurationResource
{
    /// <summary>How many VFs, 0 to what the PF can have; null while the fleet does not decide it.</summary>
    public int? Count { get; init; }

    /// <summary>Whether every network may use its VFs; true when left out, and the two lists are empty then.</summary>
    public bool? AllNetworksAllowed { get; init; }

    /// <summary>Networks that may use its VFs.</summary>
    public IReadOnlyList<Reference>? Networks { get; init; }

    /// <summary>Labels: networks that have one of them now may use its VFs.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The physical network that the PF is mapped to.</summary>
    public string? PhysicalNetwork { get; init; }

    /// <summary>Whether the VFs count as trusted for profiles that ask for it; what the driver can when null.</summary>
    public bool? Trusted { get; init; }

    /// <summary>Whether the fleet gives its VFs away at all; true when left out.</summary>
    public bool? Used { get; init; }
}

/// <summary>A virtual function.</summary>
public sealed record VfResource
{
    /// <summary>The host.</summary>
    public required Reference Host { get; init; }

    /// <summary>The PF's address.</summary>
    public required PciAddress Pf { get; init; }

    /// <summary>The PF's netdev, else its address.</summary>
    public required string PfName { get; init; }

    /// <summary>The index, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Whether it could be given to a vNIC now.</summary>
    public required bool Free { get; init; }

    /// <summary>Why it could not; empty when it could.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The VM that has it.</summary>
    public Reference? Vm { get; init; }

    /// <summary>The vNIC that has it.</summary>
    public Reference? Nic { get; init; }

    /// <summary><c>held</c>, <c>releasing</c> or <c>suspect</c>; null when it has no claim.</summary>
    public string? Claim { get; init; }

    /// <summary>Counts the claims that this VF has had.</summary>
    public long? Generation { get; init; }

    /// <summary>When the claim ends by itself unless it is confirmed.</summary>
    public DateTimeOffset? Lease { get; init; }

    /// <summary>What went through it, as its host last said; null when no guest has it, or the host does not say.</summary>
    public Agents.VfTraffic? Traffic { get; init; }
}
