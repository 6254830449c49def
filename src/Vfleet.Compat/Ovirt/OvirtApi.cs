using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Vfleet.Compat.Ovirt.Access;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Engine;

namespace Vfleet.Compat.Ovirt;

/// <summary>oVirt's REST API over the fleet (oVirt's feature page SR-IOV, and ovirt-engine-api-model).</summary>
public static class OvirtApi
{
    /// <summary>Maps everything below <c>/ovirt-engine</c>.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="engine">The fleet.</param>
    /// <param name="access">Who asks.</param>
    /// <param name="log">Where defects are told.</param>
    /// <param name="time">The clock.</param>
    public static void Map(IEndpointRouteBuilder routes, FleetEngine engine, IOvirtAccess access, ILogger log, TimeProvider time)
    {
    }

    /// <summary>Every route.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>They.</returns>
    internal static IEnumerable<OvirtRoute> Routes(TimeProvider time) => [];
}
