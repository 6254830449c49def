using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Examining;

/// <summary>What the rules want of configuration space. Offsets: include/uapi/linux/pci_regs.h.</summary>
internal static class ConfigSpace
{
    /// <summary>Extended capability "Device Serial Number"; network cards build it of their MAC address.</summary>
    public const ushort DeviceSerialNumber = 0x03;

    private const int Length = 4096;

    public static PciConfigSpace Read(SysfsRoot root, PciAddress address) =>
        new(root.TryReadBytes($"{PciTopology.PathOf(address)}/config", out var bytes, Length) == Errno.None ? bytes : []);

    public static SriovCapability? Sriov(PciConfigSpace config)
    {
        const int Control = 0x08, InitialVfs = 0x0c, TotalVfs = 0x0e, NumVfs = 0x10, DependencyLink = 0x12, Offset = 0x14, Stride = 0x16, DeviceId = 0x1a;
        const int Enable = 0x01, AriHierarchy = 0x10;
        if (config.Extended(PciConfigSpace.SrIov) is not { } at || config.Word(at + DeviceId) is not { } device)
        {
            return null;
        }

        var control = config.Word(at + Control).GetValueOrDefault();
        return new SriovCapability(
            config.Word(at + InitialVfs).GetValueOrDefault(),
            config.Word(at + TotalVfs).GetValueOrDefault(),
            config.Word(at + NumVfs).GetValueOrDefault(),
            (byte)config.Word(at + DependencyLink).GetValueOrDefault(),
            config.Word(at + Offset).GetValueOrDefault(),
            config.Word(at + Stride).GetValueOrDefault(),
            device,
            (control & Enable) != 0,
            (control & AriHierarchy) != 0);
    }

    /// <summary>The serial number, as lspci prints it: eight octets, the most significant first.</summary>
    public static string? Serial(PciConfigSpace config) =>
        config.Extended(DeviceSerialNumber) is { } at && config.Double(at + 4) is { } low && config.Double(at + 8) is { } high && (low | high) != 0
            ? string.Join('-', BitConverter.GetBytes(((ulong)high << 32) | low).Reverse().Select(octet => octet.ToString("x2")))
            : null;

    public static UpstreamPort Port(PciAddress address, PciConfigSpace config)
    {
        const int SecondaryAndSubordinate = 0x19;
        var features = PcieFeatures.Of(config);
        return new UpstreamPort(address)
        {
            HasAcs = features.HasAcs,
            AcsControl = (ushort?)features.AcsEnabled,
            AriSupported = features.AriForwardingSupported,
            AriEnabled = features.AriForwardingEnabled,
            SubordinateBus = config.Word(SecondaryAndSubordinate) is { } buses ? (byte)(buses >> 8) : null,
        };
    }
}
