using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vfleet.Compat.Ovirt.Access;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Hosts;
using Vfleet.Compat.Ovirt.Networking;
using Vfleet.Compat.Ovirt.Overview;
using Vfleet.Compat.Ovirt.Vms;
using Vfleet.Engine;

namespace Vfleet.Compat.Ovirt;

/// <summary>oVirt's REST API over the fleet (oVirt's feature page SR-IOV, and ovirt-engine-api-model).</summary>
public static class OvirtApi
{
    private const string Engine = "/ovirt-engine";
    private const string Api = "/api";

    /// <summary>Maps everything below <c>/ovirt-engine</c>: whatever stands there is answered as oVirt does, unknown addresses too.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="engine">The fleet.</param>
    /// <param name="access">Who asks.</param>
    /// <param name="around">What else it needs of the server.</param>
    public static void Map(IEndpointRouteBuilder routes, FleetEngine engine, IOvirtAccess access, OvirtSurroundings around)
    {
        var dispatch = new OvirtDispatch(engine, access, new RouteTable(Routes(around.Time)), around);
        var services = new ServiceRoutes(access, around.Authority);
        routes.Map(Engine + "/{**path}", http => RunAsync(http, dispatch, services, around));
    }

    /// <summary>Every route.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>They.</returns>
    internal static IReadOnlyList<OvirtRoute> Routes(TimeProvider time)
    {
        var networks = NetworkRoutes.Entities(time);
        var clusters = ClusterRoutes.Entities(time);
        OvirtRoute[] routes =
        [
            .. new DataCenterRoutes(clusters, networks, time).Routes(),
            .. new ClusterRoutes(clusters, networks).Routes(),
            .. networks.All(),
            .. new NetworkLabelRoutes(networks).Routes(),
            .. VnicProfileRoutes.Routes(time),
            .. MacPoolRoutes.Routes(),
            .. EventRoutes.Routes(),
            .. UserRoutes.Routes(),
            .. JobRoutes.Routes(),
            .. HostRoutes.Routes(time),
            .. VmApi.Routes(time),
        ];
        return [.. new RootRoute(routes, time).Routes(), .. routes];
    }

    private static async Task RunAsync(HttpContext http, OvirtDispatch dispatch, ServiceRoutes services, OvirtSurroundings around)
    {
        var path = http.Request.Path.Value![Engine.Length..].TrimEnd('/');
        if (path == Api || path.StartsWith(Api + "/", StringComparison.Ordinal))
        {
            await dispatch.RunAsync(http, WithoutVersion(path[Api.Length..]));
            return;
        }

        var began = around.Time.GetTimestamp();
        var isKnown = ServiceRoutes.Knows(path);
        try
        {
            if (!isKnown || !await services.TryRunAsync(http, path))
            {
                await OvirtWriter.WriteAsync(http, OvirtAnswer.NotFound(), Spelling.Xml, isAction: false);
            }
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            if (dispatch.Of(http, fault) is { } answer)
            {
                await ServiceRoutes.WriteFaultAsync(http, answer);
            }
        }

        around.Answered(isKnown ? Engine + path : Engine + "/*", http.Request.Method, http.Response.StatusCode, around.Time.GetElapsedTime(began));
    }

    // The version can stand in the path instead of the header: /ovirt-engine/api/v4/hosts.
    private static string WithoutVersion(string path) => path == "/v4" ? "" : path.StartsWith("/v4/", StringComparison.Ordinal) ? path["/v4".Length..] : path;
}
