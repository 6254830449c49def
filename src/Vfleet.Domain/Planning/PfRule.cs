using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Planning;

/// <summary>What must hold before a PF is changed.</summary>
internal static class PfRule
{
    /// <summary>The smallest MTU in bytes.</summary>
    public const int LeastMtu = 68;

    /// <summary>The largest MTU in bytes.</summary>
    public const int MostMtu = 65535;

    /// <summary>Everything that stands against a change.</summary>
    public static ImmutableArray<Problem> Check(ObservedPf pf, HostChange.SetPf change, bool recreates, ObservedHost host)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (change is { Vfs: null, Driver: VfDriverChoice.AsConfigured, Up: null, Mtu: null, EswitchMode: null })
        {
            problems.Add(new Problem(
                ProblemCode.OptionsConflict, $"nothing was asked of {pf.Name}", "name a change, for example --vfs 4 or --up"));
        }

        if (change.Vfs is < 0)
        {
            problems.Add(new Problem(
                ProblemCode.OutOfRange, $"a PF cannot have {change.Vfs} VFs", $"give a number from 0 to {pf.TotalVfs}", "vfs"));
        }
        else if (change.Vfs > pf.TotalVfs)
        {
            problems.Add(new Problem(
                ProblemCode.CountTooLarge,
                $"{pf.Name} can have at most {pf.TotalVfs} VFs, not {change.Vfs}",
                $"give a number from 0 to {pf.TotalVfs}; some cards allow more after a change of their firmware settings",
                "vfs"));
        }

        if (change.Vfs > 0 && pf.Driver is null)
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"{pf.Name} has no driver, and only a PF driver can make VFs",
                "load the card's driver",
                "vfs"));
        }

        if (change.Up is not null && pf.Netdevs.IsEmpty)
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"{pf.Name} has no netdev (driver: {pf.Driver ?? "none"}), so there is no link to set",
                "bind the PF to its network driver",
                change.Up == true ? "up" : "down"));
        }

        if (change.Mtu is { } mtu)
        {
            AddMtuProblems(pf, mtu, recreates, problems);
        }

        if (PfPlanner.ChangesEswitch(pf, change))
        {
            AddEswitchProblems(pf, change, problems);
        }

        if (change.Driver == VfDriverChoice.Vfio && (change.Vfs ?? pf.NumVfs) > 0 && pf.IommuGroup is null)
        {
            problems.Add(Iommu.Missing(pf.Name));
        }

        if (recreates && pf.NumVfs > 0)
        {
            problems.AddRange(pf.Vfs.SelectMany(vf => HoldsOf(vf, host)));
            if (pf.Vfs.Length < pf.NumVfs)
            {
                problems.Add(new Problem(
                    ProblemCode.VfNotFree,
                    $"{PfPlanner.Count(pf.NumVfs - pf.Vfs.Length)} of {pf.Name} cannot be seen yet, so nobody knows whether they are free",
                    $"wait until 'vfleet vf list {pf.Name}' shows all {pf.NumVfs}, then try again",
                    pf.Name));
            }

            if (host.LibvirtProblem is { } libvirt && libvirt.Code != ProblemCode.LibvirtUnavailable)
            {
                problems.Add(libvirt);
            }
        }

        if (!recreates && change.Driver == VfDriverChoice.Host && pf.Facts.VfDriver is null && PfPlanner.DriverSteps(pf, change).Any())
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"the VF driver of {pf.Driver ?? "this card"} is not in our table, so the VFs of {pf.Name} cannot be bound to it one by one",
                $"let the kernel choose: vfleet pf set {pf.Name} --vfs 0, then --vfs {pf.NumVfs} --driver host",
                "driver"));
        }

        // Many drivers (igb, ixgbe, i40e) reset the whole function for another MTU.
        if ((recreates || PfPlanner.ChangesEswitch(pf, change) || PfPlanner.ChangesMtu(pf, change) || change.Up == false) && !change.Force)
        {
            problems.AddRange(pf.ManagementUses.Select(use => Management(pf, use)));
        }

        return problems.DrainToImmutable();
    }

    private static void AddMtuProblems(ObservedPf pf, int mtu, bool recreates, ImmutableArray<Problem>.Builder problems)
    {
        if (pf.Netdevs.IsEmpty)
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"{pf.Name} has no netdev (driver: {pf.Driver ?? "none"}), so there is no MTU to set",
                "bind the PF to its network driver",
                "mtu"));
        }

        // The least that IPv4 needs (linux/if_ether.h, ETH_MIN_MTU), and the most that the kernel counts (ETH_MAX_MTU).
        if (mtu is < LeastMtu or > MostMtu)
        {
            problems.Add(new Problem(ProblemCode.OutOfRange, $"there is no MTU of {mtu}", $"give the MTU in bytes, from {LeastMtu} to {MostMtu}", "mtu"));
        }

        // Frames that a VF may send but its PF may not are dropped without a word.
        var above = recreates || pf.Netdevs.All(netdev => netdev.Mtu == mtu) ? [] : pf.Vfs.SelectMany(vf => vf.Netdevs).Where(netdev => netdev.Mtu > mtu).OrderByDescending(netdev => netdev.Mtu).Take(1);
        problems.AddRange(above.Select(netdev => new Problem(
            ProblemCode.MtuBelowVf,
            $"{pf.Name} cannot have an MTU of {mtu} while its VF {netdev.Name} has {netdev.Mtu}",
            $"lower the VF first: ip link set {netdev.Name} mtu {mtu}",
            "mtu")));
    }

    private static void AddEswitchProblems(ObservedPf pf, HostChange.SetPf change, ImmutableArray<Problem>.Builder problems)
    {
        if (change.EswitchMode is not ("legacy" or "switchdev"))
        {
            problems.Add(new Problem(
                ProblemCode.Malformed, $"there is no eswitch mode '{change.EswitchMode}'", "give legacy or switchdev", "eswitch"));
        }
        else if (pf.EswitchMode is null)
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"the driver of {pf.Name} ({pf.Driver ?? "none"}) has no eswitch to switch",
                "leave the eswitch mode out; VFs of this card are switched in legacy mode only",
                "eswitch"));
        }
    }

    private static IEnumerable<Problem> HoldsOf(ObservedVf vf, ObservedHost host)
    {
        var name = host.VfName(vf.Id);
        var holds = FreeRule.Users(vf);
        if (vf.Record is { } record && vf.Guests.IsEmpty)
        {
            holds = holds.Add(new Hold.ByRecord(record));
        }

        return holds.Select(hold => NotFree.Of(name, hold));
    }

    private static Problem Management(ObservedPf pf, ManagementUse use) => new(
        ProblemCode.PfCarriesManagement,
        use.Kind == ManagementUseKind.DefaultRoute
            ? $"{pf.Name} carries this host's default route (through {use.Through}, gateway {use.Detail}), which may break for a moment"
            : $"{pf.Name} carries your own connection from {use.Detail} (through {use.Through}), which may break",
        "use another PF, or add --force when you have a console of the host",
        pf.Name);
}
