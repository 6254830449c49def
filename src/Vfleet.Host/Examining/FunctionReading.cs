using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Linux.Net;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Examining;

/// <summary>PFs, VFs and other network functions as config space and the small files of sysfs tell them.</summary>
/// <param name="root">The host.</param>
internal sealed class FunctionReading(SysfsRoot root)
{
    private readonly Dictionary<PciAddress, UpstreamPort> _ports = [];

    public ImmutableDictionary<PciAddress, FunctionFacts> Read(ObservedHost host)
    {
        var found = new List<FunctionFacts>();
        var known = new HashSet<PciAddress>();
        foreach (var pf in host.Pfs)
        {
            _ = known.Add(pf.Address);
            found.Add(Physical(pf));
            foreach (var vf in pf.Vfs)
            {
                _ = known.Add(vf.Address);
                found.Add(Virtual(pf, vf));
            }
        }

        found.AddRange(Others(root, known).Select(Other));
        var aliases = ModuleAliases.Read(root, found.Select(function => function.Modalias).OfType<string>());
        return found.ToImmutableDictionary(function => function.Address, function => function with
        {
            MatchingModules = aliases is null || function.Modalias is null ? default : aliases.Modules(function.Modalias),
            VariantModules = aliases is null || function.Modalias is null ? default : aliases.Variants(function.Modalias),
        });
    }

    /// <summary>Network functions that are neither PF nor VF: some lack only what makes a PF.</summary>
    /// <param name="root">The host.</param>
    /// <param name="known">PFs and VFs.</param>
    /// <returns>The functions.</returns>
    public static IEnumerable<PciFunction> Others(SysfsRoot root, HashSet<PciAddress> known) =>
        from name in root.List(PciTopology.DevicesPath)
        let address = PciAddress.TryParse(name, out var parsed) ? parsed : (PciAddress?)null
        where address is not null && !known.Contains(address.Value)
        let function = PciTopology.ReadFunction(root, address.Value)
        where function is { IsNetworkController: true }
        select function;

    private FunctionFacts Physical(ObservedPf pf)
    {
        var facts = WithConfig(new FunctionFacts(pf.Address)
        {
            VendorId = pf.VendorId,
            DeviceId = pf.DeviceId,
            ClassCode = pf.ClassCode,
            Driver = pf.Driver,
            VfBars = ResourceRows.VfBars(root, pf.Address),
            InfiniBandPorts = Ports(pf.Address),
        });

        // Without root config space ends before the capability; the file that only PFs have tells as well.
        return facts with { HasSriov = facts.HasSriov ?? true };
    }

    private FunctionFacts Virtual(ObservedPf pf, ObservedVf vf) => WithFiles(new FunctionFacts(vf.Address)
    {
        VendorId = vf.VendorId,
        DeviceId = vf.DeviceId,
        ClassCode = pf.ClassCode,
        Driver = vf.Driver,
        PhysicalFunction = pf.Address,

        // Only InfiniBand has a subnet manager that ports wait for.
        InfiniBandPorts = IsInfiniBand(pf.ClassCode) ? Ports(vf.Address) : [],
    });

    /// <summary>Whether a class code is that of an InfiniBand controller (include/linux/pci_ids.h, PCI_CLASS_NETWORK_INFINIBAND).</summary>
    /// <param name="classCode">The code, 24 bits.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsInfiniBand(uint classCode) => classCode >> 8 == 0x0207;

    private ImmutableArray<InfiniBandPort> Ports(PciAddress function) =>
    [
        .. InfinibandDevice.OfFunction(root, function).SelectMany(device => device.Ports.Select(port => new InfiniBandPort(
            $"{device.Name}/{port.Number}", port.State ?? "unknown", port.LinkLayer ?? "unknown"))),
    ];

    private FunctionFacts Other(PciFunction function) => WithConfig(new FunctionFacts(function.Address)
    {
        VendorId = function.Vendor,
        DeviceId = function.Device,
        ClassCode = function.Class,
        Driver = function.Driver,
    });

    private FunctionFacts WithConfig(FunctionFacts function)
    {
        var config = ConfigSpace.Read(root, function.Address);
        return WithFiles(function) with
        {
            HasSriov = config.HasExtended ? config.Extended(PciConfigSpace.SrIov) is not null : null,
            Sriov = ConfigSpace.Sriov(config),
            Serial = ConfigSpace.Serial(config),
            Upstream = Port(function.Address),
            IsOnRootBus = UpstreamPorts.IsOnRootBus(root, function.Address),
        };
    }

    private FunctionFacts WithFiles(FunctionFacts function)
    {
        var path = PciTopology.PathOf(function.Address);
        return function with
        {
            Modalias = root.TryReadText($"{path}/modalias", out var alias) == Errno.None && alias.Length > 0 ? alias : null,
            ResetMethods = root.TryReadText($"{path}/reset_method", out var methods) == Errno.None
                ? [.. methods.Split(' ', StringSplitOptions.RemoveEmptyEntries)]
                : default,
        };
    }

    private UpstreamPort? Port(PciAddress function)
    {
        if (UpstreamPorts.Of(root, function) is not { } address)
        {
            return null;
        }

        if (!_ports.TryGetValue(address, out var port))
        {
            _ports[address] = port = ConfigSpace.Port(address, ConfigSpace.Read(root, address));
        }

        return port;
    }
}
