namespace Vfleet.Domain.Placement;

/// <summary>The filters that are kept because requests like the next one are likely to come. Each kind forgets all of its own when there are too many.</summary>
internal sealed class HostFilters(NetworkIndex networks)
{
    private const int Most = 1024;
    private readonly Dictionary<Guid, ClusterFilter> _clusters = [];
    private readonly Dictionary<Guid, BridgeFilter> _bridges = [];
    private readonly Dictionary<Partition, PartitionFilter> _parts = [];
    private readonly Dictionary<(long Memory, long Cpus), RoomFilter> _rooms = [];
    private readonly Dictionary<(Need Need, int Count, bool Near, int? Node), NeedFilter> _needs = [];

    public HostFilter Cluster(Guid cluster) => Kept(_clusters, cluster) ?? (_clusters[cluster] = new ClusterFilter(cluster));

    public HostFilter Bridge(Guid network) => Kept(_bridges, network) ?? (_bridges[network] = new BridgeFilter(network));

    public HostFilter Part(Partition part) => Kept(_parts, part) ?? (_parts[part] = new PartitionFilter(part));

    public HostFilter Room(long memory, long cpus) => Kept(_rooms, (memory, cpus)) ?? (_rooms[(memory, cpus)] = new RoomFilter(memory, cpus));

    public HostFilter Need(Need need, int count, bool near, int? node)
    {
        var key = (need, count, near, near ? node : null);
        return Kept(_needs, key) ?? (_needs[key] = new NeedFilter(need, count, near, node, networks));
    }

    private static TFilter? Kept<TKey, TFilter>(Dictionary<TKey, TFilter> filters, TKey key)
        where TKey : notnull
        where TFilter : HostFilter
    {
        if (filters.TryGetValue(key, out var filter))
        {
            return filter;
        }

        if (filters.Count >= Most)
        {
            filters.Clear();
        }

        return null;
    }
}
