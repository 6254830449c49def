using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeSysfs;

/// <summary>What a fake PF is. The defaults are an Intel 82576 port (igb), as QEMU emulates it.</summary>
public sealed record FakePf
{
    public required PciAddress Address { get; init; }

    /// <summary>The port above; null puts the PF on the root bus.</summary>
    public PciAddress? Port { get; init; }

    /// <summary>Null: no driver has it.</summary>
    public string? Driver { get; init; } = "igb";

    /// <summary>Whether that driver can enable VFs through sysfs.</summary>
    public bool DriverHasSriov { get; init; } = true;

    public string VfDriver { get; init; } = "igbvf";

    public ushort Vendor { get; init; } = 0x8086;

    public ushort Device { get; init; } = 0x10c9;

    public ushort VfDevice { get; init; } = 0x10ca;

    public uint Class { get; init; } = 0x020000;

    public int TotalVfs { get; init; } = 7;

    /// <summary>VFs that the firmware really grants, at most.</summary>
    public int GrantedVfs { get; set; } = int.MaxValue;

    public int VfOffset { get; init; } = 0x80;

    public int VfStride { get; init; } = 2;

    public int NumaNode { get; init; } = -1;

    /// <summary>Interfaces of the PF; empty for one that is no network card.</summary>
    public IReadOnlyList<string> Netdevs { get; init; } = [];

    /// <summary>Name of VF N's interface while its own driver has it; <c>{0}</c> stands for N. Null: VF drivers make none.</summary>
    public string? VfNetdev { get; init; }

    /// <summary>Whether each function gets an IOMMU group of its own.</summary>
    public bool Iommu { get; init; } = true;

    public string ResetMethods { get; init; } = "flr bus";
}
