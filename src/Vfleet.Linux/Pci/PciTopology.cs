using System.Collections.Immutable;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>The SR-IOV functions of a host at one moment.</summary>
/// <param name="PhysicalFunctions">Every function with an SR-IOV capability, by address.</param>
/// <param name="Faults">What could not be read or made no sense; a function that vanished while being read is named here and left out
/// above.</param>
public sealed record PciTopology(ImmutableArray<PhysicalFunction> PhysicalFunctions, ImmutableArray<ReadFault> Faults)
{
    /// <summary>The path of the directory that names every PCI function.</summary>
    public const string DevicesPath = "sys/bus/pci/devices";

    /// <summary>Reads the host. Never throws for what a host shows; see <see cref="Faults"/>.</summary>
    /// <param name="root">The host.</param>
    /// <param name="cancellationToken">Checked between PFs.</param>
    /// <returns>The topology.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PciTopology Read(SysfsRoot root, CancellationToken cancellationToken = default) =>
        new TopologyReader(root).Read(cancellationToken);

    /// <summary>Reads one PF and its VFs.</summary>
    /// <param name="root">The host.</param>
    /// <param name="address">The PF.</param>
    /// <param name="faults">What could not be read.</param>
    /// <returns>The PF, or null when there is no such function or it has no SR-IOV capability.</returns>
    public static PhysicalFunction? ReadPhysicalFunction(SysfsRoot root, PciAddress address, out ImmutableArray<ReadFault> faults)
    {
        var reader = new TopologyReader(root);
        var found = reader.ReadPhysicalFunction(address);
        faults = reader.Faults;
        return found;
    }

    /// <summary>Reads one function of any kind.</summary>
    /// <param name="root">The host.</param>
    /// <param name="address">The function.</param>
    /// <returns>The function, or null when there is none at this address (any more).</returns>
    public static PciFunction? ReadFunction(SysfsRoot root, PciAddress address)
    {
        var faults = ImmutableArray.CreateBuilder<ReadFault>();
        using var directory = root.TryOpenDirectory(PathOf(address), out _);
        return directory is null ? null : FunctionReader.Read(new AttributeReader(directory, faults), address);
    }

    /// <summary>The PF at an address.</summary>
    /// <param name="address">Where.</param>
    /// <returns>The PF, or null.</returns>
    public PhysicalFunction? Find(PciAddress address)
    {
        foreach (var function in PhysicalFunctions)
        {
            if (function.Address == address)
            {
                return function;
            }
        }

        return null;
    }

    /// <summary>The VF at an address, with its PF.</summary>
    /// <param name="address">Where.</param>
    /// <returns>PF and VF, or null when no PF has such a VF.</returns>
    public (PhysicalFunction Pf, VirtualFunction Vf)? FindVirtual(PciAddress address)
    {
        foreach (var pf in PhysicalFunctions)
        {
            foreach (var vf in pf.VirtualFunctions)
            {
                if (vf.Address == address)
                {
                    return (pf, vf);
                }
            }
        }

        return null;
    }

    /// <summary>The PF that has a network interface of this name.</summary>
    /// <param name="netdev">Interface name.</param>
    /// <returns>The PF, or null.</returns>
    public PhysicalFunction? FindByNetdev(string netdev)
    {
        foreach (var function in PhysicalFunctions)
        {
            if (function.Function.Netdevs.Contains(netdev, StringComparer.Ordinal))
            {
                return function;
            }
        }

        return null;
    }

    /// <summary>The directory of a function, relative to the root.</summary>
    public static string PathOf(PciAddress address) => $"{DevicesPath}/{address}";
}
