namespace Vfleet.Domain.Doctor;

/// <summary>PCI vendor ids that rules know.</summary>
public static class PciVendor
{
    /// <summary>Mellanox, now NVIDIA networking.</summary>
    public const ushort Nvidia = 0x15b3;
}
