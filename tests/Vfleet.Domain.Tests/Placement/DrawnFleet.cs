using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Primitives;

namespace Vfleet.Domain.Tests.Placement;

/// <summary>A small fleet that is drawn by chance and changed by chance; what is true of it is kept beside the picture.</summary>
internal sealed class DrawnFleet(Random random)
{
    private static readonly string[] Labels = ["a", "b"];
    private static readonly string?[] Physical = [null, null, "phys1", "phys2"];
    private static readonly string?[] Words = [null, null, "bond0"];

    public Dictionary<Guid, Cluster> Clusters { get; } = [];

    public Dictionary<Guid, Network> Networks { get; } = [];

    public Dictionary<Guid, VnicProfile> Profiles { get; } = [];

    public Dictionary<Guid, FleetHost> Hosts { get; } = [];

    public Dictionary<Guid, HostInventory> Inventories { get; } = [];

    public Dictionary<(Guid Host, PciAddress Pf), VfsConfiguration> Configurations { get; } = [];

    public Dictionary<Guid, Vm> Vms { get; } = [];

    public Dictionary<VfKey, Claim> Claims { get; } = [];

    public Dictionary<Guid, (long Memory, int Cpus)> Uses { get; } = [];

    public List<VmPlacement> Taken { get; } = [];

    /// <summary>Puts one of everything there, drawn by chance.</summary>
    public DrawnFleet Furnish()
    {
        for (var n = 0; n < 6; n++)
        {
            Clusters[GivenFleet.Id(2, n % 2)] = Cluster() with { Id = GivenFleet.Id(2, n % 2) };
            Networks[GivenFleet.Id(3, n % 3)] = Network() with { Id = GivenFleet.Id(3, n % 3), IsVmNetwork = true, Clusters = null };
            Profiles[GivenFleet.Id(4, n)] = Profile() with { Id = GivenFleet.Id(4, n), NetworkId = GivenFleet.Id(3, n % 3), FailoverId = null };
            Hosts[GivenFleet.Id(5, n % 3)] = Host() with { Id = GivenFleet.Id(5, n % 3), Status = HostStatus.Up };
            Inventories[GivenFleet.Id(5, n % 3)] = Inventory() with { HostId = GivenFleet.Id(5, n % 3) };
        }

        return this;
    }

    /// <summary>Changes everything some times, and the picture with it.</summary>
    public DrawnFleet Change(int times, params FleetPicture[] pictures)
    {
        for (var time = 0; time < times; time++)
        {
            var change = Draw();
            foreach (var picture in pictures)
            {
                change(picture);
            }
        }

        return this;
    }

    /// <summary>Tells a new picture everything, in an order drawn by chance, some of it twice.</summary>
    public FleetPicture Picture()
    {
        var picture = new FleetPicture();
        List<Action> all =
        [
            .. Clusters.Values.Select(one => (Action)(() => picture.Set(one))),
            .. Networks.Values.Select(one => (Action)(() => picture.Set(one))),
            .. Profiles.Values.Select(one => (Action)(() => picture.Set(one))),
            .. Hosts.Values.Select(one => (Action)(() => picture.Set(one))),
            .. Inventories.Values.Select(one => (Action)(() => picture.Set(one))),
            .. Configurations.Values.Select(one => (Action)(() => picture.Set(one))),
            .. Vms.Values.Select(one => (Action)(() => picture.Set(one))),
            .. Claims.Values.Select(one => (Action)(() => picture.SetClaim(one))),
            .. Uses.Select(one => (Action)(() => picture.SetUse(one.Key, one.Value.Memory, one.Value.Cpus))),
        ];
        Action[] order = [.. all, .. all.Take(all.Count / 3)];
        random.Shuffle(order);
        foreach (var tell in order)
        {
            tell();
        }

        foreach (var placement in Taken)
        {
            picture.Take(placement);
        }

        return picture;
    }

    /// <summary>A VM that may not be in the fleet.</summary>
    public Vm DrawVm() => new(GivenFleet.Id(7, random.Next(12)), "vm", OfCluster())
    {
        MemoryMiB = random.Next(1, 5),
        Cpus = random.Next(1, 3),
        NumaNode = Maybe(3, () => random.Next(2)),
        PinnedHosts = random.Next(6) == 0 ? [Id(5, 3)] : [],
        Affinity = random.Next(3) == 0
            ? [new Affinity($"group{random.Next(2)}", random.Next(2) == 0 ? AffinityKind.Together : AffinityKind.Apart, random.Next(2) == 0)] : [],
        Nics = [.. Enumerable.Range(0, random.Next(0, 5)).Select(n => new Vnic(GivenFleet.Id(6, n), $"nic{n}")
        {
            ProfileId = random.Next(10) == 0 ? null : Id(4, 6),
            IsPlugged = random.Next(8) > 0,
            Separate = Words[random.Next(3)],
            Pin = random.Next(12) == 0 ? new VnicPin(Id(5, 3), Pf(random.Next(3)), random.Next(2) == 0 ? random.Next(3) : null) : null,
            Requires = random.Next(10) == 0 ? Tags() : FunctionTags.None,
        })],
    };

    private Action<FleetPicture> Draw()
    {
        switch (random.Next(14))
        {
            case 0: return Put(Clusters, Cluster(), one => one.Id, (picture, one) => picture.Set(one));
            case 1: return Put(Networks, Network(), one => one.Id, (picture, one) => picture.Set(one));
            case 2: return Put(Profiles, Profile(), one => one.Id, (picture, one) => picture.Set(one));
            case 3: return Put(Hosts, Host(), one => one.Id, (picture, one) => picture.Set(one));
            case 4 or 5: return Put(Inventories, Inventory(), one => one.HostId, (picture, one) => picture.Set(one));
            case 6: return Put(Configurations, Configuration(), one => (one.HostId, one.Pf), (picture, one) => picture.Set(one));
            case 7:
                var host = Id(5, 3);
                var placed = DrawVm() with { HostId = random.Next(2) == 0 ? host : null };
                return Put(Vms, placed, one => one.Id, (picture, one) => picture.Set(one));
            case 8: return Put(Claims, new Claim(Vf(), GivenFleet.Id(7, random.Next(12)), GivenFleet.Id(6, random.Next(4))), one => one.Vf, (picture, one) => picture.SetClaim(one));
            case 9 or 10:
                var free = Vf();
                Claims.Remove(free);
                return picture => picture.RemoveClaim(free);
            case 11:
                var (used, memory, cpus) = (Id(5, 3), random.Next(6), random.Next(4));
                Uses[used] = (memory, cpus);
                return picture => picture.SetUse(used, memory, cpus);
            case 12 when Taken.Count > 0:
                var back = Taken[random.Next(Taken.Count)];
                Taken.Remove(back);
                return picture => picture.GiveBack(back);
            case 12:
                return Removed();
            default:
                var vm = DrawVm() with { Id = GivenFleet.Id(7, 100 + random.Next(int.MaxValue - 100)) };
                if (Picture().Place(new PlacementRequest([vm])) is not PlacementOutcome.Placed { Vms: [var taken] })
                {
                    return _ => { };
                }

                Taken.Add(taken);
                return picture => picture.Take(taken);
        }
    }

    private Action<FleetPicture> Removed()
    {
        var (kind, host, pf) = (random.Next(6), Id(5, 3), Pf(random.Next(3)));
        switch (kind)
        {
            case 0:
                Hosts.Remove(host);
                Inventories.Remove(host);
                foreach (var key in Configurations.Keys.Where(key => key.Host == host).ToList())
                {
                    Configurations.Remove(key);
                }

                Uses.Remove(host);
                return picture => picture.RemoveHost(host);
            case 1:
                Configurations.Remove((host, pf));
                return picture => picture.RemoveConfiguration(host, pf);
            case 2:
                var network = Id(3, 3);
                Networks.Remove(network);
                return picture => picture.RemoveNetwork(network);
            case 3:
                var profile = Id(4, 6);
                Profiles.Remove(profile);
                return picture => picture.RemoveProfile(profile);
            case 4:
                Inventories.Remove(host);
                return picture => picture.RemoveInventory(host);
            default:
                var vm = GivenFleet.Id(7, random.Next(12));
                Vms.Remove(vm);
                return picture => picture.RemoveVm(vm);
        }
    }

    private static Action<FleetPicture> Put<TKey, TValue>(Dictionary<TKey, TValue> kept, TValue value, Func<TValue, TKey> key, Action<FleetPicture, TValue> set)
        where TKey : notnull
    {
        kept[key(value)] = value;
        return picture => set(picture, value);
    }

    private Cluster Cluster() => new(Id(2, 2), "cluster", GivenFleet.DataCenter)
    {
        Policy = Policy(),
        PfPolicy = Policy(),
        CpuOvercommitPercent = 100 * random.Next(1, 4),
        MemoryOvercommitPercent = 50 * random.Next(2, 4),
    };

    private Network Network() => new(Id(3, 3), "network", GivenFleet.DataCenter)
    {
        Labels = random.Next(2) == 0 ? [Labels[random.Next(2)]] : [],
        PhysicalNetwork = Physical[random.Next(random.Next(4) > 0 ? 1 : 4)],
        IsVmNetwork = random.Next(10) > 0,
        Clusters = random.Next(6) == 0 ? [Id(2, 2)] : null,
    };

    private VnicProfile Profile() => new(Id(4, 6), "profile", Id(3, 3))
    {
        Passthrough = (Passthrough)Math.Max(0, random.Next(4) - 1) is var drawn && random.Next(2) == 0 ? Passthrough.Required : drawn,
        FailoverId = Maybe(10, () => Id(4, 6)),
        Requires = random.Next(8) == 0 ? Tags() : FunctionTags.None,
    };

    private FunctionTags Tags() => random.Next(5) switch
    {
        0 => new() { VendorDevice = "8086:154C" },
        1 => new() { Model = "x7" },
        2 => new() { Trusted = random.Next(2) == 0 },
        3 => new() { LiveMigratable = random.Next(2) == 0 },
        _ => new() { PhysicalNetwork = "phys1" },
    };

    private FleetHost Host() => new(Id(5, 3), $"host{random.Next(5)}", OfCluster())
    {
        Status = random.Next(6) == 0 ? HostStatus.Maintenance : HostStatus.Up,
        ReservedMemoryMiB = random.Next(3),
        Bridges = [.. Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0).Select(n => new NetworkBridge(GivenFleet.Id(3, n), $"br{n}"))],
    };

    private HostInventory Inventory() => new(Id(5, 3))
    {
        MemoryMiB = random.Next(8, 30),
        Cpus = random.Next(4, 12),
        Pfs = [.. Enumerable.Range(0, random.Next(1, 4)).Select(n => new InventoryPf(Pf(n), $"ens{n}f0")
        {
            VfVendorDevice = random.Next(2) == 0 ? "8086:154c" : "15b3:101e",
            Model = random.Next(2) == 0 ? "Ethernet X710" : "ConnectX-6",
            NumaNode = Maybe(3, () => random.Next(2)),
            NumVfs = random.Next(0, 5),
            HasLink = random.Next(5) > 0,
            CanTrust = random.Next(2) == 0,
            IsLiveMigratable = random.Next(2) == 0,
            Vfs = random.Next(3) == 0 ? [new InventoryVf(random.Next(3)) { Holds = random.Next(2) == 0 ? ["guest db"] : [], IsUnclean = random.Next(2) == 0 }] : [],
        })],
    };

    private VfsConfiguration Configuration()
    {
        var all = random.Next(3) == 0;
        return new VfsConfiguration(Id(5, 3), Pf(random.Next(3)))
        {
            AllNetworksAllowed = all,
            Networks = all ? [] : [.. Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0).Select(n => GivenFleet.Id(3, n))],
            Labels = all || random.Next(2) == 0 ? [] : [Labels[random.Next(2)]],
            PhysicalNetwork = Physical[random.Next(4)],
            Trusted = random.Next(2) == 0 ? null : random.Next(2) == 0,
            IsUsed = random.Next(8) > 0,
        };
    }

    private VfKey Vf() => new(Id(5, 3), Pf(random.Next(3)), random.Next(4));

    private Guid OfCluster() => GivenFleet.Id(2, random.Next(6) / 5);

    private Guid Id(short kind, int count) => GivenFleet.Id(kind, random.Next(count));

    private T? Maybe<T>(int oneIn, Func<T> value)
        where T : struct => random.Next(oneIn) == 0 ? value() : null;

    private PlacementPolicy Policy() => random.Next(2) == 0 ? PlacementPolicy.Pack : PlacementPolicy.Spread;

    private static PciAddress Pf(int number) => new(0, (byte)(number + 1), 0, 0);
}
