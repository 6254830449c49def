using System.Collections.Immutable;
using Vfleet.Domain.Availability;
using Vfleet.Domain.Changes;
using Vfleet.Domain.Observed;

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
        var problems = PfRule.Check(pf, change, recreates, host);
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
            Disturbs = steps.Any(step => step is PlanStep.SetLink { Up: false } or PlanStep.SetMtu)
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

    internal static bool ChangesEswitch(ObservedPf pf, HostChange.SetPf change) =>
        change.EswitchMode is { } mode && mode != pf.EswitchMode;

    internal static bool ChangesMtu(ObservedPf pf, HostChange.SetPf change) =>
        change.Mtu is { } mtu && pf.Netdevs.Any(netdev => netdev.Mtu != mtu);

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

        // Before the VFs are made: their drivers take the PF's MTU as the most that they may have.
        if (change.Mtu is { } mtu)
        {
            steps.AddRange(pf.Netdevs.Where(netdev => netdev.Mtu != mtu).Select(netdev => new PlanStep.SetMtu(pf.Address, netdev.Name, netdev.Mtu, mtu)));
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

    internal static IEnumerable<PlanStep> DriverSteps(ObservedPf pf, HostChange.SetPf change) => pf.Vfs
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

    internal static string Count(int vfs) => vfs == 1 ? "1 VF" : $"{vfs} VFs";

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
            notes.Add($"{pf.Name} is down, and its VFs pass no traffic until it is up: add --up (up: true in host.yaml)");
        }

        if (change.Mtu is { } mtu && pf.Netdevs.Any(netdev => netdev.Mtu > mtu) && pf.Vfs.Any(vf => vf.IsOnVfio && !FreeRule.Users(vf).IsEmpty))
        {
            notes.Add($"the MTU inside guests cannot be seen: one that is above {mtu} loses large frames from now on");
        }

        if (!recreates && change.Driver != VfDriverChoice.AsConfigured)
        {
            notes.AddRange(BusyVfs(pf, change).Select(name => $"{name} is in use and keeps its driver"));
        }

        return notes.DrainToImmutable();
    }
}
