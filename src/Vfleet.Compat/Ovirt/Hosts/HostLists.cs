using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Lists of what belongs to a host or a NIC, as far as the fleet knows it. What it does not know is an empty list: clients walk through them.</summary>
internal static class HostLists
{
    private const long BytesInMebibyte = 1 << 20;

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        OfHost("numanodes", "host_numa_nodes", "host_numa_node", Nodes),
        OfHost("statistics", "statistics", "statistic", Statistics),
        OfHost("unmanagednetworks", "unmanaged_networks", "unmanaged_network", (_, _) => []),
        OfNic("statistics", "statistics", "statistic"),
        OfNic("linklayerdiscoveryprotocolelements", "link_layer_discovery_protocol_elements", "link_layer_discovery_protocol_element"),
    ];

    private static OvirtRoute OfHost(string path, string tag, string item, Func<OvirtCall, HostView, IEnumerable<Element>> items)
    {
        OvirtAnswer List(OvirtCall call) => call.TryHost(out var host, out var refusal) ? OvirtAnswer.Of(new Element(tag) { IsList = true }.AddAll(items(call, host))) : refusal;

        return new("GET", $"/hosts/{{host}}/{path}", AccessRole.Viewer, call => Task.FromResult(List(call))) { Item = item };
    }

    private static OvirtRoute OfNic(string path, string tag, string item)
    {
        OvirtAnswer List(OvirtCall call) => call.TryNic(out _, out _, out var refusal) ? OvirtAnswer.Of(new Element(tag) { IsList = true }) : refusal;

        return new("GET", $"/hosts/{{host}}/nics/{{nic}}/{path}", AccessRole.Viewer, call => Task.FromResult(List(call))) { Item = item };
    }

    private static IEnumerable<Element> Nodes(OvirtCall call, HostView host) => (host.Inventory?.Value.NumaNodes ?? []).Select(node =>
    {
        var id = FleetKinds.Text(NicIds.OfNode(host.Host.Value.Id, node.Node));
        return new Element("host_numa_node") { Id = id, Href = $"{HostElements.HrefOf(host.Host.Value.Id)}/numanodes/{id}" }
            .Add("index", node.Node)
            .Add("memory", node.MemoryMiB)
            .Add(Host(host));
    });

    private static IEnumerable<Element> Statistics(OvirtCall call, HostView host)
    {
        if (host.Inventory?.Value is not { } inventory)
        {
            return [];
        }

        var use = call.State.UseOf(host.Host.Value.Id);
        return
        [
            Statistic(host, "memory.total", "Total memory", "bytes", inventory.MemoryMiB * BytesInMebibyte),
            Statistic(host, "memory.used", "Memory that VMs have", "bytes", use.MemoryMiB * BytesInMebibyte),
            Statistic(host, "memory.free", "Memory that VMs may have yet", "bytes", Math.Max(0, inventory.MemoryMiB - host.Host.Value.ReservedMemoryMiB - use.MemoryMiB) * BytesInMebibyte),
            Statistic(host, "vcpus.used", "Virtual CPUs that VMs have", "none", use.Cpus),
        ];
    }

    private static Element Statistic(HostView host, string name, string description, string unit, long value)
    {
        var id = FleetKinds.Text(NicIds.OfStatistic(host.Host.Value.Id, name));
        return new Element("statistic") { Id = id, Href = $"{HostElements.HrefOf(host.Host.Value.Id)}/statistics/{id}" }
            .Add("name", name)
            .Add("description", description)
            .Add("kind", "gauge")
            .Add("type", "integer")
            .Add("unit", unit)
            .Add(new Element("values") { IsList = true }.Add(new Element("value").Add("datum", value)))
            .Add(Host(host));
    }

    private static Element Host(HostView host) => new("host") { Id = FleetKinds.Text(host.Host.Value.Id), Href = HostElements.HrefOf(host.Host.Value.Id) };
}
