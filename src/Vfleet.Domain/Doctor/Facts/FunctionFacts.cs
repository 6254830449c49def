using System.Collections.Immutable;
using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>A PCI function, beyond what <see cref="Observed.ObservedPf"/> and <see cref="Observed.ObservedVf"/> tell.</summary>
/// <param name="Address">Its address.</param>
public sealed record FunctionFacts(PciAddress Address)
{
    /// <summary>PCI vendor id.</summary>
    public ushort VendorId { get; init; }

    /// <summary>PCI device id.</summary>
    public ushort DeviceId { get; init; }

    /// <summary>PCI class code, 24 bits.</summary>
    public uint ClassCode { get; init; }

    /// <summary>Its driver; null when none.</summary>
    public string? Driver { get; init; }

    /// <summary>The PF when it is a VF (physfn); null when it is none.</summary>
    public PciAddress? PhysicalFunction { get; init; }

    /// <summary>What module aliases are matched with, such as <c>pci:v00008086d000010C9sv...</c>; null when not known.</summary>
    public string? Modalias { get; init; }

    /// <summary>
    /// Modules whose alias matches (modules.alias, modules.builtin.alias); empty when none does, default when not looked up.
    /// </summary>
    public ImmutableArray<string> MatchingModules { get; init; }

    /// <summary>
    /// Modules with a matching <c>vfio_pci:</c> alias, which can migrate the function; empty when none, default when not looked up.
    /// </summary>
    public ImmutableArray<string> VariantModules { get; init; }

    /// <summary>
    /// Reset methods in the order that the kernel tries them (reset_method); empty when it has none, default when not known.
    /// </summary>
    public ImmutableArray<string> ResetMethods { get; init; }

    /// <summary>
    /// Whether the extended configuration space has the SR-IOV capability (0x0010); null when it could not be read so far.
    /// </summary>
    public bool? HasSriov { get; init; }

    /// <summary>The SR-IOV capability; null when there is none or it could not be read.</summary>
    public SriovCapability? Sriov { get; init; }

    /// <summary>Rows 7 to 12 of <c>resource</c>, the VF BARs of a PF; default when not known.</summary>
    public ImmutableArray<VfBar> VfBars { get; init; }

    /// <summary>The port right above; null on a root bus or when not known.</summary>
    public UpstreamPort? Upstream { get; init; }

    /// <summary>Whether it sits on a root bus, with no port above; null when not known.</summary>
    public bool? IsOnRootBus { get; init; }

    /// <summary>Serial number of the card (device serial number capability, or VPD); null when not known.</summary>
    public string? Serial { get; init; }

    /// <summary>Version of the firmware that runs, as the driver tells devlink; null when not known.</summary>
    public string? FirmwareVersion { get; init; }

    /// <summary>Settings in the card's own memory, as NVIDIA's mstconfig shows them; empty when not known.</summary>
    public ImmutableArray<FirmwareSetting> Firmware { get; init; } = [];

    /// <summary>Its InfiniBand ports; empty when it has none or not known.</summary>
    public ImmutableArray<InfiniBandPort> InfiniBandPorts { get; init; } = [];
}

/// <summary>A port of an RDMA device.</summary>
/// <param name="Name">Device and port, as <c>mlx5_0/1</c>.</param>
/// <param name="State">DOWN, INIT, ARMED, ACTIVE (the word of the file <c>state</c>).</param>
/// <param name="LinkLayer">InfiniBand or Ethernet.</param>
public sealed record InfiniBandPort(string Name, string State, string LinkLayer);

/// <summary>A setting of the card's firmware.</summary>
/// <param name="Name">Its name, such as SRIOV_EN, NUM_OF_VFS or LINK_TYPE_P1.</param>
/// <param name="Current">In effect; null when the firmware does not tell.</param>
/// <param name="Next">In effect after the next reset of the card; null when the firmware does not tell.</param>
public sealed record FirmwareSetting(string Name, string? Current, string? Next);
