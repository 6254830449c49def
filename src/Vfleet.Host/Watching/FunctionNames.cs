using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Watching;

/// <summary>What SR-IOV functions are called, also those that are just gone.</summary>
internal sealed class FunctionNames
{
    private readonly SysfsRoot _root;
    private readonly Dictionary<PciAddress, (string Kind, string Name)> _names = [];

    public FunctionNames(SysfsRoot root)
    {
        _root = root;
        Refresh();
    }

    /// <summary>The kind and name of a function; null for functions that have nothing to do with SR-IOV.</summary>
    public (string Kind, string Name)? NameOf(PciAddress address, string action)
    {
        if (action == "add" || !_names.ContainsKey(address))
        {
            Refresh();
        }

        return _names.TryGetValue(address, out var name) ? name : null;
    }

    public void Refresh()
    {
        foreach (var pf in PciTopology.Read(_root).PhysicalFunctions)
        {
            var name = pf.Function.Netdevs is [var netdev, ..] ? netdev : pf.Address.ToString();
            _names[pf.Address] = ("pf", name);
            foreach (var vf in pf.VirtualFunctions)
            {
                _names[vf.Address] = ("vf", $"{name}/{vf.Index}");
            }
        }
    }
}
