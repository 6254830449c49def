using System.Numerics;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Matching;

namespace Vfleet.Domain.Placement;

/// <summary>Finds the best host for a demand. When any host takes it, one is found.</summary>
/// <remarks>
/// Hosts that satisfy more soft affinities come first; among those, hosts where every vNIC gets a VF near it with a link; among those, the
/// preferred part; among those, the cluster's policy decides. <i>Pack</i> takes the host with the fewest free VFs that fits, then with the least
/// free memory; <i>spread</i> the opposite. VMs without VFs are packed onto hosts with the fewest free VFs too, so that they do not take memory from VMs
/// that need VFs; spread, they go where most memory is free. Of equals the first by name is taken.
/// </remarks>
internal sealed class HostSearch(HostIndex hosts, HostFilters filters, HostFit fit)
{
    // Hosts that take the demand, but not well, after which no better one is looked for.
    private const int MostPoor = 64;
    private ulong[] _base = [];
    private ulong[] _level = [];
    private ulong[] _near = [];
    private ulong[] _scan = [];
    private HostEntry? _best;
    private long _bestShortcomings;
    private int _poor;

    /// <summary>Finds a host.</summary>
    /// <param name="demand">What it must give.</param>
    /// <param name="scope">Which hosts may be taken, and which are tried first.</param>
    /// <param name="tried">Hosts by slot that are left out besides; null for none.</param>
    /// <returns>The best host; null when no host takes the demand.</returns>
    public HostEntry? Find(Demand demand, PlacementRequest scope, ulong[]? tried = null)
    {
        if (demand.Fault is not null)
        {
            return null;
        }

        if (_base.Length != hosts.Words)
        {
            (_base, _level, _near, _scan) = (new ulong[hosts.Words], new ulong[hosts.Words], new ulong[hosts.Words], new ulong[hosts.Words]);
        }

        if (!Admit(demand, scope, tried))
        {
            return null;
        }

        var soft = SoftAffinity.Count(demand);
        if (soft == 0)
        {
            return Among(_base, demand, scope);
        }

        var levels = SoftAffinity.Levels(demand, _base, hosts);
        foreach (var level in levels)
        {
            level.CopyTo(_level, 0);
            if (Among(_level, demand, scope) is { } host)
            {
                return host;
            }
        }

        return null;
    }

    private bool Admit(Demand demand, PlacementRequest scope, ulong[]? tried)
    {
        var set = _base;
        filters.Cluster(demand.Cluster).Passing(hosts).CopyTo(set, 0);
        if (demand.OnlyHosts is { } pinned)
        {
            Keep(set, pinned);
        }

        if (scope.OnlyHosts is { } only)
        {
            Keep(set, only);
        }

        foreach (var host in scope.Exclude)
        {
            if (hosts.Find(host) is { Slot: >= 0 } entry)
            {
                Bits.Write(set, entry.Slot, false);
            }
        }

        if (tried is not null)
        {
            Bits.Without(set, tried);
        }

        Bits.And(set, filters.Room(demand.Memory, demand.Cpus).Passing(hosts));
        foreach (var nic in demand.Nics)
        {
            if (nic.NeedsBridgeOf is { } network)
            {
                Bits.And(set, filters.Bridge(network.Id).Passing(hosts));
            }
        }

        HardAffinity.Apply(demand, set, hosts);
        AndNeeds(set, demand, near: false);
        return set.AsSpan().ContainsAnyExcept(0UL);
    }

    private HostEntry? Among(ulong[] set, Demand demand, PlacementRequest scope)
    {
        (_best, _bestShortcomings, _poor) = (null, long.MaxValue, 0);
        if (demand.Vfs.Length > 0)
        {
            set.CopyTo(_near, 0);
            AndNeeds(_near, demand, near: true);
            if (Parts(_near, demand, scope, demand.Vfs.Length) || _best is not null)
            {
                return _best;
            }
        }

        _ = Parts(set, demand, scope, demand.Required);
        return _best;
    }

    private bool Parts(ulong[] set, Demand demand, PlacementRequest scope, int fewest)
    {
        if (scope.Prefer.Count <= 1)
        {
            set.CopyTo(_scan, 0);
            return Scan(demand, fewest);
        }

        var part = filters.Part(scope.Prefer).Passing(hosts);
        set.CopyTo(_scan, 0);
        Bits.And(_scan, part);
        if (Scan(demand, fewest))
        {
            return true;
        }

        set.CopyTo(_scan, 0);
        Bits.Without(_scan, part);
        return Scan(demand, fewest);
    }

    /// <summary>Goes through the hosts of <see cref="_scan"/>.</summary>
    /// <returns>Whether one was found that nothing is wanting at.</returns>
    private bool Scan(Demand demand, int fewest)
    {
        var first = Array.FindIndex(_scan, word => word != 0);
        if (first < 0)
        {
            return false;
        }

        var last = Array.FindLastIndex(_scan, word => word != 0);
        var isPack = hosts[(first << 6) + BitOperations.TrailingZeroCount(_scan[first])]!.Cluster!.Policy == PlacementPolicy.Pack;
        if (!isPack && demand.Vfs.Length == 0)
        {
            return ScanForMemory(first, last);
        }

        var lowest = Math.Min(fewest, HostIndex.LastBucket);
        for (var step = lowest; step < hosts.Buckets; step++)
        {
            if (hosts.Bucket(isPack ? step : hosts.Buckets - 1 + lowest - step) is { } bucket)
            {
                ScanBucket(bucket, first, last, demand, isPack);
                if (_bestShortcomings == 0 || _poor >= MostPoor)
                {
                    return _bestShortcomings == 0;
                }
            }
        }

        return false;
    }

    private void ScanBucket(ulong[] bucket, int first, int last, Demand demand, bool isPack)
    {
        for (var word = first; word <= last; word++)
        {
            for (var bits = _scan[word] & bucket[word]; bits != 0; bits &= bits - 1)
            {
                var slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (_bestShortcomings == 0 && !IsBetter(slot, _best!, isPack))
                {
                    continue;
                }

                var host = hosts[slot]!;
                if (demand.Vfs.Length > 0 && !fit.Fits(demand, host))
                {
                    continue;
                }

                var shortcomings = demand.Vfs.Length > 0 ? MatchWeights.Shortcomings(fit.Cost) : 0;
                if (shortcomings < _bestShortcomings || (shortcomings == _bestShortcomings && IsBetter(slot, _best!, isPack)))
                {
                    (_best, _bestShortcomings) = (host, shortcomings);
                }

                if (shortcomings > 0 && ++_poor >= MostPoor && _bestShortcomings > 0)
                {
                    return;
                }
            }
        }
    }

    private bool ScanForMemory(int first, int last)
    {
        for (var word = first; word <= last; word++)
        {
            for (var bits = _scan[word]; bits != 0; bits &= bits - 1)
            {
                var slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
                var more = _best is null ? 1 : hosts.FreeMemory(slot).CompareTo(hosts.FreeMemory(_best.Slot));
                if (more > 0 || (more == 0 && hosts[slot]!.FreeVfs < _best!.FreeVfs))
                {
                    _best = hosts[slot];
                }
            }
        }

        _bestShortcomings = 0;
        return true;
    }

    private bool IsBetter(int slot, HostEntry best, bool isPack)
    {
        // Hosts of one bucket have the same number of free VFs, but for those of the last.
        var more = Math.Min(best.FreeVfs, hosts[slot]!.FreeVfs) >= HostIndex.LastBucket || _bestShortcomings > 0
            ? hosts[slot]!.FreeVfs.CompareTo(best.FreeVfs)
            : 0;
        more = more != 0 ? more : hosts.FreeMemory(slot).CompareTo(hosts.FreeMemory(best.Slot));
        return isPack ? more < 0 : more > 0;
    }

    private void AndNeeds(ulong[] set, Demand demand, bool near)
    {
        var nics = demand.Vfs;
        for (var at = 0; at < nics.Length; at++)
        {
            if (Counts(nics[at], near) && !IsRepeated(nics, at, near))
            {
                var count = 0;
                for (var other = at; other < nics.Length; other++)
                {
                    count += IsAlike(nics[at], nics[other], near) ? 1 : 0;
                }

                Bits.And(set, filters.Need(nics[at].Need!, count, near, nics[at].Vm.NumaNode).Passing(hosts));
            }
        }
    }

    private static bool Counts(NicDemand nic, bool near) => near || !nic.IsPreferred;

    private static bool IsRepeated(NicDemand[] nics, int at, bool near)
    {
        for (var earlier = 0; earlier < at; earlier++)
        {
            if (IsAlike(nics[at], nics[earlier], near))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAlike(NicDemand nic, NicDemand other, bool near) =>
        nic.Need == other.Need && Counts(other, near) && (!near || nic.Vm.NumaNode == other.Vm.NumaNode);

    private void Keep(ulong[] set, IEnumerable<Guid> only)
    {
        Array.Clear(_scan);
        foreach (var host in only)
        {
            if (hosts.Find(host) is { Slot: >= 0 } entry)
            {
                Bits.Write(_scan, entry.Slot, true);
            }
        }

        Bits.And(set, _scan);
    }
}
