using System.Globalization;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.TestKit.FakeSysfs;

/// <summary>
/// A host as a directory that looks like the kernel's files, with the links that real ones have. Delete-on-dispose.
/// <code>
/// using var host = new FakeHost().AddPf("0000:01:00.0", netdev: "enp1s0");
/// var kernel = new FakeSysfsKernel(host);           // an ISysfsWriter that reacts as the kernel does
/// var topology = PciTopology.Read(host.Root);
/// </code>
/// </summary>
public sealed class FakeHost : IDisposable
{
    private readonly Dictionary<PciAddress, FakePf> _pfs = [];
    private int _nextGroup;
    private int _nextIndex = 2;

    public FakeHost(string? directory = null)
    {
        Files = new TreeFiles(directory ?? Path.Combine(Temporary, "vfleet-host-" + Guid.NewGuid().ToString("N")));
        Files.MakeDirectory("sys/bus/pci/devices");
        Files.MakeDirectory("sys/class/net");
        Files.MakeDirectory("proc");
        Files.Write("sys/bus/pci/drivers_probe", "");
        foreach (var driver in new[] { "vfio-pci", "pcieport", "igb", "igbvf" })
        {
            _ = AddDriver(driver);
        }

        Root = SysfsRoot.Open(Files.Directory);
    }

    // A host is hundreds of small files: in memory where the machine lets us.
    private static string Temporary => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public TreeFiles Files { get; }

    public SysfsRoot Root { get; }

    public IReadOnlyDictionary<PciAddress, FakePf> Pfs => _pfs;

    public void Dispose()
    {
        Root.Dispose();
        Directory.Delete(Files.Directory, recursive: true);
    }

    public FakeHost AddPf(
        string address,
        string? driver = "igb",
        int totalVfs = 7,
        string? netdev = null,
        int vfs = 0,
        int numaNode = -1) =>
        AddPf(new FakePf
        {
            Address = PciAddress.Parse(address),
            Driver = driver,
            TotalVfs = totalVfs,
            Netdevs = netdev is null ? [] : [netdev],
            VfNetdev = netdev is null ? null : netdev + "v{0}",
            NumaNode = numaNode,
        }, vfs);

    public FakeHost AddPf(FakePf pf, int vfs = 0)
    {
        if (pf.Port is { } port)
        {
            AddPort(port);
        }

        _pfs.Add(pf.Address, pf);
        var device = DevicePath(pf.Address);
        AddFunction(pf.Address, device, pf.Vendor, pf.Device, pf.Class, pf.NumaNode, pf.Iommu, pf.ResetMethods);
        Files.Write($"{device}/sriov_totalvfs", Line(pf.TotalVfs));
        Files.Write($"{device}/sriov_numvfs", "0\n");
        Files.Write($"{device}/sriov_offset", Line(pf.VfOffset));
        Files.Write($"{device}/sriov_stride", Line(pf.VfStride));
        Files.Write($"{device}/sriov_vf_device", pf.VfDevice.ToString("x", CultureInfo.InvariantCulture) + "\n");
        Files.Write($"{device}/sriov_drivers_autoprobe", "1\n");
        if (pf.Driver is not null)
        {
            BindDriver(pf.Address, pf.Driver);
        }

        foreach (var netdev in pf.Netdevs)
        {
            AddNetdev(pf.Address, netdev);
        }

        if (vfs > 0)
        {
            CreateVfs(pf.Address, vfs, probe: true);
        }

        return this;
    }

    public FakeHost AddDriver(string driver)
    {
        Files.Write($"sys/bus/pci/drivers/{driver}/bind", "");
        Files.Write($"sys/bus/pci/drivers/{driver}/unbind", "");
        return this;
    }

    /// <summary>Where a function's directory is: below its port, below its root bus.</summary>
    public string DevicePath(PciAddress address)
    {
        var known = new FileInfo(Files.At($"sys/bus/pci/devices/{address}")).LinkTarget;
        if (known is not null)
        {
            return Path.GetRelativePath(Files.Directory, Path.GetFullPath(known, Files.At("sys/bus/pci/devices")));
        }

        var bus = $"sys/devices/pci{address.Domain:x4}:00";
        return _pfs.TryGetValue(address, out var pf) && pf.Port is { } port ? $"{bus}/{port}/{address}" : $"{bus}/{address}";
    }

    /// <summary>Gives a function an interface, as its driver does.</summary>
    public FakeHost AddNetdev(PciAddress function, string name, string address = "52:54:00:00:00:01", int mtu = 1500)
    {
        var directory = $"{DevicePath(function)}/net/{name}";
        Files.Write($"{directory}/address", address + "\n");
        Files.Write($"{directory}/ifindex", Line(_nextIndex++));
        Files.Write($"{directory}/mtu", Line(mtu));
        Files.Write($"{directory}/flags", "0x1003\n");
        Files.Write($"{directory}/operstate", "up\n");
        Files.Write($"{directory}/carrier", "1\n");
        Files.Write($"{directory}/speed", "1000\n");
        Files.Write($"{directory}/dev_port", "0\n");
        Files.Write($"{directory}/dev_id", "0x0\n");
        Files.Write($"{directory}/type", "1\n");
        Files.Write($"{directory}/uevent", $"INTERFACE={name}\nIFINDEX={_nextIndex - 1}\n");
        Files.Link($"{directory}/device", DevicePath(function));
        Files.Link($"sys/class/net/{name}", directory);
        return this;
    }

    /// <summary>Adds an interface that no device backs: a bridge, bond, VLAN, macvtap and so on.</summary>
    public FakeHost AddVirtualNetdev(string name, string? kind = null, string address = "52:54:00:00:00:02")
    {
        var directory = $"sys/devices/virtual/net/{name}";
        Files.Write($"{directory}/address", address + "\n");
        Files.Write($"{directory}/ifindex", Line(_nextIndex++));
        Files.Write($"{directory}/mtu", "1500\n");
        Files.Write($"{directory}/flags", "0x1003\n");
        Files.Write($"{directory}/operstate", "up\n");
        Files.Write($"{directory}/type", "1\n");
        Files.Write($"{directory}/uevent", $"{(kind is null ? "" : $"DEVTYPE={kind}\n")}INTERFACE={name}\nIFINDEX={_nextIndex - 1}\n");
        if (kind is "bridge" or "bond")
        {
            Files.MakeDirectory($"{directory}/{(kind == "bond" ? "bonding" : kind)}");
        }

        Files.Link($"sys/class/net/{name}", directory);
        return this;
    }

    /// <summary>Puts one interface above another: as its master (bridge, bond, ovs-system) or as its user (VLAN, macvtap).</summary>
    public FakeHost Stack(string lower, string upper, bool asMaster)
    {
        Files.Link($"{NetdevPath(lower)}/upper_{upper}", NetdevPath(upper));
        Files.Link($"{NetdevPath(upper)}/lower_{lower}", NetdevPath(lower));
        if (asMaster)
        {
            Files.Link($"{NetdevPath(lower)}/master", NetdevPath(upper));
        }

        return this;
    }

    public string NetdevPath(string name) =>
        Path.GetRelativePath(
            Files.Directory,
            Path.GetFullPath(new FileInfo(Files.At($"sys/class/net/{name}")).LinkTarget!, Files.At("sys/class/net")));

    /// <summary>Makes VFs as the kernel would, without any check.</summary>
    public void CreateVfs(PciAddress address, int count, bool probe)
    {
        var pf = _pfs[address];
        var device = DevicePath(address);
        for (var index = 0; index < count; index++)
        {
            var vf = address.VirtualFunction(pf.VfOffset, pf.VfStride, index)!.Value;
            var path = $"{Path.GetDirectoryName(device)}/{vf}";
            AddFunction(vf, path, pf.Vendor, pf.VfDevice, pf.Class, pf.NumaNode, pf.Iommu, pf.ResetMethods);
            Files.Link($"{path}/physfn", device);
            Files.Link($"{device}/virtfn{index}", path);
            if (probe && Files.Exists($"sys/bus/pci/drivers/{pf.VfDriver}"))
            {
                BindDriver(vf, pf.VfDriver);
            }
        }

        Files.Write($"{device}/sriov_numvfs", Line(count));
    }

    /// <summary>Takes all VFs of a PF away, without any check.</summary>
    public void RemoveVfs(PciAddress address)
    {
        var device = DevicePath(address);
        foreach (var name in Files.Names(device).Where(name => name.StartsWith("virtfn", StringComparison.Ordinal)).ToList())
        {
            RemoveFunction(PciAddress.Parse(Files.LinkName($"{device}/{name}")!));
            Files.Delete($"{device}/{name}");
        }

        Files.Write($"{device}/sriov_numvfs", "0\n");
    }

    /// <summary>Takes a function away, as a hot unplug does.</summary>
    public void RemoveFunction(PciAddress address)
    {
        UnbindDriver(address);
        var device = DevicePath(address);
        foreach (var netdev in Files.Names($"{device}/net").ToList())
        {
            Files.Delete($"sys/class/net/{netdev}");
        }

        if (Files.LinkName($"{device}/iommu_group") is { } group)
        {
            Files.Delete($"sys/kernel/iommu_groups/{group}");
        }

        Files.Delete($"sys/bus/pci/devices/{address}");
        Files.Delete(device);
        _ = _pfs.Remove(address);
    }

    /// <summary>The driver that has a function, or null.</summary>
    public string? DriverOf(PciAddress address) => Files.LinkName($"{DevicePath(address)}/driver");

    /// <summary>The PF of a VF, with the VF's index; null when it is no VF.</summary>
    public (FakePf Pf, int Index)? PhysicalOf(PciAddress vf)
    {
        if (Files.LinkName($"{DevicePath(vf)}/physfn") is not { } name || !_pfs.TryGetValue(PciAddress.Parse(name), out var pf))
        {
            return null;
        }

        return (pf, Enumerable.Range(0, pf.TotalVfs).First(index => pf.Address.VirtualFunction(pf.VfOffset, pf.VfStride, index) == vf));
    }

    /// <summary>Gives a function to a driver, with the interface that a VF's own driver makes.</summary>
    public void BindDriver(PciAddress address, string driver)
    {
        var device = DevicePath(address);
        _ = AddDriver(driver);
        Files.Link($"{device}/driver", $"sys/bus/pci/drivers/{driver}");
        Files.Link($"sys/bus/pci/drivers/{driver}/{address}", device);
        WriteUevent(address);
        if (PhysicalOf(address) is { } owner && driver == owner.Pf.VfDriver && owner.Pf.VfNetdev is { } pattern)
        {
            var name = string.Format(CultureInfo.InvariantCulture, pattern, owner.Index);
            _ = AddNetdev(address, name, $"02:00:{owner.Pf.Address.Bus:x2}:{owner.Pf.Address.Function:x2}:00:{owner.Index:x2}");
        }
    }

    /// <summary>Takes a function from its driver, and the driver's interfaces with it.</summary>
    public void UnbindDriver(PciAddress address)
    {
        if (DriverOf(address) is not { } driver)
        {
            return;
        }

        var device = DevicePath(address);
        Files.Delete($"sys/bus/pci/drivers/{driver}/{address}");
        Files.Delete($"{device}/driver");
        foreach (var netdev in Files.Names($"{device}/net").ToList())
        {
            Files.Delete($"sys/class/net/{netdev}");
        }

        Files.Delete($"{device}/net");
        WriteUevent(address);
    }

    private void AddPort(PciAddress port)
    {
        if (!Files.Exists($"sys/bus/pci/devices/{port}"))
        {
            AddFunction(port, $"sys/devices/pci{port.Domain:x4}:00/{port}", 0x1b36, 0x000c, 0x060400, -1, iommu: true, "");
            BindDriver(port, "pcieport");
        }
    }

    private void AddFunction(
        PciAddress address, string path, ushort vendor, ushort device, uint code, int numaNode, bool iommu, string resetMethods)
    {
        Files.Write($"{path}/vendor", $"0x{vendor:x4}\n");
        Files.Write($"{path}/device", $"0x{device:x4}\n");
        Files.Write($"{path}/subsystem_vendor", $"0x{vendor:x4}\n");
        Files.Write($"{path}/subsystem_device", "0x0001\n");
        Files.Write($"{path}/class", $"0x{code:x6}\n");
        Files.Write($"{path}/numa_node", Line(numaNode));
        Files.Write($"{path}/driver_override", "(null)\n");
        Files.Write($"{path}/power_state", "D0\n");
        Files.Write(
            $"{path}/modalias",
            $"pci:v{vendor:X8}d{device:X8}sv{vendor:X8}sd00000001bc{code >> 16:X2}sc{(code >> 8) & 0xff:X2}i{code & 0xff:X2}\n");
        if (resetMethods.Length > 0)
        {
            Files.Write($"{path}/reset_method", resetMethods + "\n");
            Files.Write($"{path}/reset", "");
        }

        Files.Link($"sys/bus/pci/devices/{address}", path);
        WriteUevent(address);
        if (iommu)
        {
            var group = _nextGroup++;
            Files.Write($"sys/kernel/iommu_groups/{group}/type", "DMA-FQ\n");
            Files.Link($"sys/kernel/iommu_groups/{group}/devices/{address}", path);
            Files.Link($"{path}/iommu_group", $"sys/kernel/iommu_groups/{group}");
        }
    }

    private void WriteUevent(PciAddress address)
    {
        var device = DevicePath(address);
        string Id(string name) => Files.Read($"{device}/{name}")![2..].ToUpperInvariant();
        var driver = DriverOf(address) is { } name ? $"DRIVER={name}\n" : "";
        Files.Write(
            $"{device}/uevent",
            $"{driver}PCI_CLASS={Id("class").TrimStart('0')}\nPCI_ID={Id("vendor")}:{Id("device")}\n"
            + $"PCI_SUBSYS_ID={Id("subsystem_vendor")}:{Id("subsystem_device")}\nPCI_SLOT_NAME={address}\nMODALIAS={Files.Read($"{device}/modalias")}\n");
    }

    private static string Line(int value) => value.ToString(CultureInfo.InvariantCulture) + "\n";
}
