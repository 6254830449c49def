using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Hosts.</summary>
internal static class HostResources
{
    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", "/hosts", AccessRole.Viewer, call => Task.FromResult(List(call))) { Item = "host", IsSearchable = true },
        new("GET", "/hosts/{host}", AccessRole.Viewer, call => Task.FromResult(Get(call))),
    ];

    private static OvirtAnswer List(OvirtCall call) =>
        OvirtAnswer.Of(new Element("hosts") { IsList = true }.AddAll(call.All(FleetKinds.Hosts).Select(host => HostElements.Of(host, call.State))));

    private static OvirtAnswer Get(OvirtCall call) =>
        call.Find(FleetKinds.Hosts, "host") is { } host ? OvirtAnswer.Of(HostElements.Of(host, call.State)) : OvirtAnswer.NotFound();
}
