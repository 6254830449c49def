using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Planning;

/// <summary>Plans changes of a PF: the number of its VFs, their driver, the eswitch mode, its link.</summary>
internal static class PfPlanner
{
    public static PlanResult Plan(ObservedHost host, HostChange.SetPf change)
    {
        if (!host.TryFindPf(change.Pf, out var pf, out var unknown))
        {
            return new PlanResult.Refused(unknown);
        }

        var recreates = Recreates(pf, change);
        var problems = Problems(pf, change, recreates, host);
        if (!problems.IsEmpty)
        {
            return new PlanResult.Refused(problems);
        }

        var steps = Steps(pf, change, recreates);
        if (steps.IsEmpty)
        {
            var busy = BusyVfs(pf, change).ToList();
            return new PlanResult.Nothing(
                $"{pf.Name} has {Count(pf.NumVfs)} and is as asked already"
                + (busy.Count == 0 ? "" : $", apart from those in use, which keep their driver: {string.Join(", ", busy)}"));
        }

        return new PlanResult.Ready(new Plan(Title(pf, change, recreates), steps)
        {
            WholePf = pf.Address,
            Disturbs = steps.Any(step => step is PlanStep.SetLink { Up: false })
                ? [.. pf.Vfs.SelectMany(vf => vf.Guests).Where(use => use.Live).Select(use => use.Name).Distinct(StringComparer.Ordinal)]
                : [],
            Expected = Duration.Of(steps, pf),
            Notes = Notes(pf, change, recreates, host.Guests.IsDefault || host.LibvirtProblem is not null),
        });
    }

    // The kernel changes the number only from or to 0 (drivers/pci/iov.c, sriov_numvfs_store), and the VFs' driver is
    // decided when they are made; an unchanged number with another driver is done by binding, without making them anew.
    private static bool Recreates(ObservedPf pf, HostChange.SetPf change) =>
        (change.Vfs is { } wanted && wanted != pf.NumVfs) || (ChangesEswitch(pf, change) && pf.NumVfs > 0);

    private static bool ChangesEswitch(ObservedPf pf, HostChange.SetPf change) =>
        change.EswitchMode is { } mode && mode != pf.EswitchMode;

    private static ImmutableArray<Problem> Problems(ObservedPf pf, HostChange.SetPf change, bool recreates, ObservedHost host)
    {
        var problems = ImmutableArray.CreateBuilder<Problem>();
        if (change is { Vfs: null, Driver: VfDriverChoice.AsConfigured, Up: null, EswitchMode: null })
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

        if (ChangesEswitch(pf, change))
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
                    $"{Count(pf.NumVfs - pf.Vfs.Length)} of {pf.Name} cannot be seen yet, so nobody knows whether they are free",
                    $"wait until 'vfleet vf list {pf.Name}' shows all {pf.NumVfs}, then try again",
                    pf.Name));
            }

            if (host.LibvirtProblem is { } libvirt && libvirt.Code != ProblemCode.LibvirtUnavailable)
            {
                problems.Add(libvirt);
            }
        }

        if (!recreates && change.Driver == VfDriverChoice.Host && pf.Facts.VfDriver is null && DriverSteps(pf, change).Any())
        {
            problems.Add(new Problem(
                ProblemCode.Unsupported,
                $"the VF driver of {pf.Driver ?? "this card"} is not in our table, so the VFs of {pf.Name} cannot be bound to it one by one",
                $"let the kernel choose: vfleet pf set {pf.Name} --vfs 0, then --vfs {pf.NumVfs} --driver host",
                "driver"));
        }

        if ((recreates || ChangesEswitch(pf, change) || change.Up == false) && !change.Force)
        {
            problems.AddRange(pf.ManagementUses.Select(use => Management(pf, use)));
        }

        return problems.DrainToImmutable();
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

    private static ImmutableArray<PlanStep> Steps(ObservedPf pf, HostChange.SetPf change, bool recreates)
    {
        var steps = ImmutableArray.CreateBuilder<PlanStep>();
        var count = change.Vfs ?? pf.NumVfs;
        if (recreates && pf.NumVfs > 0)
        {
            steps.Add(new PlanStep.SetVfCount(pf.Address, pf.Name, pf.NumVfs, 0));
        }

        if (ChangesEswitch(pf, change))
        {
            steps.Add(new PlanStep.SetEswitchMode(pf.Address, pf.Name, pf.EswitchMode!, change.EswitchMode!));
        }

        if (Autoprobe(change.Driver) is { } autoprobe && autoprobe != pf.Autoprobe)
        {
            steps.Add(new PlanStep.SetAutoprobe(pf.Address, pf.Name, autoprobe));
        }

        if (recreates && count > 0)
        {
            steps.Add(new PlanStep.SetVfCount(pf.Address, pf.Name, 0, count));
        }

        AddLinkSteps(pf, change, steps);
        steps.AddRange(recreates ? NewDriverSteps(pf, change, count) : DriverSteps(pf, change));
        return steps.DrainToImmutable();
    }

    private static bool? Autoprobe(VfDriverChoice driver) => driver switch
    {
        VfDriverChoice.AsConfigured => null,
        VfDriverChoice.Host => true,
        _ => false,
    };

    private static void AddLinkSteps(ObservedPf pf, HostChange.SetPf change, ImmutableArray<PlanStep>.Builder steps)
    {
        if (change.Up is { } up)
        {
            steps.AddRange(pf.Netdevs.Where(netdev => netdev.IsUp != up).Select(netdev => new PlanStep.SetLink(pf.Address, netdev.Name, up)));
        }
    }

    // Offset and stride may change with the number of VFs, so the address of a new VF is known only when it is there.
    private static IEnumerable<PlanStep> NewDriverSteps(ObservedPf pf, HostChange.SetPf change, int count) =>
        change.Driver == VfDriverChoice.Vfio
            ? Enumerable.Range(0, count).Select(
                index => VfDriver.Bind(new(pf.Address, index), $"{pf.Name}/{index}", null, null, null, PlanStep.BindVf.BestVfio))
            : [];

    private static IEnumerable<PlanStep> DriverSteps(ObservedPf pf, HostChange.SetPf change) => pf.Vfs
        .Where(vf => !HasDriver(pf, vf, change.Driver) && FreeRule.Users(vf).IsEmpty)
        .Select(vf => VfDriver.StepTo(vf, $"{pf.Name}/{vf.Id.Index}", Target(pf, change.Driver)))
        .OfType<PlanStep>();

    private static IEnumerable<string> BusyVfs(ObservedPf pf, HostChange.SetPf change) => pf.Vfs
        .Where(vf => !HasDriver(pf, vf, change.Driver) && !FreeRule.Users(vf).IsEmpty)
        .Select(vf => $"{pf.Name}/{vf.Id.Index}");

    private static bool HasDriver(ObservedPf pf, ObservedVf vf, VfDriverChoice choice) => choice switch
    {
        VfDriverChoice.AsConfigured => true,
        VfDriverChoice.Vfio => vf.IsOnVfio,
        VfDriverChoice.None => vf.Driver is null,
        _ => vf is { Driver: { } driver, IsOnVfio: false } && driver == (pf.Facts.VfDriver ?? driver),
    };

    private static string? Target(ObservedPf pf, VfDriverChoice choice) => choice switch
    {
        VfDriverChoice.Vfio => PlanStep.BindVf.BestVfio,
        VfDriverChoice.Host => pf.Facts.VfDriver,
        _ => null,
    };

    private static string Title(ObservedPf pf, HostChange.SetPf change, bool recreates) =>
        recreates && change.Vfs is { } count && count != pf.NumVfs ? $"change {pf.Name} from {pf.NumVfs} to {Count(count)}" : $"change {pf.Name}";

    private static string Count(int vfs) => vfs == 1 ? "1 VF" : $"{vfs} VFs";

    private static ImmutableArray<string> Notes(ObservedPf pf, HostChange.SetPf change, bool recreates, bool libvirtIsSilent)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (recreates && pf.NumVfs > 0)
        {
            notes.Add($"settings of the {Count(pf.NumVfs)} that are removed are lost; all of them are free");
            if (libvirtIsSilent)
            {
                notes.Add("libvirt does not answer: a guest that is not running but configured with one of these VFs is not seen");
            }
        }

        if (change.Force)
        {
            notes.AddRange(pf.ManagementUses.Select(
                use => $"forced: {pf.Name} carries {(use.Kind == ManagementUseKind.DefaultRoute ? "the default route" : "your connection")}"));
        }

        if (change.Vfs > 0 && !pf.IsUp && change.Up != true && !pf.Netdevs.IsEmpty)
        {
            notes.Add($"{pf.Name} is down, and its VFs pass no traffic until it is up: add --up");
        }

        if (!recreates && change.Driver != VfDriverChoice.AsConfigured)
        {
            notes.AddRange(BusyVfs(pf, change).Select(name => $"{name} is in use and keeps its driver"));
        }

        return notes.DrainToImmutable();
    }
}
