using System.Collections.Immutable;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Primitives;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>Collections whose resources say all there is to them.</summary>
internal static class SimpleResources
{
    /// <summary>Data centres.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>The collection.</returns>
    public static Collection<DataCenterResource, DataCenter> DataCenters(TimeProvider time) => new(
        Routes.DataCenters, FleetKinds.DataCenters, Of<DataCenter>(item => item.Id, [new("name", (entry, _) => entry.Value.Name)]), time)
    {
        ToWire = (_, item) => new DataCenterResource { Id = item.Id, Name = item.Name, Description = item.Description },
        FromWire = (reading, sent, before) => new DataCenter(before?.Id ?? reading.NewId, reading.Needed(sent.Name, "name"))
        {
            Description = reading.Text(sent.Description, "description"),
        },
    };

    /// <summary>Clusters.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>The collection.</returns>
    public static Collection<ClusterResource, Cluster> Clusters(TimeProvider time) => new(
        Routes.Clusters,
        FleetKinds.Clusters,
        Of<Cluster>(
            item => item.Id,
            [
                new("name", (entry, _) => entry.Value.Name),
                new("dataCenter", (entry, state) => state.ValueOf(FleetKinds.DataCenters, entry.Value.DataCenterId)),
                Field<Entry<Cluster>>.Word("policy", (entry, _) => entry.Value.Policy),
                Field<Entry<Cluster>>.Word("pfPolicy", (entry, _) => entry.Value.PfPolicy),
            ]),
        time)
    {
        ToWire = (state, item) => new ClusterResource
        {
            Id = item.Id,
            Name = item.Name,
            Description = item.Description,
            DataCenter = state.To(FleetKinds.DataCenters, item.DataCenterId),
            Policy = item.Policy,
            PfPolicy = item.PfPolicy,
            CpuOvercommitPercent = item.CpuOvercommitPercent,
            MemoryOvercommitPercent = item.MemoryOvercommitPercent,
        },
        FromWire = (reading, sent, before) => new Cluster(
            before?.Id ?? reading.NewId, reading.Needed(sent.Name, "name"), reading.Find(FleetKinds.DataCenters, sent.DataCenter, "dataCenter"))
        {
            Description = reading.Text(sent.Description, "description"),
            Policy = sent.Policy ?? PlacementPolicy.Pack,
            PfPolicy = sent.PfPolicy ?? PlacementPolicy.Spread,
            CpuOvercommitPercent = sent.CpuOvercommitPercent ?? 400,
            MemoryOvercommitPercent = sent.MemoryOvercommitPercent ?? 100,
        },
    };

    /// <summary>MAC pools.</summary>
    /// <param name="time">The clock.</param>
    /// <returns>The collection.</returns>
    public static Collection<MacPoolResource, MacPool> MacPools(TimeProvider time) => new(
        Routes.MacPools,
        FleetKinds.MacPools,
        Of<MacPool>(
            item => item.Id,
            [
                new("name", (entry, _) => entry.Value.Name),
                new("dataCenter", (entry, state) => state.ValueOf(FleetKinds.DataCenters, entry.Value.DataCenterId)),
            ]),
        time)
    {
        ToWire = (state, item) => new MacPoolResource
        {
            Id = item.Id,
            Name = item.Name,
            From = item.From,
            To = item.To,
            DataCenter = state.To(FleetKinds.DataCenters, item.DataCenterId),
        },
        FromWire = (reading, sent, before) => new MacPool(
            before?.Id ?? reading.NewId, reading.Needed(sent.Name, "name"), Address(reading, sent.From, "from"), Address(reading, sent.To, "to"))
        {
            DataCenterId = sent.DataCenter is null ? null : reading.Find(FleetKinds.DataCenters, sent.DataCenter, "dataCenter"),
        },
    };

    /// <summary>A list of documents.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="id">The id of one.</param>
    /// <param name="fields">What it can be sorted and filtered by.</param>
    /// <returns>The list.</returns>
    public static Listing<Entry<T>> Of<T>(Func<T, Guid> id, ImmutableArray<Field<Entry<T>>> fields)
        where T : class => new(entry => FleetKinds.Text(id(entry.Value)), [.. fields, new("id", (entry, _) => FleetKinds.Text(id(entry.Value)))]);

    private static MacAddress Address(Reading reading, MacAddress? address, string path)
    {
        reading.Needed(address is null ? null : "given", path);
        return address ?? MacAddress.Zero;
    }
}
