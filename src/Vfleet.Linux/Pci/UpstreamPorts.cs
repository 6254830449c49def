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
    public static PciAddress? Of(SysfsRoot root, PciAddress address) =>
        Above(root, address) is { } above && PciAddress.TryParse(above, out var port) ? port : null;

    /// <summary>Whether a function sits on a root bus.</summary>
    /// <param name="root">The host.</param>
    /// <param name="address">The function.</param>
    /// <returns>Whether it does; null when its directory cannot be read.</returns>
    public static bool? IsOnRootBus(SysfsRoot root, PciAddress address) => Above(root, address)?.StartsWith("pci", StringComparison.Ordinal);

    // ../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0: the part before the last is the port, or the root bus.
    private static string? Above(SysfsRoot root, PciAddress address) =>
        root.TryReadLink(PciTopology.PathOf(address), out var target) == Errno.None && target.Split('/') is { Length: >= 2 } parts ? parts[^2] : null;
}
