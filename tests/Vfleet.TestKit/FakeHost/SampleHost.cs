using System.Collections.Immutable;
using Vfleet.Domain.Functions;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeHost;

/// <summary>
/// A host with two ports of an 82576 (igb) and four VFs on the first: 0 with the running guest web1, 1 with an address on the host,
/// 2 free on vfio-pci, 3 free without a driver; db1 is a stopped guest without VFs. The second port carries the default route.
/// </summary>
public static class SampleHost
{
    public static readonly PciAddress First = new(0, 1, 0, 0);
    public static readonly PciAddress Second = new(0, 2, 0, 0);
    public static readonly Guid Web1 = new("6c7d1f8e-0b5c-4a6e-9d3e-2f1a5b7c9d01");
    public static readonly Guid Db1 = new("6c7d1f8e-0b5c-4a6e-9d3e-2f1a5b7c9d02");
    public const string Web1Alias = "ua-vfleet-525400000001";

    private static readonly MacAddress Web1Mac = MacAddress.Parse("52:54:00:00:00:01");
    private static readonly DriverFacts Igb = new() { LinkState = false, MinRate = false, RateNeedsCarrier = true, VfDriver = "igbvf" };

    public static ObservedHost TwoPorts() => new()
    {
        Pfs = [FirstPort(), SecondPort()],
        Guests =
        [
            new ObservedGuest("web1", Web1, GuestState.Running, IsPersistent: true)
            {
                MemoryKiB = 1024 * 1024,
                FreeHotplugPorts = 3,
                Devices =
                [
                    new ObservedGuestDevice("network", "net0", MacAddress.Parse("52:54:00:aa:00:01"), null, "default", null, Live: true, Config: true),
                    new ObservedGuestDevice("hostdev", Web1Alias, Web1Mac, VfAddress(0), null, 100, Live: true, Config: true),
                ],
            },
            new ObservedGuest("db1", Db1, GuestState.ShutOff, IsPersistent: true),
        ],
    };

    /// <summary>Nothing that SR-IOV could be done with.</summary>
    public static ObservedHost Bare() => new() { Guests = [] };

    private static ObservedPf FirstPort() => Port(First, "enp1s0f0") with
    {
        NumVfs = 4,
        Vfs =
        [
            Vf(0) with
            {
                Driver = "vfio-pci",
                DriverOverride = "vfio-pci",
                IsOnVfio = true,
                Settings = Settings(Web1Mac) with { Vlan = new VlanTag(100), Trust = true, MaxRate = 500 },
                Holders = [new DeviceHolder(4321, "qemu-system-x86", "web1")],
                Guests = [new GuestUse("web1", Web1, Web1Alias, Web1Mac, Live: true, Config: true)],
                Record = new VfRecord(VfPhase.Attached, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
                {
                    Original = Settings(MacAddress.Zero),
                    Owner = new VfOwner("web1", Web1, Web1Alias, Live: true, Config: true),
                },
            },
            Vf(1) with
            {
                Driver = "igbvf",
                Settings = Settings(MacAddress.Zero),
                Netdevs =
                [
                    new ObservedNetdev("enp1s0f0v1")
                    {
                        IsUp = true,
                        HasCarrier = true,
                        Mac = MacAddress.Parse("02:00:00:00:00:11"),
                        Uses = [new NetdevUse(NetdevUseKind.IpAddress, "10.0.0.5/24")],
                    },
                ],
            },
            Vf(2) with { Driver = "vfio-pci", DriverOverride = "vfio-pci", IsOnVfio = true, Settings = Settings(MacAddress.Zero) },
            Vf(3) with { Settings = Settings(MacAddress.Zero) with { SpoofCheck = false } },
        ],
    };

    private static ObservedPf SecondPort() => Port(Second, "enp2s0f0") with
    {
        ManagementUses = [new ManagementUse(ManagementUseKind.DefaultRoute, "enp2s0f0", "192.168.1.1")],
    };

    private static ObservedPf Port(PciAddress address, string netdev) => new(address)
    {
        VendorId = 0x8086,
        DeviceId = 0x10c9,
        ClassCode = 0x020000,
        Vendor = "Intel Corporation",
        Model = "82576 Gigabit Network Connection",
        Driver = "igb",
        NumaNode = 0,
        IommuGroup = 14,
        TotalVfs = 7,
        Offset = 128,
        Stride = 2,
        Autoprobe = true,
        Facts = Igb,
        Netdevs =
        [
            new ObservedNetdev(netdev)
            {
                IsUp = true,
                HasCarrier = true,
                Speed = 1000,
                Mtu = 1500,
                Mac = new MacAddress(0x525400ab0000UL | address.Bus),
            },
        ],
    };

    private static ObservedVf Vf(int index) => new(new VfId(First, index), VfAddress(index))
    {
        VendorId = 0x8086,
        DeviceId = 0x10ca,
        Model = "82576 Virtual Function",
        IommuGroup = 30 + index,
        NumaNode = 0,
    };

    private static PciAddress VfAddress(int index) => First.VirtualFunction(128, 2, index)!.Value;

    private static VfSettings Settings(MacAddress mac) => VfSettings.Neutral with { Mac = mac, RssQuery = false };

    /// <summary>The same host with a change to one PF.</summary>
    public static ObservedHost With(this ObservedHost host, PciAddress pf, Func<ObservedPf, ObservedPf> change) =>
        host with { Pfs = [.. host.Pfs.Select(each => each.Address == pf ? change(each) : each)] };

    /// <summary>The same PF with a change to one VF.</summary>
    public static ObservedPf WithVf(this ObservedPf pf, int index, Func<ObservedVf, ObservedVf> change) =>
        pf with { Vfs = [.. pf.Vfs.Select(each => each.Id.Index == index ? change(each) : each)] };

    /// <summary>A PF with many VFs, all free.</summary>
    public static ImmutableArray<ObservedVf> ManyVfs(int count) =>
        [.. Enumerable.Range(0, count).Select(index => new ObservedVf(new VfId(First, index), First.VirtualFunction(128, 2, index)!.Value) { IommuGroup = index })];
}
