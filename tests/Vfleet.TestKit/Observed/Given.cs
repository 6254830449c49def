using System.Collections.Immutable;
using System.Text;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.TestKit.Observed;

/// <summary>Hosts as they might be read, in few words: <c>Given.Host(Given.Pf(vfs: 7)).WithGuests(Given.Guest("web1")).Giving("enp1s0f0/3", "web1")</c>.</summary>
/// <remarks>A PF is like igb's (Intel 82576): 7 VFs at offset 128, stride 2, an IOMMU group for each function.</remarks>
public static class Given
{
    /// <summary>First VF offset of igb.</summary>
    public const int Offset = 128;

    /// <summary>VF stride of igb.</summary>
    public const int Stride = 2;

    /// <summary>What igb does with VFs, as far as the rules ask.</summary>
    public static DriverFacts IgbFacts { get; } = new()
    {
        LinkState = false,
        MinRate = false,
        MaxRate = true,
        RateNeedsCarrier = true,
        Dot1Ad = false,
        Trust = true,
        SpoofCheck = true,
        VfDriver = "igbvf",
    };

    /// <summary>What igb reports of a VF that nobody configured.</summary>
    public static VfSettings UntouchedSettings { get; } = VfSettings.Neutral with { Mac = MacAddress.Zero };

    /// <summary>A host with PFs and a libvirt that has no guests.</summary>
    public static ObservedHost Host(params ImmutableArray<ObservedPf> pfs) => new() { Pfs = pfs, Guests = [] };

    /// <summary>A PF that is up and connected, with <paramref name="vfs"/> free VFs without a driver.</summary>
    /// <param name="name">Its netdev; null for none.</param>
    /// <param name="address">Its PCI address.</param>
    /// <param name="vfs">How many VFs are enabled.</param>
    /// <param name="total">How many it can have.</param>
    public static ObservedPf Pf(string? name = "enp1s0f0", string address = "0000:01:00.0", int vfs = 0, int total = 7)
    {
        var pci = PciAddress.Parse(address);
        return new ObservedPf(pci)
        {
            VendorId = 0x8086,
            DeviceId = 0x10c9,
            ClassCode = 0x020000,
            Vendor = "Intel Corporation",
            Model = "82576 Gigabit Network Connection",
            Driver = "igb",
            Netdevs = name is null ? [] : [Netdev(name)],
            IommuGroup = 14 + pci.RoutingId,
            TotalVfs = total,
            NumVfs = vfs,
            Offset = Offset,
            Stride = Stride,
            Autoprobe = true,
            Ari = true,
            Acs = true,
            Facts = IgbFacts,
            Vfs = [.. Enumerable.Range(0, vfs).Select(index => Vf(pci, index))],
        };
    }

    /// <summary>A netdev that is up, at 1 Gbit/s, with a MAC made of its name.</summary>
    public static ObservedNetdev Netdev(string name) => new(name)
    {
        Mac = new MacAddress(0x0200_0000_0000UL | ((ulong)Stable(name) & 0xffff_ffff)),
        IsUp = true,
        HasCarrier = true,
        Mtu = 1500,
        Speed = 1000,
    };

    /// <summary>A free VF without a driver.</summary>
    public static ObservedVf Vf(PciAddress pf, int index) => new(new VfId(pf, index), pf.VirtualFunction(Offset, Stride, index)!.Value)
    {
        VendorId = 0x8086,
        DeviceId = 0x10ca,
        Model = "82576 Virtual Function",
        IommuGroup = 1000 + pf.RoutingId + index,
        Settings = UntouchedSettings,
    };

    /// <summary>A persistent guest without devices whose UUID is made of its name.</summary>
    public static ObservedGuest Guest(string name, GuestState state = GuestState.Running) => new(name, Uuid(name), state, IsPersistent: true)
    {
        MemoryKiB = 1 << 20,
        FreeHotplugPorts = state is GuestState.ShutOff ? null : 4,
    };

    /// <summary>The UUID that <see cref="Guest"/> gives a name.</summary>
    public static Guid Uuid(string name)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, Stable(name));
        Encoding.ASCII.GetBytes(name.AsSpan(0, Math.Min(name.Length, 12)), bytes[4..]);
        return new Guid(bytes);
    }

    /// <summary>A record of a VF that was given to a guest, and that was untouched before.</summary>
    public static VfRecord Record(string guest, VfPhase phase = VfPhase.Attached) => new(phase, DateTimeOffset.UnixEpoch)
    {
        Original = UntouchedSettings,
        Applied = VfSettings.Neutral with { Mac = MacAddress.Parse("52:54:00:00:00:99") },
        Owner = new VfOwner(guest, Uuid(guest), "ua-vfleet-525400000099", Live: true, Config: false),
    };

    // GetHashCode differs from run to run.
    private static int Stable(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));
}
