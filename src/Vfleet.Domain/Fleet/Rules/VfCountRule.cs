using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>When the number of a PF's VFs may change: it removes all that there are (<c>drivers/pci/iov.c</c>), so each must be free.</summary>
internal static class VfCountRule
{
    private const int Named = 3;

    /// <summary>Nothing is asked when the number stays as it is or as it was decided.</summary>
    public static IEnumerable<Problem> Check(FleetHost host, InventoryPf pf, int? before, int? after, IFleetView view)
    {
        if (after is not { } wanted || wanted == before || wanted == pf.NumVfs)
        {
            yield break;
        }

        var name = $"{host.Name}/{pf.Name}";
        if (NotFree(host, pf, view) is { Count: > 0 } busy)
        {
            var more = busy.Count > Named ? $"; and {busy.Count - Named} more" : "";
            yield return new Problem(
                FleetCode.VfCountFixed,
                $"the number of VFs of {name} cannot change while {busy.Count} of them are not free: {string.Join("; ", busy.Take(Named))}{more}",
                "stop or move the VMs that have them, or unplug these vNICs, and try again",
                "count");
        }

        if (wanted < 0 || wanted > pf.MaxVfs)
        {
            yield return new Problem(
                FleetCode.VfCountOutOfRange, $"{name} cannot have {wanted} VFs", $"give a number from 0 to {pf.MaxVfs}", "count");
        }

        if (host.Status is not (HostStatus.Up or HostStatus.Maintenance))
        {
            yield return HostState.Problem(host, "count");
        }
    }

    private static List<string> NotFree(FleetHost host, InventoryPf pf, IFleetView view)
    {
        var reasons = new SortedDictionary<int, string>();
        foreach (var claim in view.ClaimsOn(host.Id).Where(claim => claim.Vf.Pf == pf.Address))
        {
            var vm = view.TryGet(claim.VmId, out Vm? found) ? found.Name : claim.VmId.ToString("D");
            reasons[claim.Vf.Index] = $"VF {claim.Vf.Index}: the VM {vm} {Words(claim.State)}";
        }

        foreach (var vf in pf.Vfs.Where(vf => vf.Holds.Length > 0 || vf.Guest is not null || vf.IsUnclean))
        {
            var reason = vf.Holds.Length > 0 ? vf.Holds[0] : vf.Guest is { } guest ? $"the guest {guest:D} has it" : "it is not clean yet";
            reasons.TryAdd(vf.Index, $"VF {vf.Index}: {reason}");
        }

        return [.. reasons.Values];
    }

    private static string Words(ClaimState state) => state switch
    {
        ClaimState.Held => "has it",
        ClaimState.Releasing => "is giving it back",
        _ => "could not get it, and it is suspect since",
    };
}
