using Vfleet.Linux.Pci;

namespace Vfleet.Host.Reading;

/// <summary>Names of functions; each id is looked up once, for all VFs of a card have the same.</summary>
/// <param name="ids">The PCI id database.</param>
internal sealed class ModelNames(PciIds ids)
{
    private readonly Dictionary<(ushort Vendor, ushort Device), string?> _devices = [];
    private readonly Dictionary<ushort, string?> _vendors = [];

    public string? Vendor(PciFunction function)
    {
        if (!_vendors.TryGetValue(function.Vendor, out var name))
        {
            _vendors[function.Vendor] = name = ids.Vendor(function.Vendor);
        }

        return name;
    }

    public string? Device(PciFunction function)
    {
        var key = (function.Vendor, function.Device);
        if (!_devices.TryGetValue(key, out var name))
        {
            _devices[key] = name = ids.Device(function.Vendor, function.Device);
        }

        return name;
    }
}
