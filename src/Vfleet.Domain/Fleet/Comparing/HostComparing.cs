using System.Collections.Immutable;

namespace Vfleet.Domain.Fleet.Comparing;

/// <summary>Compares claims, VMs and what a host reports. Nothing that a running guest has is ever among what may be healed by touching it.</summary>
public static class HostComparing
{
    /// <summary>Compares a host.</summary>
    /// <param name="host">The host.</param>
    /// <returns>What does not fit.</returns>
    public static HostComparison Compare(ComparedHost host)
    {
        var users = new VfUsers(host);
        var lost = Lost(host);
        var stray = Stray(host);
        var faults = ImmutableArray.CreateBuilder<VfFault>();
        faults.AddRange(host.Claims.Select(claim => OfClaim(host, users, lost, claim)).OfType<VfFault>());
        faults.AddRange(users.All.Select(use => OfUser(host, stray, use.Key, use.Value)).OfType<VfFault>());
        faults.AddRange(OfLeftovers(host, users));
        return new HostComparison([.. faults.OrderBy(fault => fault.Vf.Pf).ThenBy(fault => fault.Vf.Index).ThenBy(fault => fault.Kind)])
        {
            LostVms = lost,
            StrayGuests = stray,
            ToClean = [.. faults.Where(fault => fault is { Kind: VfFaultKind.LeftOver, IsHealed: true }).Select(fault => fault.Vf).Where(vf => host.LongUnclean.Contains(vf) && !host.Cleaning.Contains(vf))],
            NoLongerSuspect = [.. host.Claims.Where(claim => IsClear(host, users, claim)).Select(claim => claim.Vf)],
        };
    }

    // A VM that the fleet starts, runs or stops here, with nothing under way, whose guest does not run.
    private static ImmutableArray<Guid> Lost(ComparedHost host) => !host.IsCurrent ? [] :
    [
        .. host.Vms.Values.Where(vm => vm.HostId == host.Host.Id && vm.Status is VmStatus.Up or VmStatus.Starting or VmStatus.Stopping && !host.Busy.Contains(vm.Id)
            && !host.Inventory.Guests.Any(guest => guest.Id == vm.Id && guest.IsRunning)).Select(vm => vm.Id).Order(),
    ];

    // A guest that was made by the fleet for a VM that is not here: it came back after its host was fenced, or an end was missed.
    private static ImmutableArray<Guid> Stray(ComparedHost host) => !host.IsCurrent ? [] :
    [
        .. host.Inventory.Guests.Where(guest => guest.IsMade && !host.Busy.Contains(guest.Id) && host.Vms.TryGetValue(guest.Id, out var vm)
            && !vm.IsAdopted && vm.HostId != host.Host.Id).Select(guest => guest.Id).Distinct().Order(),
    ];

    private static VfFault? OfClaim(ComparedHost host, VfUsers users, ImmutableArray<Guid> lost, Claim claim)
    {
        var (vf, name, owner) = (claim.Vf, NameOf(host, claim.Vf), VmName(host, claim.VmId));
        if (host.Inventory.Pf(vf.Pf) is not { } pf || vf.Index >= pf.NumVfs)
        {
            return claim.State == ClaimState.Releasing ? null : new VfFault(
                vf, VfFaultKind.Missing, $"{owner} has claimed {name}, which is not there any more", "give the PF its VFs back, or stop the VM", claim.VmId, false);
        }

        if (claim.State == ClaimState.Suspect)
        {
            return new VfFault(
                vf,
                VfFaultKind.Suspect,
                $"libvirt said that {name} was in use when {owner} was to have it",
                "look what has it: vfleet vf show on the host; it is given away again when it has been clean for 5 minutes",
                claim.VmId,
                true);
        }

        if (claim.State == ClaimState.Releasing || host.Busy.Contains(claim.VmId) || !host.IsCurrent)
        {
            return null;
        }

        var user = users.Of(vf);
        if (user is { } other && other != claim.VmId)
        {
            return new VfFault(
                vf, VfFaultKind.WrongGuest, $"{owner} has claimed {name}, but {users.NameOf(other)} has it", "take it from that guest, or stop the VM: nothing is done by itself", claim.VmId, false);
        }

        if (user is not null || (host.Vms.TryGetValue(claim.VmId, out var vm) && vm.Status is VmStatus.Placed))
        {
            return null;
        }

        var isLost = lost.Contains(claim.VmId);
        return new VfFault(
            vf,
            VfFaultKind.ClaimWithoutGuest,
            isLost ? $"{owner} has claimed {name}, but does not run" : $"{owner} has claimed {name}, but does not have it",
            isLost ? $"nothing: {owner} becomes down and {name} is put back; start it again when it is wanted" : "unplug the vNIC and plug it again, or stop the VM",
            claim.VmId,
            isLost);
    }

    private static VfFault? OfUser(ComparedHost host, ImmutableArray<Guid> stray, VfKey vf, Guid guest)
    {
        var claim = host.Claims.FirstOrDefault(claim => claim.Vf == vf);
        if (claim is { State: not ClaimState.Releasing } || host.Busy.Contains(guest) || !host.IsCurrent)
        {
            return null;
        }

        var found = host.Inventory.Guests.FirstOrDefault(one => one.Id == guest);
        var isStray = stray.Contains(guest);
        var name = found?.Name ?? guest.ToString("D");
        return new VfFault(
            vf,
            VfFaultKind.GuestWithoutClaim,
            claim is null ? $"the guest {name} has {NameOf(host, vf)}, which no VM has claimed" : $"the guest {name} still has {NameOf(host, vf)}, which was given up",
            isStray ? "nothing: the guest is stopped, for its VM is not on this host"
                : claim is null ? $"let the fleet have the guest: vfleet vm adopt {name} --host {host.Host.Name}; or take the VF from it"
                : "it ends when the guest does: stop the VM",
            host.Vms.ContainsKey(guest) ? guest : null,
            isStray);
    }

    private static IEnumerable<VfFault> OfLeftovers(ComparedHost host, VfUsers users) =>
        from pf in host.Inventory.Pfs
        from vf in pf.Vfs
        let key = new VfKey(host.Host.Id, pf.Address, vf.Index)
        where (vf.IsUnclean || !vf.Leftovers.IsDefaultOrEmpty) && host.Unclean.Contains(key) && users.Of(key) is null
        let claim = host.Claims.FirstOrDefault(claim => claim.Vf == key)
        where claim is not { State: ClaimState.Held }
        let isHealed = host.IsCurrent && host.Decided.Contains(pf.Address) && (claim is null || !host.Busy.Contains(claim.VmId))
        let what = vf.Leftovers.IsDefaultOrEmpty ? string.Join("; ", vf.Holds.IsDefaultOrEmpty ? ["something of a former user"] : vf.Holds) : string.Join(", ", vf.Leftovers)
        select new VfFault(
            key,
            VfFaultKind.LeftOver,
            $"nobody has {NameOf(host, key)}, but there is left on it: {what}",
            isHealed ? "nothing: the host puts it back when it has lasted for 2 minutes" : $"on {host.Host.Name}: vfleet vf reset {pf.Name}/{vf.Index}",
            claim?.VmId,
            isHealed);

    private static bool IsClear(ComparedHost host, VfUsers users, Claim claim) =>
        claim.State == ClaimState.Suspect && host.IsCurrent && host.LongClean.Contains(claim.Vf) && users.Of(claim.Vf) is null;

    private static string NameOf(ComparedHost host, VfKey vf) => $"VF {vf.Index} of {host.Inventory.Pf(vf.Pf)?.Name ?? vf.Pf.ToString()} of {host.Host.Name}";

    private static string VmName(ComparedHost host, Guid id) => host.Vms.TryGetValue(id, out var vm) ? $"VM {vm.Name}" : $"the VM {id:D}, which is gone,";
}
