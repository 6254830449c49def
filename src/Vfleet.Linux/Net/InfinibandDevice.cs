using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Linux.Net;

/// <summary>A port of an InfiniBand or RoCE device.</summary>
/// <param name="Number">From 1.</param>
/// <param name="State">ACTIVE, INIT, DOWN and so on; null when unreadable.</param>
/// <param name="LinkLayer">"InfiniBand" or "Ethernet"; null when unreadable.</param>
public sealed record InfinibandPort(int Number, string? State, string? LinkLayer);

/// <summary>What mlx5 shows of one VF's InfiniBand identity: the vendor's driver (MLNX_OFED) has these files, the mainline one has
/// not.</summary>
/// <param name="Index">VF index.</param>
/// <param name="Node">Node GUID as written there; null when unreadable.</param>
/// <param name="Port">Port GUID as written there; null when unreadable.</param>
/// <param name="Policy">Link policy: Up, Down or Follow; null when unreadable.</param>
public sealed record InfinibandVfPolicy(int Index, string? Node, string? Port, string? Policy);

/// <summary>The InfiniBand or RoCE device of a function.</summary>
/// <param name="Name">Such as mlx5_0.</param>
/// <param name="NodeGuid">Such as <c>b8ce:f603:0012:3456</c>; null when unreadable.</param>
/// <param name="Ports">Its ports.</param>
/// <remarks>Attributes: kernel Documentation/ABI/stable/sysfs-class-infiniband.</remarks>
public sealed record InfinibandDevice(string Name, string? NodeGuid, ImmutableArray<InfinibandPort> Ports)
{
    /// <summary>Reads the devices of a function.</summary>
    /// <param name="root">The host.</param>
    /// <param name="function">The function.</param>
    /// <returns>The devices; empty for most cards.</returns>
    public static ImmutableArray<InfinibandDevice> OfFunction(SysfsRoot root, PciAddress function)
    {
        var directory = $"{PciTopology.PathOf(function)}/infiniband";
        return [.. root.List(directory).Select(name => Read(root, $"{directory}/{name}", name))];
    }

    /// <summary>Reads the GUIDs and policies that the vendor's driver shows below <c>device/sriov/N</c>.</summary>
    /// <param name="root">The host.</param>
    /// <param name="physicalFunction">The PF.</param>
    /// <returns>By VF index; empty without that driver.</returns>
    public static ImmutableArray<InfinibandVfPolicy> VfPolicies(SysfsRoot root, PciAddress physicalFunction)
    {
        var directory = $"{PciTopology.PathOf(physicalFunction)}/sriov";
        return
        [
            .. root.List(directory)
                .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)
                .Where(index => index >= 0)
                .Order()
                .Select(index => new InfinibandVfPolicy(
                    index, Text(root, $"{directory}/{index}/node"), Text(root, $"{directory}/{index}/port"), Text(root, $"{directory}/{index}/policy"))),
        ];
    }

    private static InfinibandDevice Read(SysfsRoot root, string directory, string name)
    {
        var ports = root.List($"{directory}/ports")
            .Select(port => int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number > 0)
            .Order()
            .Select(number => new InfinibandPort(
                number, State(Text(root, $"{directory}/ports/{number}/state")), Text(root, $"{directory}/ports/{number}/link_layer")));
        return new InfinibandDevice(name, Text(root, $"{directory}/node_guid"), [.. ports]);
    }

    // "4: ACTIVE"
    private static string? State(string? text) => text?[(text.IndexOf(':') + 1)..].Trim();

    private static string? Text(SysfsRoot root, string path) =>
        root.TryReadText(path, out var text) == Errno.None && text.Length > 0 ? text.Trim() : null;
}
