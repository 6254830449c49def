using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Primitives;
using Vfleet.Storage;

namespace Vfleet.FleetKit;

/// <summary>A fleet as benchmarks and tests use it: hosts with 4 PFs of 16 VFs, of which some allow every network, some a list, some a label.</summary>
public sealed class Seed
{
    public const int PfsEach = 4;
    public const int VfsEach = 16;
    private const int NetworkCount = 24;
    private const int InTransaction = 500;

    private readonly List<Commit> _commits = [];

    private Seed(int hosts)
    {
        DataCenter = new DataCenter(Guid.CreateVersion7(), "default");
        Cluster = new Cluster(Guid.CreateVersion7(), "default", DataCenter.Id);
        Networks = [.. Enumerable.Range(0, NetworkCount).Select(i => new Network(Guid.CreateVersion7(), $"net{i}", DataCenter.Id) { Vlan = 100 + i, Labels = [$"zone{i % 6}"] })];
        Profiles = [.. Networks.Select(network => new VnicProfile(Guid.CreateVersion7(), "passthrough", network.Id) { Passthrough = Passthrough.Required })];
        Hosts = [.. Enumerable.Range(0, hosts).Select(i => new FleetHost(Guid.CreateVersion7(), $"host{i:d5}", Cluster.Id))];
    }

    public DataCenter DataCenter { get; }

    public Cluster Cluster { get; }

    public ImmutableArray<Network> Networks { get; }

    public ImmutableArray<VnicProfile> Profiles { get; }

    public ImmutableArray<FleetHost> Hosts { get; }

    /// <summary>An API token that may do everything.</summary>
    public string Token { get; } = "vft_" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    /// <summary>Writes a fleet into an empty store.</summary>
    public static async Task<Seed> WriteAsync(IFleetStore store, int hosts)
    {
        var seed = new Seed(hosts);
        seed.Write(FleetKinds.DataCenters, seed.DataCenter, $"datacenter:{seed.DataCenter.Name}");
        seed.Write(FleetKinds.Clusters, seed.Cluster, $"cluster:{seed.DataCenter.Id:D}:{seed.Cluster.Name}");
        var pool = new MacPool(Guid.CreateVersion7(), "default", MacAddress.Parse("02:76:00:00:00:00"), MacAddress.Parse("02:76:00:ff:ff:ff"));
        seed.Write(FleetKinds.MacPools, pool, "macpool:default");
        foreach (var (network, profile) in seed.Networks.Zip(seed.Profiles))
        {
            seed.Write(FleetKinds.Networks, network, $"network:{seed.DataCenter.Id:D}:{network.Name}");
            seed.Write(FleetKinds.Profiles, profile, $"profile:{network.Id:D}:{profile.Name}");
        }

        var user = new User(Guid.CreateVersion7(), "bench") { Grants = [new Grant(AccessRole.Admin)] };
        seed.Write(FleetKinds.Users, user, "user:bench");
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(seed.Token));

        // The engine finds a token by the beginning of its hash.
        var id = new Guid(hash.AsSpan(0, 16), bigEndian: true);
        seed.Write(FleetKinds.Tokens, new ApiToken(id, user.Id, Convert.ToHexStringLower(hash), TimeProvider.System.GetUtcNow()) { Name = "bench" });
        for (var i = 0; i < hosts; i++)
        {
            seed.WriteHost(i);
        }

        foreach (var part in seed._commits.Chunk(InTransaction))
        {
            foreach (var outcome in await store.CommitAsync(part, CancellationToken.None))
            {
                if (outcome is not CommitOutcome.Done)
                {
                    throw new InvalidOperationException($"the fleet cannot be written: {outcome}");
                }
            }
        }

        return seed;
    }

    /// <summary>The inventory of a host, as its agent reports it.</summary>
    public static HostInventory InventoryOf(Guid host, int vfsEach = VfsEach) => new(host)
    {
        MemoryMiB = 512 * 1024,
        Cpus = 128,
        Kernel = "6.12.48",
        AgentVersion = "0.1.0",
        NumaNodes = [new InventoryNode(0, 256 * 1024, 64), new InventoryNode(1, 256 * 1024, 64)],
        Pfs = [.. Enumerable.Range(0, PfsEach).Select(i => Pf(i, vfsEach))],
    };

    public static PciAddress Address(int pf) => PciAddress.Parse($"0000:{0x10 + pf:x2}:00.0");

    private static InventoryPf Pf(int i, int vfs) => new(Address(i), $"ens{i}f0")
    {
        VendorDevice = "8086:159b",
        VfVendorDevice = "8086:1889",
        Model = "Ethernet Controller E810-XXV for SFP",
        Driver = "ice",
        NumaNode = i / 2,
        MaxVfs = 64,
        NumVfs = vfs,
        HasLink = true,
        Speed = 25_000,
        Mtu = 9000,
        EswitchMode = "legacy",
        CanTrust = true,
    };

    private void WriteHost(int i)
    {
        var host = Hosts[i];
        Write(FleetKinds.Hosts, host, $"host:{host.Name}");
        Write(FleetKinds.Inventories, InventoryOf(host.Id));
        for (var pf = 0; pf < PfsEach; pf++)
        {
            var configuration = new VfsConfiguration(host.Id, Address(pf));
            var choice = ((i * PfsEach) + pf) % 4;
            if (choice != 0)
            {
                Write(FleetKinds.Configurations, choice == 1
                    ? configuration with { AllNetworksAllowed = false, Labels = [$"zone{(i + pf) % 6}", $"zone{(i + pf + 1) % 6}", $"zone{(i + pf + 2) % 6}"] }
                    : configuration with { AllNetworksAllowed = false, Networks = [.. Networks.Where((_, at) => (at + i + pf) % 24 < 16).Select(network => network.Id)] });
            }
        }
    }

    private void Write<T>(FleetKind<T> kind, T item, params string[] names)
        where T : class => _commits.Add(new Commit
        {
            Writes = [new DocumentWrite(kind.Word, kind.Id(item), 0, FleetJson.Write(item))],
            Takes = [.. names.Select(name => new NameTaking(name, kind.Id(item)))],
        });
}
