using System.Collections.Immutable;
using Vfleet.Linux.Net;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Reading;

/// <summary>InfiniBand ports of a function, as <c>mlx5_0/1 ACTIVE</c>.</summary>
internal static class InfiniBandReading
{
    public static ImmutableArray<string> Ports(SysfsRoot root, PciFunction function) =>
    [
        .. InfinibandDevice.OfFunction(root, function.Address)
            .SelectMany(device => device.Ports.Select(port => $"{device.Name}/{port.Number} {port.State ?? "unknown"}")),
    ];
}
