using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>A function with an SR-IOV capability, of whatever class, with the VFs it has now.</summary>
/// <remarks>The <c>sriov_</c> attributes: kernel drivers/pci/iov.c and Documentation/ABI/testing/sysfs-bus-pci.</remarks>
public sealed record PhysicalFunction
{
    /// <summary>What it shares with other functions.</summary>
    public required PciFunction Function { get; init; }

    /// <summary>Most VFs it may have: the card's limit, or the driver's where that is lower. 0 when the firmware allows none.</summary>
    public required int TotalVfs { get; init; }

    /// <summary>VFs enabled now, 0 to <see cref="TotalVfs"/>. <see cref="VirtualFunctions"/> may lag behind while they come or
    /// go.</summary>
    public int NumVfs { get; init; }

    /// <summary>First VF Offset: routing id of VF 0 minus the PF's. May change with the number of VFs. Null when unreadable.</summary>
    public int? VfOffset { get; init; }

    /// <summary>VF Stride: distance of routing ids of neighbouring VFs. Null when unreadable.</summary>
    public int? VfStride { get; init; }

    /// <summary>Device id that its VFs have. Null when unreadable.</summary>
    public ushort? VfDevice { get; init; }

    /// <summary>Whether drivers take new VFs by themselves. Null when unreadable.</summary>
    public bool? DriversAutoprobe { get; init; }

    /// <summary>The bridge or port right above; null on a root bus.</summary>
    public PciAddress? UpstreamPort { get; init; }

    /// <summary>The VFs present, by index. Indexes may have gaps: a VF that cannot be read is listed as a fault instead.</summary>
    public ImmutableArray<VirtualFunction> VirtualFunctions { get; init; } = [];

    /// <summary>Where it sits.</summary>
    public PciAddress Address => Function.Address;
}

/// <summary>A virtual function.</summary>
/// <param name="Index">Its number at its PF, from 0 (<c>virtfnN</c>): what netlink and libvirt call the VF number.</param>
/// <param name="Function">The rest.</param>
public sealed record VirtualFunction(int Index, PciFunction Function)
{
    /// <summary>Where it sits; may change when the number of VFs does.</summary>
    public PciAddress Address => Function.Address;
}
