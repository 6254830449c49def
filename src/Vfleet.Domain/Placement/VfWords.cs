using System.Collections.Immutable;
using System.Numerics;
using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>Says why a host's free VFs do not serve the vNICs of a demand, and what each PF has.</summary>
internal sealed class VfWords(HostFit fit, Dictionary<Guid, Vm> vms)
{
    // Up to so many vNICs, every set of them is tried, the smallest first.
    private const int MostTried = 10;

    /// <summary>A set of vNICs that the host cannot serve although it can serve each smaller part of it.</summary>
    /// <param name="demand">The demand; the host does not serve it.</param>
    /// <param name="host">The host.</param>
    /// <param name="exact">Whether it shall be a smallest of all such sets, which is done for up to ten vNICs.</param>
    /// <returns>A bit for each vNIC; none when the host serves all.</returns>
    public ulong Unservable(Demand demand, HostEntry host, bool exact)
    {
        var all = HostFit.Everyone(demand);
        if (fit.Fits(demand, host, all))
        {
            return 0;
        }

        if (exact && demand.Vfs.Length <= MostTried)
        {
            return Enumerable.Range(1, (int)all).Select(set => (ulong)set).Where(set => IsFirstOfItsKind(demand, set))
                .OrderBy(BitOperations.PopCount).ThenBy(set => set)
                .First(set => !fit.Fits(demand, host, set));
        }

        for (var nic = demand.Vfs.Length - 1; nic >= 0; nic--)
        {
            var without = all & ~(1UL << nic);
            all = fit.Fits(demand, host, without) ? all : without;
        }

        return all;
    }

    /// <summary>The vNICs of a set.</summary>
    public static ImmutableArray<Guid> Ids(Demand demand, ulong set) => [.. Members(demand, set).Select(nic => nic.Nic.Id)];

    /// <summary>Why a set is not served.</summary>
    public string Sentence(Demand demand, HostEntry host, ulong set)
    {
        if (demand.Fault is { Filter: HostReason.Vfs } fault)
        {
            return fault.Message;
        }

        List<NicDemand> nics = [.. Members(demand, set)];
        var names = Listed([.. nics.Select(nic => demand.Vms.Length > 1 ? $"{nic.Vm.Name}/{nic.Nic.Name}" : nic.Nic.Name)]);
        var needs = nics.Count == 1 ? $"{names} needs a VF" : $"{names} need {nics.Count} VFs" + (nics.TrueForAll(nic => nic.Group >= 0) ? ", on different PFs as they are separate" : "");
        if (nics is [{ Nic.Pin: { Index: { } index } pin }] && host.Pf(pin.Pf) is { } pinned && pinned.Exists(index) && Obstacle(demand, nics[0], host, pinned) is null)
        {
            return $"{names} needs VF {index} of {pinned.Pf.Name}, which is not free: {NotFree(pinned, index)?.Message}";
        }

        List<PfEntry> allowed = [.. host.Pfs.Where(pf => nics.Exists(nic => Obstacle(demand, nic, host, pf) is null))];
        return allowed switch
        {
            _ when host.Pfs.Length == 0 => $"{needs}; the host has no PF with SR-IOV",
            [] => $"{needs}; no PF serves {(nics.Count == 1 ? "it" : "them")}: "
                + string.Join("; ", host.Pfs.Take(4).Select(pf => $"{pf.Pf.Name}: {Obstacle(demand, nics[0], host, pf)!.Message}")),
            [var only] => $"{needs}; only {only.Pf.Name} allows {(nics.Count == 1 ? "it" : "them")} and it has {only.Free} free",
            _ => $"{needs}; of the PFs that allow {(nics.Count == 1 ? "it" : "one of them")}, {Listed([.. allowed.Select(pf => $"{pf.Pf.Name} has {pf.Free} free")])}",
        };
    }

    /// <summary>What a PF has for a demand.</summary>
    public PfVerdict Verdict(Demand demand, HostEntry host, PfEntry pf) => new(pf.Address, pf.Pf.Name, pf.Count, pf.Free)
    {
        NotFree = [.. Enumerable.Range(0, pf.Count).Select(index => NotFree(pf, index)).OfType<VfObstacle>()],
        Disallowed = [.. demand.Vfs.Select(nic => Obstacle(demand, nic, host, pf)).OfType<NicObstacle>()],
    };

    private VfObstacle? NotFree(PfEntry pf, int index)
    {
        if (pf.ClaimOn(index) is { } claim)
        {
            var name = vms.GetValueOrDefault(claim.VmId)?.Name ?? claim.VmId.ToString();
            return claim.State switch
            {
                ClaimState.Releasing => new(index, VfReason.Releasing, $"given up by {name}; the host has not reported it clean yet", claim),
                ClaimState.Suspect => new(index, VfReason.Suspect, $"suspect: libvirt said that it was in use when {name} was to have it", claim),
                _ => new(index, VfReason.Claimed, $"claimed by {name}", claim),
            };
        }

        return pf.IsFree(index) ? null
            : pf.IsTaken(index) ? new(index, VfReason.Taken, "just given to another vNIC", null)
            : pf.Pf.Vfs.FirstOrDefault(vf => vf.Index == index) is { } reported && pf.IsHeld(index)
                ? reported.Holds.IsEmpty ? new(index, VfReason.Unclean, "not clean yet after its former user", null)
                    : new(index, VfReason.Held, string.Join("; ", reported.Holds), null)
            : new(index, VfReason.NotUsed, "the PF's configuration keeps its VFs out of use", null);
    }

    private static NicObstacle? Obstacle(Demand demand, NicDemand nic, HostEntry host, PfEntry pf) =>
        nic.Need!.Obstacle(pf.Class) is { } reason ? new(nic.Nic.Id, reason, nic.Need.Describe(reason, pf.Class))
        : nic.Nic.Pin is { } pin && (pin.HostId != host.Id || pin.Pf != pf.Address) ? new(nic.Nic.Id, PfReason.Pinned, $"{nic.Nic.Name} is pinned to {pin.Pf}")
        : nic.Group >= 0 && demand.Blocked.Contains((nic.Group, pf.Address))
            ? new(nic.Nic.Id, PfReason.Separate, $"{nic.Nic.Name} must be on another PF than a vNIC that the VM has here")
        : null;

    private static IEnumerable<NicDemand> Members(Demand demand, ulong set) => demand.Vfs.Where((_, at) => ((set >> at) & 1) != 0);

    // Of vNICs that ask the same, a set has the first ones: other choices among them change nothing.
    private static bool IsFirstOfItsKind(Demand demand, ulong set)
    {
        for (var nic = 1; nic < demand.Vfs.Length; nic++)
        {
            for (var earlier = 0; ((set >> nic) & 1) != 0 && earlier < nic; earlier++)
            {
                if (((set >> earlier) & 1) == 0 && IsAlike(demand.Vfs[nic], demand.Vfs[earlier]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsAlike(NicDemand nic, NicDemand other) =>
        nic.Need == other.Need && nic.Group == other.Group && nic.Nic.Pin == other.Nic.Pin && nic.Passthrough == other.Passthrough && nic.Network == other.Network;

    private static string Listed(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "",
        1 => names[0],
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}",
    };
}
