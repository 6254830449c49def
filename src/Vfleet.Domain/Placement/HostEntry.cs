using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Primitives;

namespace Vfleet.Domain.Placement;

/// <summary>Everything that the picture knows of one host. Its parts may come in any order, and parts of a host that is not set yet wait here.</summary>
internal sealed class HostEntry(Guid id)
{
    private readonly Dictionary<PciAddress, VfsConfiguration> _configurations = [];
    private readonly List<Claim> _stray = [];
    private readonly List<TakenVf> _taken = [];
    private readonly List<TakenUse> _uses = [];
    private long _usedMemory;
    private int _usedCpus;
    private int _scarcityVersion = -1;
    private bool _isScarcityOld = true;

    public Guid Id => id;

    /// <summary>Its place among the hosts in order of name; -1 while it is not set.</summary>
    public int Slot { get; set; } = -1;

    public FleetHost? Host { get; set; }

    public HostInventory? Inventory { get; private set; }

    public Cluster? Cluster { get; set; }

    /// <summary>Its PFs in order of address.</summary>
    public PfEntry[] Pfs { get; private set; } = [];

    /// <summary>How many VFs are free on all PFs.</summary>
    public int FreeVfs { get; private set; }

    /// <summary>Tentative holds.</summary>
    public IReadOnlyList<TakenVf> Taken => _taken;

    public string Name => Host?.Name ?? id.ToString();

    public bool IsUp => Host is { Status: HostStatus.Up } && Inventory is not null;

    public UseLimits Limits => Inventory is { } inventory && Host is { } host && Cluster is { } cluster
        ? new((long)inventory.MemoryMiB * cluster.MemoryOvercommitPercent / 100 - host.ReservedMemoryMiB,
            (int)Math.Min((long)inventory.Cpus * cluster.CpuOvercommitPercent / 100, int.MaxValue))
        : default;

    /// <summary>Memory in MiB that is still to be given; may be below 0.</summary>
    public long FreeMemory { get; private set; }

    /// <summary>Virtual CPUs that are still to be given; may be below 0.</summary>
    public int FreeCpus { get; private set; }

    public VfsConfiguration ConfigurationOf(PciAddress pf) => _configurations.GetValueOrDefault(pf) ?? new VfsConfiguration(id, pf);

    public PfEntry? Pf(PciAddress address) => Array.Find(Pfs, pf => pf.Address == address);

    /// <summary>The bridge of a network; null when the host has none.</summary>
    public string? Bridge(Guid network)
    {
        foreach (var bridge in Host?.Bridges ?? [])
        {
            if (bridge.NetworkId == network)
            {
                return bridge.Bridge;
            }
        }

        return null;
    }

    public void SetInventory(HostInventory? inventory, NetworkIndex networks)
    {
        Inventory = inventory;
        Rebuild(networks);
    }

    /// <summary>Forgets everything but claims and tentative holds.</summary>
    public void Forget(NetworkIndex networks)
    {
        _configurations.Clear();
        (Cluster, _usedMemory, _usedCpus) = (null, 0, 0);
        SetInventory(null, networks);
    }

    public void SetConfiguration(PciAddress pf, VfsConfiguration? configuration, NetworkIndex networks)
    {
        if (configuration is null)
        {
            _configurations.Remove(pf);
        }
        else
        {
            _configurations[pf] = configuration;
        }

        Rebuild(networks);
    }

    public void SetUse(long memory, int cpus)
    {
        (_usedMemory, _usedCpus) = (memory, cpus);
        Measure();
    }

    /// <summary>Works out again what is left of memory and CPUs.</summary>
    public void Measure()
    {
        var (memory, cpus) = Limits;
        FreeMemory = memory - _usedMemory - _uses.Sum(use => use.MemoryMiB);
        FreeCpus = (int)Math.Clamp((long)cpus - _usedCpus - _uses.Sum(use => (long)use.Cpus), int.MinValue, int.MaxValue);
    }

    public void SetClaim(Claim claim)
    {
        RemoveClaim(claim.Vf);
        _taken.RemoveAll(taken => taken.Is(claim.Vf) && taken.NicId == claim.NicId && taken.VmId == claim.VmId);
        if (Pf(claim.Vf.Pf) is { } pf && pf.Exists(claim.Vf.Index))
        {
            pf.SetClaim(claim.Vf.Index, claim);
        }
        else
        {
            _stray.Add(claim);
        }

        Judge(claim.Vf);
    }

    public void RemoveClaim(VfKey vf)
    {
        _stray.RemoveAll(claim => claim.Vf == vf);
        if (Pf(vf.Pf) is { } pf && pf.Exists(vf.Index))
        {
            pf.SetClaim(vf.Index, null);
        }

        Count();
    }

    public IEnumerable<Claim> ClaimsOf(Guid vm) => Claims().Where(claim => claim.VmId == vm);

    public void Take(TakenVf vf)
    {
        _taken.Add(vf);
        Judge(vf.Vf);
    }

    public void Take(TakenUse use)
    {
        _uses.Add(use);
        Measure();
    }

    /// <summary>Ends a tentative hold; nothing when it has become a claim.</summary>
    public void GiveBack(TakenVf vf)
    {
        _taken.Remove(vf);
        Judge(vf.Vf);
    }

    public void GiveBackUse(TakenUse use)
    {
        _uses.Remove(use);
        Measure();
    }

    /// <summary>Makes its PFs anew, of what was reported and what people want.</summary>
    public void Rebuild(NetworkIndex networks)
    {
        List<Claim> claims = [.. Claims()];
        _stray.Clear();
        Pfs = [.. (Inventory?.Pfs ?? []).DistinctBy(pf => pf.Address).OrderBy(pf => pf.Address).Select(pf =>
        {
            var configuration = ConfigurationOf(pf.Address);
            return new PfEntry(pf, configuration, networks.Class(configuration, pf));
        })];
        foreach (var claim in claims)
        {
            SetClaim(claim);
        }

        foreach (var taken in _taken)
        {
            Judge(taken.Vf);
        }

        Count();
        Measure();
    }

    /// <summary>Sees to it that each PF's scarcity is as of now.</summary>
    public void WeighScarcity(NetworkIndex networks)
    {
        if (!_isScarcityOld && _scarcityVersion == networks.Version)
        {
            return;
        }

        (_isScarcityOld, _scarcityVersion) = (false, networks.Version);
        foreach (var pf in Pfs)
        {
            pf.Scarcity = 0;
            for (var word = 0; word < pf.Class.Allowed.Length && pf.Free > 0; word++)
            {
                var alone = pf.Class.Allowed[word];
                foreach (var other in Pfs)
                {
                    alone &= other == pf || other.Free == 0 || word >= other.Class.Allowed.Length ? ulong.MaxValue : ~other.Class.Allowed[word];
                }

                pf.Scarcity += System.Numerics.BitOperations.PopCount(alone);
            }
        }
    }

    private IEnumerable<Claim> Claims()
    {
        foreach (var pf in Pfs)
        {
            for (var index = 0; index < pf.Count; index++)
            {
                if (pf.ClaimOn(index) is { } claim)
                {
                    yield return claim;
                }
            }
        }

        foreach (var claim in _stray)
        {
            yield return claim;
        }
    }

    private void Judge(VfKey vf)
    {
        if (Pf(vf.Pf) is { } pf && pf.Exists(vf.Index))
        {
            pf.SetTaken(vf.Index, _taken.Exists(taken => taken.Is(vf)));
        }

        Count();
    }

    private void Count()
    {
        FreeVfs = 0;
        foreach (var pf in Pfs)
        {
            FreeVfs += pf.Free;
        }

        _isScarcityOld = true;
    }
}

/// <summary>A VF that is held until its claim is written.</summary>
internal readonly record struct TakenVf(VfKey Vf, Guid VmId, Guid NicId)
{
    public bool Is(VfKey vf) => Vf == vf;
}

/// <summary>A VM's share of a host until the store has it.</summary>
internal readonly record struct TakenUse(Guid VmId, long MemoryMiB, int Cpus);
