using Vfleet.Compat.Ovirt.Calling;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Everything below <c>/hosts</c>.</summary>
internal static class HostRoutes
{
    /// <summary>The routes.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes(TimeProvider time)
    {
        var work = new Work(time);
        return
        [
            .. HostResources.Routes(),
            .. HostActions.Routes(),
            .. HostLists.Routes(),
            .. DeviceResources.Routes(),
            .. AttachmentResources.Routes(),
            .. new NicResources().Routes(),
            .. new VfsUpdate(work, time).Routes(),
            .. AllowedNetworks.Routes(),
            .. AllowedLabels.Routes(),
            .. new FeaturePage(work, time).Routes(),
        ];
    }
}
