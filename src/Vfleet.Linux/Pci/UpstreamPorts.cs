using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Pci;

/// <summary>Finds the bridge above a function from where its directory hangs.</summary>
public static class UpstreamPorts
{
    /// <summary>The bridge right above a function.</summary>
    /// <param name="root">The host.</param>
    /// <param name="address">The function.</param>
    /// <returns>Its address; null on a root bus.</returns>
    public static PciAddress? Of(SysfsRoot root, PciAddress address)
    {
        // ../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0: the part before the last is the port, or the root bus.
        if (root.TryReadLink(PciTopology.PathOf(address), out var target) != Errno.None)
        {
            return null;
        }

        var parts = target.Split('/');
        return parts.Length >= 2 && PciAddress.TryParse(parts[^2], out var port) ? port : null;
    }
}
