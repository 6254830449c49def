using System.Diagnostics.CodeAnalysis;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;

namespace Vfleet.TestKit.Fleet;

/// <summary>A fleet made by hand: <c>Put</c> adds an object or replaces the one with its id, and gives it back.</summary>
public sealed class FleetModel : IFleetView
{
    private readonly Dictionary<Guid, DataCenter> _dataCenters = [];
    private readonly Dictionary<Guid, Cluster> _clusters = [];
    private readonly Dictionary<Guid, Network> _networks = [];
    private readonly Dictionary<Guid, VnicProfile> _profiles = [];
    private readonly Dictionary<Guid, FleetHost> _hosts = [];
    private readonly Dictionary<Guid, Vm> _vms = [];
    private readonly Dictionary<Guid, MacPool> _pools = [];
    private readonly Dictionary<Guid, HostInventory> _inventories = [];
    private readonly Dictionary<string, VfsConfiguration> _configurations = new(StringComparer.Ordinal);
    private readonly Dictionary<VfKey, Claim> _claims = [];

    public IReadOnlyCollection<DataCenter> DataCenters => _dataCenters.Values;

    public IReadOnlyCollection<Cluster> Clusters => _clusters.Values;

    public IReadOnlyCollection<Network> Networks => _networks.Values;

    public IReadOnlyCollection<VnicProfile> Profiles => _profiles.Values;

    public IReadOnlyCollection<FleetHost> Hosts => _hosts.Values;

    public IReadOnlyCollection<Vm> Vms => _vms.Values;

    public IReadOnlyCollection<MacPool> MacPools => _pools.Values;

    public DataCenter Put(DataCenter item) => _dataCenters[item.Id] = item;

    public Cluster Put(Cluster item) => _clusters[item.Id] = item;

    public Network Put(Network item) => _networks[item.Id] = item;

    public VnicProfile Put(VnicProfile item) => _profiles[item.Id] = item;

    public FleetHost Put(FleetHost item) => _hosts[item.Id] = item;

    public Vm Put(Vm item) => _vms[item.Id] = item;

    public MacPool Put(MacPool item) => _pools[item.Id] = item;

    public HostInventory Put(HostInventory item) => _inventories[item.HostId] = item;

    public VfsConfiguration Put(VfsConfiguration item) => _configurations[$"{item.HostId}/{item.Pf}"] = item;

    public Claim Put(Claim item) => _claims[item.Vf] = item;

    public bool TryGet(Guid id, [NotNullWhen(true)] out DataCenter? found) => _dataCenters.TryGetValue(id, out found);

    public bool TryGet(Guid id, [NotNullWhen(true)] out Cluster? found) => _clusters.TryGetValue(id, out found);

    public bool TryGet(Guid id, [NotNullWhen(true)] out Network? found) => _networks.TryGetValue(id, out found);

    public bool TryGet(Guid id, [NotNullWhen(true)] out VnicProfile? found) => _profiles.TryGetValue(id, out found);

    public bool TryGet(Guid id, [NotNullWhen(true)] out FleetHost? found) => _hosts.TryGetValue(id, out found);

    public bool TryGet(Guid id, [NotNullWhen(true)] out Vm? found) => _vms.TryGetValue(id, out found);

    public HostInventory? InventoryOf(Guid host) => _inventories.GetValueOrDefault(host);

    public IReadOnlyCollection<VfsConfiguration> ConfigurationsOf(Guid host) =>
        [.. _configurations.Values.Where(item => item.HostId == host).OrderBy(item => item.Pf)];

    public IReadOnlyCollection<Claim> ClaimsOn(Guid host) => [.. _claims.Values.Where(claim => claim.Vf.HostId == host)];

    public IEnumerable<Vm> VmsWith(VnicProfile profile) => _vms.Values.Where(vm => vm.Nics.Any(nic => nic.ProfileId == profile.Id));

    public bool IsNameTaken(string key, Guid exceptOwner) => Names().Any(name => name.Owner != exceptOwner && name.Key == key);

    private IEnumerable<(Guid Owner, string Key)> Names() =>
    [
        .. _dataCenters.Values.SelectMany(item => FleetNames.Of(item).Select(name => (item.Id, name))),
        .. _clusters.Values.SelectMany(item => FleetNames.Of(item).Select(name => (item.Id, name))),
        .. _networks.Values.SelectMany(item => FleetNames.Of(item).Select(name => (item.Id, name))),
        .. _profiles.Values.SelectMany(item => FleetNames.Of(item).Select(name => (item.Id, name))),
        .. _hosts.Values.SelectMany(item => FleetNames.Of(item).Select(name => (item.Id, name))),
        .. _pools.Values.SelectMany(item => FleetNames.Of(item).Select(name => (item.Id, name))),
        .. _vms.Values.SelectMany(item => FleetNames.Of(item, this).Select(name => (item.Id, name))),
    ];
}
