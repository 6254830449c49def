using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>What Vfleet was told to keep of a PF, and what the PF was like then.</summary>
/// <param name="Pf">Its address.</param>
/// <param name="Path">The file that says so.</param>
public sealed record RecordedIntent(PciAddress Pf, string Path)
{
    /// <summary>How many VFs it shall have; null when the file does not say, or leaves the number to another program (ownership: external).</summary>
    public int? Vfs { get; init; }

    /// <summary>Its netdev then; null when the file does not say.</summary>
    public string? Netdev { get; init; }

    /// <summary>Its PCI vendor id then; null when the file does not say.</summary>
    public ushort? VendorId { get; init; }

    /// <summary>Its PCI device id then; null when the file does not say.</summary>
    public ushort? DeviceId { get; init; }

    /// <summary>The driver that its VFs shall have: host, vfio or none; null when the file does not say.</summary>
    public string? VfDriver { get; init; }

    /// <summary>The mode that its eswitch shall have: legacy or switchdev; null when the file does not say.</summary>
    public string? Eswitch { get; init; }

    /// <summary>Whether it was up then; null when the file does not say.</summary>
    public bool? IsUp { get; init; }
}
