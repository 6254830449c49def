using System.Globalization;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Networking;

/// <summary>Networks. One that is made here belongs to no cluster until it is attached to one, as in oVirt.</summary>
internal static class NetworkRoutes
{
    private const int LongestDeviceName = 15;

    /// <summary>The collection of networks.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>It.</returns>
    public static Entities<Network> Entities(TimeProvider time) => new("/networks", "networks", "network", FleetKinds.Networks)
    {
        IsSearchable = true,
        Show = Show,
        Read = (call, reading, before) => Read(call, reading, before, time),
        Added = (call, reading, network) => AddProfileAsync(call, reading, network, time),
        Removing = RemoveProfilesAsync,
    };

    private static Element Show(OvirtCall call, Network item)
    {
        var element = Refs.To("network", "networks", item.Id);
        var vlan = item.Vlan?.ToString(CultureInfo.InvariantCulture);
        return element
            .Add("name", item.Name)
            .Add("description", item.Description)
            .Link("networklabels", $"{element.Href}/networklabels")
            .Link("vnicprofiles", $"{element.Href}/vnicprofiles")
            .Link("permissions", $"{element.Href}/permissions")
            .Add(Refs.To("data_center", "datacenters", item.DataCenterId))
            .Add("mtu", item.Mtu ?? 0)
            .Add("port_isolation", item.IsPortIsolated)
            .Add("status", "operational")
            .Add("stp", false)
            .Add(Refs.List("usages", item.IsVmNetwork ? [new Element("usage") { Text = "vm" }] : []))
            .Add("vdsm_name", item.Name.Length <= LongestDeviceName ? item.Name : $"on{FleetKinds.Text(item.Id).Replace("-", "", StringComparison.Ordinal)[^13..]}")
            .Add(vlan is null ? null : new Element("vlan") { Id = vlan })
            .Add("physical_network", item.PhysicalNetwork)
            .Add("external", item.IsExternal ? true : null);
    }

    private static Network Read(OvirtCall call, ElementReading reading, Network? before, TimeProvider time)
    {
        if (before is null)
        {
            reading.Require("Network", "add", "name", "data_center/@id|data_center/name");
        }

        var dataCenter = reading.Find(call, FleetKinds.DataCenters, "data_center", FleetCode.DataCenterUnknown);
        var made = before ?? new Network(Guid.CreateVersion7(time.GetUtcNow()), "", Guid.Empty) { Clusters = [] };
        var mtu = reading.Number("mtu");
        return made with
        {
            Name = reading.Text("name") ?? made.Name,
            Description = reading.Text("description") ?? made.Description,
            DataCenterId = dataCenter?.Id ?? made.DataCenterId,
            Vlan = Vlan(reading, made.Vlan),
            Mtu = mtu is null ? made.Mtu : mtu == 0 ? null : mtu,
            IsVmNetwork = reading.Root.Find("usages") is { } usages ? usages.Children.Any(usage => usage.Text?.Trim() == "vm") : made.IsVmNetwork,
            IsPortIsolated = reading.Truth("port_isolation") ?? made.IsPortIsolated,
        };
    }

    private static int? Vlan(ElementReading reading, int? before)
    {
        if (reading.Root.Find("vlan") is not { } vlan)
        {
            return before;
        }

        if (string.IsNullOrWhiteSpace(vlan.Id))
        {
            return null;
        }

        if (int.TryParse(vlan.Id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        reading.Add(new Problem(FleetCode.NetworkVlanOutOfRange, $"vlan.id is no number: '{vlan.Id[..Math.Min(60, vlan.Id.Length)]}'", "send a VLAN id from 1 to 4094", "vlan/@id"));
        return before;
    }

    // AddNetworkCommand: a network for VMs has a profile of its name from the beginning.
    private static async Task AddProfileAsync(OvirtCall call, ElementReading reading, Network network, TimeProvider time)
    {
        if (network.IsVmNetwork && reading.Truth("profile_required") != false)
        {
            var profile = new VnicProfile(Guid.CreateVersion7(time.GetUtcNow()), network.Name, network.Id);
            await call.Engine.Changes.AddAsync(FleetKinds.Profiles, profile, call.Caller, dryRun: false, call.Token);
        }
    }

    // RemoveNetworkCommand: the profiles that no VM uses go with it.
    private static async Task<OvirtAnswer?> RemoveProfilesAsync(OvirtCall call, Network network)
    {
        var profiles = call.State.Profiles.Values.Where(profile => profile.NetworkId == network.Id).ToList();
        var isUsedElsewhere = call.State.Hosts.Values.Any(host => host.Bridges.Any(bridge => bridge.NetworkId == network.Id))
            || call.State.Configurations.Values.Any(configuration => configuration.Networks.Contains(network.Id));
        foreach (var dryRun in isUsedElsewhere ? [] : new[] { true, false })
        {
            foreach (var profile in profiles)
            {
                var result = await call.Engine.Changes.RemoveAsync(
                    FleetKinds.Profiles, FleetKinds.Text(profile.Id), null, call.Caller, new ChangeOptions { DryRun = dryRun }, call.Token);
                if (result is not (ChangeResult<VnicProfile>.Done or ChangeResult<VnicProfile>.NotFound))
                {
                    return Refusals.Of(result);
                }
            }
        }

        return null;
    }
}
