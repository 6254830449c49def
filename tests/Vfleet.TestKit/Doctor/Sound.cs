using System.Collections.Immutable;
using Vfleet.Domain.Doctor;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.TestKit.Doctor;

/// <summary>Examinations of hosts that have nothing wrong, with everything known. Tests break one thing at a time.</summary>
public static class Sound
{
    /// <summary>The PF of <see cref="Host"/>.</summary>
    public static readonly PciAddress Pf = PciAddress.Parse("0000:01:00.0");

    /// <summary>The first port of the card of <see cref="Card"/>.</summary>
    public static readonly PciAddress Port0 = PciAddress.Parse("0000:0a:00.0");

    /// <summary>The second port of the card of <see cref="Card"/>.</summary>
    public static readonly PciAddress Port1 = PciAddress.Parse("0000:0a:00.1");

    private const string Arguments = "intel_iommu=on iommu=pt quiet";

    /// <summary>
    /// An Intel host with an 82576: VF 0 in the running guest web1, VF 1 on vfio, VF 2 with an address on the host, VF 3 without a driver.
    /// </summary>
    public static Examination Host() => Of(Given.Host(Given.Pf(vfs: 4))
        .WithGuests(Given.Guest("web1"))
        .Giving("enp1s0f0/0", "web1")
        .WithVf(new(Pf, 1), vf => vf.OnVfio())
        .WithVf(new(Pf, 2), vf => vf.OnHost("enp1s0f0v2").Used(NetdevUseKind.IpAddress, "10.0.0.5/24")));

    /// <summary>A host with both ports of a ConnectX-5, each with 2 VFs on mlx5_core, in switchdev mode with representors.</summary>
    public static Examination Card()
    {
        var host = Of(Given.Host(Port("ens1f0np0", Port0), Port("ens1f1np1", Port1)));
        return host with
        {
            Eswitches = host.Host.Pfs.ToImmutableDictionary(pf => pf.Address, pf => new EswitchFacts
            {
                InlineMode = "none",
                SteeringMode = "smfs",
                Uplink = pf.Name,
                LagState = "active",
                Representors = [.. pf.Vfs.Select(vf => new Representor($"{pf.Name}_{vf.Id.Index}", $"pf{pf.Address.Function}vf{vf.Id.Index}", vf.Id.Index))],
            }),
            Services = host.Services with { OpenVswitch = ImmutableDictionary<string, string>.Empty.Add("hw-offload", "true") },
        };
    }

    /// <summary>Everything that can be known of a host, and all of it good.</summary>
    /// <param name="host">The host.</param>
    public static Examination Of(ObservedHost host) => new()
    {
        ReadAt = DateTimeOffset.UnixEpoch.AddHours(1),
        Host = host,
        Platform = new PlatformFacts
        {
            Cpu = CpuVendor.Intel,
            HasVirtualization = true,
            IsVirtualMachine = false,
            AcpiTables = ["APIC", "DMAR", "DSDT", "FACP"],
            IommuGroups = 40,
            IommuUnits = 2,
            KernelRelease = "6.12.9-amd64",
            Lockdown = "[none] integrity confidentiality",
            HasNoIommuDevices = false,
        },
        Boot = new BootFacts { Running = Line("/proc/cmdline", Arguments), Configured = [Line("/etc/default/grub", Arguments)] },
        Modules = new ModuleFacts
        {
            Loaded = ["igb", "mlx5_core", "vfio", "vfio_pci", "vfio_iommu_type1"],
            BuiltIn = ["ext4", "pcieport"],
            Parameters = ImmutableDictionary<string, string>.Empty
                .Add("igb.max_vfs", "0").Add("vfio.enable_unsafe_noiommu_mode", "N").Add("vfio_iommu_type1.allow_unsafe_interrupts", "N"),
        },
        Services = new ServiceFacts { Running = ["systemd-networkd", "virtqemud"], UdevQueueBusy = false },
        Log = new KernelLog([new("Linux version 6.12.9"), new("DMAR-IR: Enabled IRQ remapping in x2apic mode")], FromBoot: true),
        Groups = [.. host.Pfs.SelectMany(Groups)],
        Functions = host.Pfs.SelectMany(Functions).ToImmutableDictionary(function => function.Address),
        Netdevs = host.Pfs.SelectMany(pf => pf.Netdevs.Concat(pf.Vfs.SelectMany(vf => vf.Netdevs))).ToImmutableDictionary(
            netdev => netdev.Name,
            netdev => new NetdevFacts(netdev.Name)
            {
                HwTcOffload = true,
                FdbEntries = 1,
                IsPromiscuous = false,
                NetworkManagerManaged = false,
                MacOrigin = MacOrigin.Permanent,
            }),
        Guests = host.Guests.ToImmutableDictionary(
            guest => guest.Uuid,
            _ => new GuestFacts
            {
                LockableBytes = 4UL << 30,
                HasIommu = false,
                PostCopy = false,
                Teamings = [new("ua-net0", "ua-net1"), new("ua-net1", null)],
            }),
        Intents = [.. host.Pfs.Select(pf => Intent(pf) with { VendorId = pf.VendorId, DeviceId = pf.DeviceId, IsUp = true })],
    };

    /// <summary>What was recorded of a PF, as it is.</summary>
    public static RecordedIntent Intent(ObservedPf pf) => new(pf.Address, "/etc/vfleet/host.yaml") { Vfs = pf.NumVfs, Netdev = pf.Name };

    /// <summary>A line of kernel arguments, split at spaces.</summary>
    public static BootLine Line(string path, string text) => new(path, text,
        [.. text.Split(' ').Select(word => word.Split('=', 2)).Select(parts => new BootArgument(parts[0], parts.Length > 1 ? parts[1] : null))]);

    private static ObservedPf Port(string name, PciAddress address)
    {
        var pf = Given.Pf(name, address.ToString(), vfs: 2, total: 8) with
        {
            VendorId = 0x15b3,
            DeviceId = 0x1017,
            Driver = "mlx5_core",
            EswitchMode = "switchdev",
            Facts = new DriverFacts { LinkState = true, MinRate = true, MaxRate = true, Trust = true, SpoofCheck = true, VfDriver = "mlx5_core" },
        };

        // The VFs of the second port follow those of the first.
        var offset = 2 + (6 * address.Function);
        return pf with
        {
            Offset = offset,
            Stride = 1,
            Vfs = [.. pf.Vfs.Select(vf => vf.OnHost($"{name}v{vf.Id.Index}", "mlx5_core") with
            {
                Address = address.VirtualFunction(offset, 1, vf.Id.Index)!.Value,
            })],
        };
    }

    private static IEnumerable<GroupFacts> Groups(ObservedPf pf) => pf.Vfs
        .Select(vf => Group(vf.IommuGroup, vf.Address, vf.Driver)).Prepend(Group(pf.IommuGroup, pf.Address, pf.Driver)).OfType<GroupFacts>();

    private static GroupFacts? Group(int? number, PciAddress address, string? driver) => number is null ? null : new GroupFacts(number.Value)
    {
        Type = "identity",
        Members = [new GroupMember(address, 0x020000, driver)],
        Reserved = [new ReservedRegion(0xfee00000, 0xfeefffff, "msi")],
    };

    private static IEnumerable<FunctionFacts> Functions(ObservedPf pf)
    {
        yield return new FunctionFacts(pf.Address)
        {
            VendorId = pf.VendorId,
            DeviceId = pf.DeviceId,
            ClassCode = pf.ClassCode,
            Driver = pf.Driver,
            MatchingModules = [pf.Driver ?? "igb"],
            VariantModules = [],
            ResetMethods = ["flr", "bus"],
            HasSriov = true,
            Sriov = new SriovCapability(
                (ushort)pf.TotalVfs, (ushort)pf.TotalVfs, (ushort)pf.NumVfs, (byte)pf.Address.RoutingId, (ushort)pf.Offset!.Value,
                (ushort)pf.Stride!.Value, 0x10ca, pf.NumVfs > 0, AriHierarchy: true),
            VfBars =
            [
                new(0, 0xe0000000, 0xe001bfff, 0x140204), new(1, 0, 0, 0), new(2, 0, 0, 0),
                new(3, 0xe0020000, 0xe003bfff, 0x140204), new(4, 0, 0, 0), new(5, 0, 0, 0),
            ],
            Upstream = new UpstreamPort(PciAddress.Parse("0000:00:01.0"))
            {
                HasAcs = true,
                AcsControl = 0x1d,
                AriSupported = true,
                AriEnabled = true,
                SubordinateBus = (byte)(pf.Address.Bus + 1),
            },
        };
        foreach (var vf in pf.Vfs)
        {
            yield return new FunctionFacts(vf.Address)
            {
                VendorId = vf.VendorId,
                DeviceId = vf.DeviceId,
                ClassCode = 0x020000,
                Driver = vf.Driver,
                PhysicalFunction = pf.Address,
                MatchingModules = [pf.Facts.VfDriver ?? "igbvf"],
                VariantModules = [],
                ResetMethods = ["flr"],
            };
        }
    }
}
