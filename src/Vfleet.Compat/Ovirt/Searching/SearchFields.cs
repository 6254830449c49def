using System.Collections.Frozen;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;

namespace Vfleet.Compat.Ovirt.Searching;

/// <summary>What an item's field holds.</summary>
/// <param name="item">The item.</param>
/// <param name="state">The fleet.</param>
/// <param name="wanted">What is looked for.</param>
/// <returns>Its values.</returns>
internal delegate IEnumerable<string?> SearchField(Element item, FleetState state, string wanted);

/// <summary>What items can be searched by: the fields of oVirt's search that there is something for here.</summary>
internal static class SearchFields
{
    private static readonly SearchField s_dataCenter = (item, state, _) => [NameOf(state, FleetKinds.DataCenters, item.Find("data_center")?.Id)];
    private static readonly SearchField s_cluster = (item, state, _) => [NameOf(state, FleetKinds.Clusters, item.Find("cluster")?.Id)];

    private static readonly SearchField s_network = (item, state, _) => [NameOf(state, FleetKinds.Networks, item.Find("network")?.Id)];

    private static readonly SearchField s_clustersDataCenter = (item, state, _) =>
        [item.Find("cluster")?.Id is { } id && state.Clusters.Find(id) is { } cluster ? NameOf(state, FleetKinds.DataCenters, FleetKinds.Text(cluster.DataCenterId)) : null];

    // By item and field; what all items have stands under the item "".
    private static readonly FrozenDictionary<(string Item, string Field), SearchField> s_fields = new Dictionary<(string, string), SearchField>
    {
        [("", "name")] = Text("name"),
        [("", "id")] = (item, _, _) => [item.Id],
        [("", "description")] = Text("description"),
        [("", "comment")] = Text("comment"),
        [("data_center", "status")] = Text("status"),
        [("data_center", "clusters.name")] = (item, state, _) =>
            state.Clusters.Values.Where(cluster => FleetKinds.Text(cluster.DataCenterId) == item.Id).Select(cluster => cluster.Name),
        [("cluster", "datacenter")] = s_dataCenter,
        [("network", "datacenter")] = s_dataCenter,
        [("network", "vlanid")] = (item, _, _) => [item.Find("vlan")?.Id],
        [("network", "mtu")] = Text("mtu"),
        [("network", "vmnetwork")] = (item, _, _) => [item.Find("usages")?.Children.Any(usage => usage.Text == "vm") == true ? "true" : "false"],
        [("network", "cluster_network.cluster_name")] = (item, state, _) => state.Networks.Find(item.Id ?? "") is { } network
            ? state.Clusters.Values.Where(network.IsIn).Select(cluster => cluster.Name)
            : [],
        [("vnic_profile", "network_name")] = s_network,
        [("host", "status")] = Text("status"),
        [("host", "address")] = Text("address"),
        [("host", "cluster")] = s_cluster,
        [("host", "datacenter")] = s_clustersDataCenter,
        [("vm", "status")] = Text("status"),
        [("vm", "cluster")] = s_cluster,
        [("vm", "datacenter")] = s_clustersDataCenter,
        [("vm", "host")] = (item, state, _) => [NameOf(state, FleetKinds.Hosts, item.Find("host")?.Id)],
        [("template", "datacenter")] = (_, _, wanted) => [wanted],
        [("template", "cluster")] = (_, _, wanted) => [wanted],
        [("template", "vm.name")] = (_, state, wanted) => state.IdsNamed(FleetKinds.Vms, wanted).Any() ? [wanted] : [],
        [("user", "usrname")] = Text("user_name"),
        [("event", "severity")] = Text("severity"),
        [("event", "type")] = Text("code"),
        [("event", "message")] = Text("description"),
        [("event", "event_host")] = Text("host/name"),
        [("event", "event_vm")] = Text("vm/name"),
        [("event", "time")] = Text("time"),
        [("event", "correlation_id")] = Text("correlation_id"),
    }.ToFrozenDictionary();

    /// <summary>What items of a sort can be searched by.</summary>
    /// <param name="item">Their tag.</param>
    /// <returns>The fields, in order of name.</returns>
    public static IEnumerable<string> Known(string item) =>
        s_fields.Keys.Where(key => key.Item.Length == 0 || key.Item == item).Select(key => key.Field).Order(StringComparer.Ordinal);

    /// <summary>Finds a field.</summary>
    /// <param name="item">The items' tag.</param>
    /// <param name="name">The field, in lower case.</param>
    /// <returns>It; null when there is none.</returns>
    public static SearchField? Find(string item, string name) =>
        Own(item, name) ?? (name.EndsWith(".name", StringComparison.Ordinal) ? Own(item, name[..^".name".Length]) : null) ?? Own(item, name.Replace("vms.", "vm.", StringComparison.Ordinal));

    private static SearchField? Own(string item, string name) =>
        s_fields.TryGetValue((item, name), out var own) ? own : s_fields.TryGetValue(("", name), out var all) ? all : null;

    private static SearchField Text(string path) => (item, _, _) => [item.Find(path)?.Text];

    private static string? NameOf<T>(FleetState state, FleetKind<T> kind, string? id)
        where T : class => id is not null && state.Of(kind).Find(id) is { } found ? kind.Name(found) : null;
}
