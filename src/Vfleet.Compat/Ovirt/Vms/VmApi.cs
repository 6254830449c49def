using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Vms.Nics;
using Vfleet.Compat.Ovirt.Vms.Parts;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>Everything about VMs.</summary>
internal static class VmApi
{
    /// <summary>The routes.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes(TimeProvider time) =>
    [
        .. new VmRoutes(time).Routes(),
        .. VmActions.Routes(),
        .. new NicRoutes(time).Routes(),
        .. PartRoutes.Routes(),
        .. HostDeviceRoutes.Routes(),
        .. TemplateRoutes.Routes(),
    ];
}
