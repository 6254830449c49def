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
            return new PlanResult.Nothing($"{pf.Name} has {pf.NumVfs} VFs and is as asked already");
        }

        return new PlanResult.Ready(new Plan(Title(pf, change, recreates), steps)
        {
            WholePf = pf.Address,
            Expected = Duration.Of(steps, pf),
            Notes = Notes(pf, change, recreates),
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
            problems.AddRange(pf.Vfs.SelectMany(vf => NotFree(vf, host)));
            if (host.LibvirtProblem is { } libvirt && libvirt.Code != ProblemCode.LibvirtUnavailable)
            {
                problems.Add(libvirt);
            }
        }

        if ((recreates || change.Up == false) && !change.Force)
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

    private static IEnumerable<Problem> NotFree(ObservedVf vf, ObservedHost host)
    {
        var name = host.VfName(vf.Id);
        var holds = FreeRule.Users(vf);
        if (vf.Record is { } record && vf.Guests.IsEmpty)
        {
            holds = holds.Add(new Hold.ByRecord(record));
        }

        return holds.Select(hold => new Problem(
            ProblemCode.VfNotFree, $"{name} is not free: {hold.Reason}", hold.Remedy.Replace("'vfleet vf reset'", $"'vfleet vf reset {name}'", StringComparison.Ordinal), name));
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
        AddDriverSteps(pf, change, recreates, count, steps);
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

    private static void AddDriverSteps(
        ObservedPf pf, HostChange.SetPf change, bool recreates, int count, ImmutableArray<PlanStep>.Builder steps)
    {
        if (change.Driver == VfDriverChoice.AsConfigured || (recreates && change.Driver != VfDriverChoice.Vfio))
        {
            return;
        }

        for (var index = 0; index < count; index++)
        {
            if (recreates)
            {
                // Offset and stride may change with the number of VFs, so the address is known only when the VF is there.
                steps.Add(VfDriver.Bind(new(pf.Address, index), $"{pf.Name}/{index}", null, null, null, PlanStep.BindVf.BestVfio));
                continue;
            }

            var vf = pf.Vfs.FirstOrDefault(candidate => candidate.Id.Index == index);
            if (vf is not null && FreeRule.Users(vf).IsEmpty && VfDriver.StepTo(vf, $"{pf.Name}/{index}", Target(pf, change.Driver)) is { } step)
            {
                steps.Add(step);
            }
        }
    }

    private static string? Target(ObservedPf pf, VfDriverChoice choice) => choice switch
    {
        VfDriverChoice.Vfio => PlanStep.BindVf.BestVfio,
        VfDriverChoice.Host => pf.Facts.VfDriver,
        _ => null,
    };

    private static string Title(ObservedPf pf, HostChange.SetPf change, bool recreates) =>
        recreates && change.Vfs is { } count ? $"change {pf.Name} from {pf.NumVfs} to {count} VFs" : $"change {pf.Name}";

    private static ImmutableArray<string> Notes(ObservedPf pf, HostChange.SetPf change, bool recreates)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (recreates && pf.NumVfs > 0)
        {
            notes.Add($"settings of the {pf.NumVfs} VFs that are removed are lost; all of them are free");
        }

        if (change.Force)
        {
            notes.AddRange(pf.ManagementUses.Select(use => $"forced: {pf.Name} carries {(use.Kind == ManagementUseKind.DefaultRoute ? "the default route" : "your connection")}"));
        }

        if (change.Vfs > 0 && !pf.IsUp && change.Up != true && !pf.Netdevs.IsEmpty)
        {
            notes.Add($"{pf.Name} is down, and its VFs pass no traffic until it is up: add --up");
        }

        if (!recreates && change.Driver != VfDriverChoice.AsConfigured)
        {
            notes.AddRange(pf.Vfs.Where(vf => !FreeRule.Users(vf).IsEmpty).Select(vf => $"{pf.Name}/{vf.Id.Index} is in use and keeps its driver"));
        }

        return notes.DrainToImmutable();
    }
}
