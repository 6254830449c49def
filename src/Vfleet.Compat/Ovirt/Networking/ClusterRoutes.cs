using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Networking;

/// <summary>Clusters, and which networks they have.</summary>
/// <param name="clusters">The collection.</param>
/// <param name="networks">Shows networks.</param>
internal sealed class ClusterRoutes(Entities<Cluster> clusters, Entities<Network> networks)
{
    private const string Network = "/clusters/{id}/networks/{network}";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes() =>
    [
        .. clusters.All(),
        new("GET", "/clusters/{id}/networks", AccessRole.Viewer, List) { Item = "network" },
        new("POST", "/clusters/{id}/networks", FleetKinds.Networks.Role, AttachAsync),
        new("GET", Network, AccessRole.Viewer, call => Task.FromResult(Named(call, out var cluster) is { } network ? OvirtAnswer.Of(Show(call, cluster!, network)) : OvirtAnswer.NotFound())),
        new("PUT", Network, FleetKinds.Networks.Role, ChangeAsync),
        new("DELETE", Network, FleetKinds.Networks.Role, DetachAsync),
    ];

    /// <summary>The collection of clusters.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>It.</returns>
    public static Entities<Cluster> Entities(TimeProvider time) => new("/clusters", "clusters", "cluster", FleetKinds.Clusters)
    {
        IsSearchable = true,
        Show = (_, item) =>
        {
            var element = Refs.To("cluster", "clusters", item.Id);
            return element
                .Add("name", item.Name)
                .Add("description", item.Description)
                .Link("networks", $"{element.Href}/networks")
                .Link("permissions", $"{element.Href}/permissions")
                .Add(Refs.To("data_center", "datacenters", item.DataCenterId))
                .Add(new Element("cpu").Add("architecture", "x86_64"))
                .Add(new Element("memory_policy").Add(new Element("over_commit").Add("percent", item.MemoryOvercommitPercent)))
                .Add("gluster_service", false)
                .Add("virt_service", true)
                .Add("switch_type", "legacy")
                .Add(Version("version"));
        },
        Read = (call, reading, before) =>
        {
            if (before is null)
            {
                reading.Require("Cluster", "add", "name", "data_center/@id|data_center/name");
            }

            var dataCenter = reading.Find(call, FleetKinds.DataCenters, "data_center", FleetCode.DataCenterUnknown);
            var made = before ?? new Cluster(Guid.CreateVersion7(time.GetUtcNow()), "", Guid.Empty);
            return made with
            {
                Name = reading.Text("name") ?? made.Name,
                Description = reading.Text("description") ?? made.Description,
                DataCenterId = dataCenter?.Id ?? made.DataCenterId,
                MemoryOvercommitPercent = reading.Number("memory_policy/over_commit/percent") ?? made.MemoryOvercommitPercent,
            };
        },
    };

    /// <summary>The compatibility version of clusters and data centres: oVirt 4.5's own.</summary>
    /// <param name="tag">The element's tag.</param>
    /// <returns>The element.</returns>
    public static Element Version(string tag) => new Element(tag).Add("major", 4).Add("minor", 7);

    private Task<OvirtAnswer> List(OvirtCall call) => Task.FromResult(call.Find(FleetKinds.Clusters, "id") is { } cluster
        ? OvirtAnswer.Of(Refs.List("networks", call.All(FleetKinds.Networks).Where(network => network.IsIn(cluster)).Select(network => Show(call, cluster, network))))
        : OvirtAnswer.NotFound());

    private async Task<OvirtAnswer> AttachAsync(OvirtCall call)
    {
        if (call.Find(FleetKinds.Clusters, "id") is not { } cluster)
        {
            return OvirtAnswer.NotFound();
        }

        // The body is the network itself: its id, or its name in the cluster's data centre.
        var reading = new ElementReading(new Element("body").Add(call.Body.Name == "network" ? call.Body : new Element("network") { Id = call.Body.Id }.AddAll(call.Body.Children)));
        reading.Require("Network", "add", "network/@id|network/name");
        var network = reading.Find(call, FleetKinds.Networks, "network", FleetCode.NetworkUnknown, network => network.DataCenterId == cluster.DataCenterId || reading.Reference("network")?.Id is not null);
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        if (network!.IsIn(cluster))
        {
            return Refusals.Of(new Domain.Problems.Problem(
                FleetCode.NetworkAlreadyInCluster, $"the cluster {cluster.Name} has the network {network.Name} already", "nothing needs to be done"));
        }

        var answer = await networks.ChangeAsync(call, network, now => now.IsIn(cluster) ? now : now with { Clusters = [.. now.Clusters ?? [], cluster.Id] });
        return answer is OvirtAnswer.Document ? OvirtAnswer.Made(Show(call, cluster, call.Find(FleetKinds.Networks, network.Id)!)) : answer;
    }

    // What oVirt keeps of a network in a cluster, as whether hosts must have it, there is nothing for here: it is taken and passed over.
    private Task<OvirtAnswer> ChangeAsync(OvirtCall call) =>
        Task.FromResult(Named(call, out var cluster) is { } network ? OvirtAnswer.Of(Show(call, cluster!, network)) : OvirtAnswer.NotFound());

    private async Task<OvirtAnswer> DetachAsync(OvirtCall call)
    {
        if (Named(call, out var cluster) is not { } network)
        {
            return OvirtAnswer.NotFound();
        }

        var state = call.State;
        var answer = await networks.ChangeAsync(call, network, now => now with
        {
            Clusters = [.. (now.Clusters ?? [.. state.Clusters.Values.Where(other => other.DataCenterId == now.DataCenterId).Select(other => other.Id)]).Where(id => id != cluster!.Id)],
        });
        return answer is OvirtAnswer.Document ? new OvirtAnswer.Empty() : answer;
    }

    private static Network? Named(OvirtCall call, out Cluster? cluster)
    {
        cluster = call.Find(FleetKinds.Clusters, "id");
        return cluster is not null && call.Find(FleetKinds.Networks, "network") is { } network && network.IsIn(cluster) ? network : null;
    }

    private Element Show(OvirtCall call, Cluster cluster, Network network)
    {
        var shown = networks.Show(call, network);
        var element = Refs.To("network", $"clusters/{FleetKinds.Text(cluster.Id)}/networks", network.Id)
            .AddAll(shown.Children.Where(child => child.Name is not "usages"))
            .Add(Refs.To("cluster", "clusters", cluster.Id))
            .Add("required", false)
            .Add("display", false);
        return shown.Find("usages") is { } usages ? element.Add(usages) : element;
    }
}
