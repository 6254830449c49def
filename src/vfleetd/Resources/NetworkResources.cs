using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>Networks and their vNIC profiles.</summary>
internal static class NetworkResources
{
    /// <summary>Networks.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>The collection.</returns>
    public static Collection<NetworkResource, Network> Networks(TimeProvider time) => new(
        Routes.Networks,
        FleetKinds.Networks,
        SimpleResources.Of<Network>(
            item => item.Id,
            [
                new("name", (entry, _) => entry.Value.Name),
                new("dataCenter", (entry, state) => state.ValueOf(FleetKinds.DataCenters, entry.Value.DataCenterId)),
                Field<Entry<Network>>.Count("vlan", (entry, _) => entry.Value.Vlan),
                new("physicalNetwork", (entry, _) => entry.Value.PhysicalNetwork),
                Field<Entry<Network>>.Truth("vmNetwork", (entry, _) => entry.Value.IsVmNetwork),
                Field<Entry<Network>>.Truth("external", (entry, _) => entry.Value.IsExternal),
            ]),
        time)
    {
        ToWire = (state, item) => new NetworkResource
        {
            Id = item.Id,
            Name = item.Name,
            Description = item.Description,
            DataCenter = state.To(FleetKinds.DataCenters, item.DataCenterId),
            Vlan = item.Vlan,
            Mtu = item.Mtu,
            Labels = item.Labels,
            PhysicalNetwork = item.PhysicalNetwork,
            VmNetwork = item.IsVmNetwork,
            PortIsolation = item.IsPortIsolated,
            External = item.IsExternal,
            Clusters = item.Clusters is { } clusters ? [.. clusters.Select(id => state.To(FleetKinds.Clusters, id))] : null,
        },
        FromWire = (reading, sent, before) => new Network(
            before?.Id ?? reading.NewId, reading.Needed(sent.Name, "name"), reading.Find(FleetKinds.DataCenters, sent.DataCenter, "dataCenter"))
        {
            Description = reading.Text(sent.Description, "description"),
            Vlan = sent.Vlan,
            Mtu = sent.Mtu,
            Labels = reading.Texts(sent.Labels, "labels"),
            PhysicalNetwork = reading.Maybe(sent.PhysicalNetwork, "physicalNetwork"),
            IsVmNetwork = sent.VmNetwork ?? true,
            IsPortIsolated = sent.PortIsolation ?? false,
            IsExternal = sent.External ?? false,
            Clusters = sent.Clusters is null ? null : reading.FindAll(FleetKinds.Clusters, sent.Clusters, "clusters"),
        },
    };

    /// <summary>vNIC profiles.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>The collection.</returns>
    public static Collection<ProfileResource, VnicProfile> Profiles(TimeProvider time) => new(
        Routes.Profiles,
        FleetKinds.Profiles,
        SimpleResources.Of<VnicProfile>(
            item => item.Id,
            [
                new("name", (entry, _) => entry.Value.Name),
                new("network", (entry, state) => state.ValueOf(FleetKinds.Networks, entry.Value.NetworkId)),
                Field<Entry<VnicProfile>>.Word("passthrough", (entry, _) => entry.Value.Passthrough),
                Field<Entry<VnicProfile>>.Truth("migratable", (entry, _) => entry.Value.IsMigratable),
            ]),
        time)
    {
        ToWire = (state, item) => new ProfileResource
        {
            Id = item.Id,
            Name = item.Name,
            Description = item.Description,
            Network = state.To(FleetKinds.Networks, item.NetworkId),
            Passthrough = item.Passthrough,
            Migratable = item.IsMigratable,
            Failover = state.ToProfile(item.FailoverId),
            VlanQos = item.VlanQos,
            MinRate = item.MinRate,
            MaxRate = item.MaxRate,
            Trust = item.Trust,
            SpoofCheck = item.SpoofCheck,
            LinkState = item.LinkState,
            PortMirroring = item.PortMirroring,
            Qos = item.Qos,
            NetworkFilter = item.NetworkFilter,
            Requires = item.Requires.IsEmpty ? null : item.Requires,
        },
        FromWire = (reading, sent, before) => new VnicProfile(
            before?.Id ?? reading.NewId, reading.Needed(sent.Name, "name"), reading.Find(FleetKinds.Networks, sent.Network, "network"))
        {
            Description = reading.Text(sent.Description, "description"),
            Passthrough = sent.Passthrough ?? Passthrough.Disabled,
            IsMigratable = sent.Migratable ?? false,
            FailoverId = sent.Failover is null ? null : reading.Find(FleetKinds.Profiles, sent.Failover, "failover"),
            VlanQos = sent.VlanQos ?? 0,
            MinRate = sent.MinRate,
            MaxRate = sent.MaxRate,
            Trust = sent.Trust,
            SpoofCheck = sent.SpoofCheck,
            LinkState = sent.LinkState,
            PortMirroring = sent.PortMirroring ?? false,
            Qos = reading.Maybe(sent.Qos, "qos"),
            NetworkFilter = reading.Maybe(sent.NetworkFilter, "networkFilter"),
            Requires = sent.Requires ?? FunctionTags.None,
        },
    };
}
