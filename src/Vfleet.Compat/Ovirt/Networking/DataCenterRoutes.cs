using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Networking;

/// <summary>Data centres, and what belongs to one.</summary>
/// <param name="clusters">Shows clusters.</param>
/// <param name="networks">Shows networks.</param>
/// <param name="time">The clock.</param>
internal sealed class DataCenterRoutes(Entities<Cluster> clusters, Entities<Network> networks, TimeProvider time)
{
    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes() =>
    [
        .. Entities(time).All(),
        new("GET", "/datacenters/{id}/clusters", AccessRole.Viewer, call => Of(call, dataCenter =>
            clusters.Listed(call, call.All(FleetKinds.Clusters).Where(cluster => cluster.DataCenterId == dataCenter.Id)))) { Item = "cluster" },
        new("GET", "/datacenters/{id}/networks", AccessRole.Viewer, call => Of(call, dataCenter =>
            networks.Listed(call, call.All(FleetKinds.Networks).Where(network => network.DataCenterId == dataCenter.Id)))) { Item = "network" },
        new("GET", "/datacenters/{id}/networks/{network}", AccessRole.Viewer, call => Of(call, dataCenter =>
            networks.Shown(call, call.Find(FleetKinds.Networks, "network") is { } network && network.DataCenterId == dataCenter.Id ? network : null))),
    ];

    private static Entities<DataCenter> Entities(TimeProvider time) => new("/datacenters", "data_centers", "data_center", FleetKinds.DataCenters)
    {
        IsSearchable = true,
        Show = Show,
        Read = (_, reading, before) =>
        {
            if (before is null)
            {
                reading.Require("DataCenter", "add", "name");
            }

            return new DataCenter(before?.Id ?? Guid.CreateVersion7(time.GetUtcNow()), reading.Text("name") ?? before?.Name ?? "")
            {
                Description = reading.Text("description") ?? before?.Description ?? "",
            };
        },
    };

    private static Task<OvirtAnswer> Of(OvirtCall call, Func<DataCenter, OvirtAnswer> answer) =>
        Task.FromResult(call.Find(FleetKinds.DataCenters, "id") is { } dataCenter ? answer(dataCenter) : OvirtAnswer.NotFound());

    private static Element Show(OvirtCall call, DataCenter item)
    {
        var element = Refs.To("data_center", "datacenters", item.Id);
        var pool = call.State.MacPools.Values.FirstOrDefault(pool => pool.DataCenterId == item.Id);
        return element
            .Add("name", item.Name)
            .Add("description", item.Description)
            .Link("clusters", $"{element.Href}/clusters")
            .Link("networks", $"{element.Href}/networks")
            .Link("permissions", $"{element.Href}/permissions")
            .Add("local", false)
            .Add("quota_mode", "disabled")
            .Add("status", "up")
            .Add(Refs.List("supported_versions", [ClusterRoutes.Version("version")]))
            .Add(ClusterRoutes.Version("version"))
            .Add(Refs.Maybe("mac_pool", "macpools", pool?.Id));
    }
}
