using Vfleet.Domain.Settings;
using Vfleet.Linux.Netlink.Route;

namespace Vfleet.Host.Reading;

/// <summary>What rtnetlink says of VFs, in our words.</summary>
internal static class VfSettingsReading
{
    /// <summary>Reads what a PF keeps for one VF.</summary>
    /// <param name="route">The kernel.</param>
    /// <param name="link">Interface index of the PF.</param>
    /// <param name="index">VF index.</param>
    /// <returns>The settings; null when the kernel's list does not contain the VF.</returns>
    public static VfSettings? Read(RouteClient route, int link, int index)
    {
        var list = route.GetVfs(link, index + 1);
        return index < list.Items.Length ? Of(list.Items[index]) : null;
    }

    /// <summary>In our words.</summary>
    /// <param name="attributes">As the kernel reported them.</param>
    /// <returns>The settings; null when the kernel did not report this VF.</returns>
    public static VfSettings? Of(VfAttributes attributes) => !attributes.IsReported ? null : new VfSettings
    {
        Mac = attributes.Mac,
        Vlan = attributes.Vlan,
        SpoofCheck = attributes.SpoofCheck,
        Trust = attributes.Trust,
        MinRate = attributes.MinTxRate,
        MaxRate = attributes.MaxTxRate,
        LinkState = attributes.LinkState is { } state ? (Domain.Settings.VfLinkState)state : null,
        RssQuery = attributes.RssQuery,
        NodeGuid = attributes.NodeGuid,
        PortGuid = attributes.PortGuid,
    };
}
