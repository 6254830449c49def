using System.Collections.Immutable;
using System.Numerics;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Matching;

namespace Vfleet.Domain.Placement;

/// <summary>Matches the vNICs of a demand with the free VFs of one host.</summary>
internal sealed class HostFit(NetworkIndex networks)
{
    private readonly Matcher _matcher = new();
    private Demand? _demand;
    private HostEntry? _host;

    /// <summary>What the last match cost.</summary>
    public long Cost => _matcher.Cost;

    /// <summary>Whether a PF is not known to be on another NUMA node.</summary>
    public static bool IsNear(InventoryPf pf, int? node) => node is null || pf.NumaNode is null || pf.NumaNode == node;

    /// <summary>The vNICs that may be left out of a question, as a bit for each.</summary>
    /// <param name="demand">The demand.</param>
    /// <returns>All of them.</returns>
    public static ulong Everyone(Demand demand) => demand.Vfs.Length >= 64 ? ulong.MaxValue : (1UL << demand.Vfs.Length) - 1;

    /// <summary>Whether the host's free VFs serve all vNICs together.</summary>
    public bool Fits(Demand demand, HostEntry host) => Fits(demand, host, Everyone(demand));

    /// <summary>Whether the host's free VFs serve some vNICs together.</summary>
    /// <param name="demand">The demand.</param>
    /// <param name="host">The host.</param>
    /// <param name="asked">A bit for each vNIC that counts.</param>
    /// <returns>Whether they do.</returns>
    public bool Fits(Demand demand, HostEntry host, ulong asked)
    {
        Ask(demand, host, asked);
        return _matcher.Solve();
    }

    /// <summary>Whether a vNIC may have a VF of a PF that has one free; <see cref="Fits(Demand, HostEntry, ulong)"/> was asked before.</summary>
    public bool MayHave(int nic, int pf) => _matcher.MayHave(nic, pf);

    /// <summary>What the vNICs get after <see cref="Fits(Demand, HostEntry)"/>: for each PF the pinned indices, then the lowest free ones.</summary>
    /// <param name="vm">The VM of the demand whose vNICs are meant.</param>
    /// <returns>Them, in the VM's order.</returns>
    public ImmutableArray<NicPlacement> Nics(Vm vm)
    {
        var (demand, host) = (_demand!, _host!);
        Span<int> indices = stackalloc int[demand.Vfs.Length];
        Choose(demand, host, indices);
        var placements = ImmutableArray.CreateBuilder<NicPlacement>(demand.Nics.Length);
        var at = 0;
        foreach (var nic in demand.Nics)
        {
            VfKey? vf = null;
            if (nic.Need is not null)
            {
                if (_matcher.PfOf(at) >= 0)
                {
                    vf = new VfKey(host.Id, host.Pfs[_matcher.PfOf(at)].Address, indices[at]);
                }

                at++;
            }

            if (nic.Vm.Id == vm.Id)
            {
                var bridged = vf is null ? nic.Network : nic.Failover;
                placements.Add(new(nic.Nic.Id, vf, bridged is null ? null : host.Bridge(bridged.Id)));
            }
        }

        return placements.DrainToImmutable();
    }

    private void Choose(Demand demand, HostEntry host, Span<int> indices)
    {
        for (var nic = 0; nic < indices.Length; nic++)
        {
            indices[nic] = _matcher.PfOf(nic) >= 0 ? demand.Vfs[nic].Nic.Pin?.Index ?? -1 : -1;
        }

        for (var nic = 0; nic < indices.Length; nic++)
        {
            var pf = _matcher.PfOf(nic);
            if (pf < 0 || indices[nic] >= 0)
            {
                continue;
            }

            var index = host.Pfs[pf].LowestFree(0);
            while (IsChosen(indices, pf, index))
            {
                index = host.Pfs[pf].LowestFree(index + 1);
            }

            indices[nic] = index;
        }
    }

    private bool IsChosen(ReadOnlySpan<int> indices, int pf, int index)
    {
        for (var nic = 0; nic < indices.Length; nic++)
        {
            if (indices[nic] == index && _matcher.PfOf(nic) == pf)
            {
                return true;
            }
        }

        return false;
    }

    private void Ask(Demand demand, HostEntry host, ulong asked)
    {
        (_demand, _host) = (demand, host);
        host.WeighScarcity(networks);
        var pfs = host.Pfs;
        _matcher.Begin(demand.Vfs.Length, pfs.Length, demand.Groups);
        _matcher.Spread = host.Cluster?.PfPolicy != PlacementPolicy.Pack;
        for (var pf = 0; pf < pfs.Length; pf++)
        {
            _matcher.SetPf(pf, pfs[pf].Count, pfs[pf].Free);
        }

        for (var at = 0; at < demand.Vfs.Length; at++)
        {
            var nic = demand.Vfs[at];
            if (((asked >> at) & 1) == 0)
            {
                _matcher.LeaveOut(at, true);
                continue;
            }

            _matcher.SetGroup(at, nic.Group);
            if (nic.IsPreferred && host.Bridge(nic.Network.Id) is not null)
            {
                _matcher.AllowBridge(at, MatchWeights.Bridge);
            }

            for (var pf = 0; pf < pfs.Length; pf++)
            {
                if (pfs[pf].Free > 0 && nic.Need!.Allows(pfs[pf].Class, networks, out var flexibility)
                    && (nic.Nic.Pin is not { } pin || MayHavePinned(demand, at, asked, host, pfs[pf], pin))
                    && (demand.Blocked.IsEmpty || !IsBlocked(demand, nic.Group, pfs[pf])))
                {
                    _matcher.Allow(at, pf, flexibility + CostOf(pfs[pf], pf, nic.Vm.NumaNode));
                }
            }
        }
    }

    private static long CostOf(PfEntry pf, int order, int? node) => (pf.Pf.HasLink == false ? MatchWeights.NoLink : 0)
        + (IsNear(pf.Pf, node) ? 0 : MatchWeights.Numa)
        + (MatchWeights.Scarcity * Math.Min(pf.Scarcity, MatchWeights.ScarcitySteps))
        + (MatchWeights.Order * Math.Min(order, MatchWeights.OrderSteps));

    private static bool IsBlocked(Demand demand, int group, PfEntry pf) =>
        group >= 0 && demand.Blocked.Contains((group, pf.Address));

    // Of several vNICs that are pinned to one VF, one that must have it comes before those that would only rather have it, and the first before later ones.
    private static bool MayHavePinned(Demand demand, int at, ulong asked, HostEntry host, PfEntry pf, VnicPin pin)
    {
        if (pin.HostId != host.Id || pin.Pf != pf.Address)
        {
            return false;
        }

        if (pin.Index is not { } index)
        {
            return true;
        }

        for (var others = asked & ~(1UL << at); others != 0; others &= others - 1)
        {
            var other = BitOperations.TrailingZeroCount(others);
            if (demand.Vfs[other].Nic.Pin == pin && (demand.Vfs[other].IsPreferred, other).CompareTo((demand.Vfs[at].IsPreferred, at)) < 0)
            {
                return false;
            }
        }

        return pf.IsFree(index);
    }
}
