using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Bench.Placement;

/// <summary>A fleet of one cluster, and VMs for it: the same each time.</summary>
internal sealed class BenchFleet
{
    public const int HostCount = 10_000;
    public const int PfsOfHost = 4;
    public const int VfsOfPf = 16;
    private const int NetworkCount = 32;
    private const int LabelCount = 4;
    private static readonly Guid DataCenterId = Id(1, 0);
    private readonly Random _random = new(7);
    private int _vms;

    public BenchFleet(PlacementPolicy policy)
    {
        Cluster = new(Id(2, 0), "cluster", DataCenterId) { Policy = policy };
        Networks = [.. Enumerable.Range(0, NetworkCount).Select(n => new Network(Id(3, n), $"net{n}", DataCenterId) { Labels = [$"label{n % LabelCount}"] })];
        Profiles = [.. Networks.Select((network, n) => new VnicProfile(Id(4, n), "vf", network.Id) { Passthrough = Passthrough.Required })];
        Hosts = [.. Enumerable.Range(0, HostCount).Select(n => new FleetHost(Id(5, n), $"host{n:d5}", Cluster.Id))];
        Inventories = [.. Hosts.Select(host => new HostInventory(host.Id)
        {
            MemoryMiB = 1 << 20,
            Cpus = 128,
            Pfs = [.. Enumerable.Range(0, PfsOfHost).Select(n => new InventoryPf(Pf(n), $"ens{n}f0") { NumaNode = n / 2, MaxVfs = VfsOfPf, NumVfs = VfsOfPf, HasLink = true })],
        })];
        Configurations = [.. Hosts.SelectMany(host => Enumerable.Range(0, PfsOfHost).Select(n => Configuration(host, n)))];
    }

    public Cluster Cluster { get; }

    public ImmutableArray<Network> Networks { get; }

    public ImmutableArray<VnicProfile> Profiles { get; }

    public ImmutableArray<FleetHost> Hosts { get; }

    public ImmutableArray<HostInventory> Inventories { get; }

    public ImmutableArray<VfsConfiguration> Configurations { get; }

    /// <summary>The next VM: 1-4 vNICs of networks drawn evenly, one of four sizes.</summary>
    public Vm Next()
    {
        var number = _vms++;
        var size = 1 << _random.Next(4);
        return new Vm(Id(7, number), $"vm{number}", Cluster.Id)
        {
            MemoryMiB = 2048 * size,
            Cpus = size,
            Nics =
            [
                .. Enumerable.Range(0, _random.Next(1, 5)).Select(n => new Vnic(Id(8, (number * 4) + n), $"nic{n}")
                {
                    ProfileId = Profiles[_random.Next(NetworkCount)].Id,
                    Type = VnicType.PciPassthrough,
                }),
            ],
        };
    }

    // Of the four PFs of a host, the first allows all networks, the second a label, the third a list of eight, the fourth any of these.
    private VfsConfiguration Configuration(FleetHost host, int pf) => (pf < 3 ? pf : _random.Next(3)) switch
    {
        0 => new(host.Id, Pf(pf)),
        1 => new(host.Id, Pf(pf)) { AllNetworksAllowed = false, Labels = [$"label{_random.Next(LabelCount)}"] },
        _ => new(host.Id, Pf(pf)) { AllNetworksAllowed = false, Networks = List(_random.Next(16)) },
    };

    private ImmutableArray<Guid> List(int first) => [.. Enumerable.Range(0, 8).Select(n => Networks[(first + (3 * n)) % NetworkCount].Id)];

    private static PciAddress Pf(int number) => new(0, (byte)(16 * (number + 1)), 0, 0);

    private static Guid Id(short kind, int number) => new(number, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
