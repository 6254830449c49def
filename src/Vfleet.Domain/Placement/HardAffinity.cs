using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>
/// Hosts that a VM's hard affinities leave. A VM that must be together with its group goes where members are, or anywhere while none has
/// a host; one that must be apart goes where none is; and none goes where a member is that must be apart from it.
/// </summary>
internal static class HardAffinity
{
    public static void Apply(Demand demand, ulong[] set, HostIndex hosts)
    {
        foreach (var (vm, affinity, found) in demand.Affinities)
        {
            if (found is not { } group)
            {
                continue;
            }

            if (affinity is { Kind: AffinityKind.Together, IsHard: true })
            {
                // Members may be on a host that is not known any more: then there is no host to be together on.
                if (Others(group, vm, false, hosts) is { } present)
                {
                    Bits.And(set, present);
                }
                else if (group.Hosts.Any(host => group.HasOther(host, vm.Id)))
                {
                    Array.Clear(set);
                }
            }
            else if (Others(group, vm, affinity is not { Kind: AffinityKind.Apart, IsHard: true }, hosts) is { } others)
            {
                Bits.Without(set, others);
            }
        }
    }

    /// <summary>Whether a host is left.</summary>
    public static bool Allows(AffinityWish wish, HostEntry host)
    {
        if (wish.Group is not { } group)
        {
            return true;
        }

        return wish.Affinity switch
        {
            { Kind: AffinityKind.Together, IsHard: true } => group.HasOther(host, wish.Vm.Id) || !group.Hosts.Any(other => group.HasOther(other, wish.Vm.Id)),
            { Kind: AffinityKind.Apart, IsHard: true } => !group.HasOther(host, wish.Vm.Id),
            _ => !group.HasOther(host, wish.Vm.Id, alone: true),
        };
    }

    /// <summary>Hosts with a member other than the VM; null when there is none.</summary>
    public static ulong[]? Others(AffinityGroup group, Vm vm, bool alone, HostIndex hosts)
    {
        var kept = (alone ? group.Alone : group.Any).Passing(hosts);
        var present = kept;
        foreach (var own in group.HostsOf(vm.Id))
        {
            // What is asked may be older or newer than what is known: the VM is no other to itself wherever it is.
            if (own.Slot >= 0 && Bits.Has(present, own.Slot) && !group.HasOther(own, vm.Id, alone))
            {
                present = present == kept ? [.. kept] : present;
                Bits.Write(present, own.Slot, false);
            }
        }

        return present.AsSpan().ContainsAnyExcept(0UL) ? present : null;
    }
}
