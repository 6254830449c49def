using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Networking;

/// <summary>MAC pools, to be read: they are made with the engine's own API.</summary>
internal static class MacPoolRoutes
{
    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() => new Entities<MacPool>("/macpools", "mac_pools", "mac_pool", FleetKinds.MacPools)
    {
        Show = (_, item) => Refs.To("mac_pool", "macpools", item.Id)
            .Add("name", item.Name)
            .Add("allow_duplicates", false)
            .Add("default_pool", item.DataCenterId is null)
            .Add(Refs.List("ranges", [new Element("range").Add("from", item.From.ToString()).Add("to", item.To.ToString())])),
    }.Reading();
}
