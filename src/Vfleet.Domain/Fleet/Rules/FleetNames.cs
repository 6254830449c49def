using Vfleet.Domain.Problems;
using Vfleet.Primitives;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>The names that only one may have, as the store has them: what it is a name of, where it is unique, and the name.</summary>
public static class FleetNames
{
    /// <summary>The name of a data centre.</summary>
    /// <param name="dataCenter">The data centre.</param>
    /// <returns>It.</returns>
    public static IEnumerable<string> Of(DataCenter dataCenter) => [$"datacenter:{dataCenter.Name}"];

    /// <summary>The name of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <returns>It.</returns>
    public static IEnumerable<string> Of(Cluster cluster) => [$"cluster:{cluster.DataCenterId:D}:{cluster.Name}"];

    /// <summary>The name of a network.</summary>
    /// <param name="network">The network.</param>
    /// <returns>It.</returns>
    public static IEnumerable<string> Of(Network network) => [$"network:{network.DataCenterId:D}:{network.Name}"];

    /// <summary>The name of a vNIC profile.</summary>
    /// <param name="profile">The vNIC profile.</param>
    /// <returns>It.</returns>
    public static IEnumerable<string> Of(VnicProfile profile) => [$"profile:{profile.NetworkId:D}:{profile.Name}"];

    /// <summary>The name of a MAC pool, and its place as the only one of its data centre.</summary>
    /// <param name="pool">The MAC pool.</param>
    /// <returns>Them.</returns>
    public static IEnumerable<string> Of(MacPool pool) => [$"macpool:{pool.Name}", PlaceOf(pool)];

    /// <summary>The name of a host, in lower case as DNS compares it.</summary>
    /// <param name="host">The host.</param>
    /// <returns>It.</returns>
    public static IEnumerable<string> Of(FleetHost host) => [$"host:{host.Name.ToLowerInvariant()}"];

    /// <summary>The name of a VM and the MAC addresses of its plugged vNICs.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="view">Where its cluster is found; while there is none, the VM has no name.</param>
    /// <returns>Them, each once.</returns>
    public static IEnumerable<string> Of(Vm vm, IFleetView view)
    {
        var macs = vm.Nics.Where(nic => nic.IsPlugged && nic.Mac.IsUnicast).Select(nic => Of(nic.Mac)).Distinct(StringComparer.Ordinal);
        return NameOf(vm, view) is { } name ? [name, .. macs] : macs;
    }

    /// <summary>The problem that another has a name.</summary>
    /// <param name="key">The name, as the other members write it.</param>
    /// <returns>It.</returns>
    public static Problem Taken(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon < 0 ? ("", key) : (key[..colon], key[(colon + 1)..]);
        return kind switch
        {
            "datacenter" => Another(FleetCode.DataCenterNameInUse, "data centre", rest),
            "cluster" => Another(FleetCode.ClusterNameInUse, "cluster of the data centre", Inner(rest)),
            "network" => Another(FleetCode.NetworkNameInUse, "network of the data centre", Inner(rest)),
            "profile" => Another(FleetCode.ProfileNameInUse, "vNIC profile of the network", Inner(rest)),
            "macpool" => Another(FleetCode.NameInUse, "MAC pool", rest),
            "macpoolof" => new Problem(
                FleetCode.MacPoolTaken,
                rest.Length == 0 ? "there is a MAC pool already for data centres without an own one" : "the data centre has a MAC pool already",
                "change that pool, or remove it first",
                "dataCenter"),
            "host" => Another(FleetCode.NameInUse, "host", rest),
            "vm" => Another(FleetCode.NameInUse, "VM of the data centre", Inner(rest)),
            "mac" => TakenMac(rest, "nics"),
            _ => Another(FleetCode.NameInUse, kind, rest),
        };
    }

    /// <summary>The name that a MAC address is, while a plugged vNIC has it.</summary>
    /// <param name="mac">The address.</param>
    /// <returns>The name.</returns>
    public static string Of(MacAddress mac) => $"mac:{mac}";

    internal static string PlaceOf(MacPool pool) => $"macpoolof:{pool.DataCenterId:D}";

    internal static string? NameOf(Vm vm, IFleetView view) =>
        view.TryGet(vm.ClusterId, out Cluster? cluster) ? $"vm:{cluster.DataCenterId:D}:{vm.Name}" : null;

    internal static Problem TakenMac(string mac, string path) => new(
        FleetCode.VnicMacInUse,
        $"another plugged vNIC has the MAC address {mac}",
        "leave the MAC address out to be given one of the pool, or unplug the other vNIC",
        path);

    private static Problem Another(ProblemCode code, string what, string name) =>
        new(code, $"another {what} is called '{name}'", "choose another name", "name");

    private static string Inner(string scoped) => scoped[(scoped.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
