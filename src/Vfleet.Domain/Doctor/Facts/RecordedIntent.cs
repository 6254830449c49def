using Vfleet.Primitives;

namespace Vfleet.Domain.Doctor.Facts;

/// <summary>What a PF shall be, and what it was like when that was written down: in host.yaml, or in what Vfleet keeps over reboots.</summary>
/// <param name="Pf">Its address.</param>
/// <param name="Path">The file that says so.</param>
public sealed record RecordedIntent(PciAddress Pf, string Path)
{
    /// <summary>Whether it is what Vfleet keeps of the PF, which no person writes; when not, it is host.yaml.</summary>
    public bool IsKept { get; init; }

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

    /// <summary>Whether it shall be up; null when the file does not say.</summary>
    public bool? IsUp { get; init; }
}
