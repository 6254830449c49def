using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Changes the number of VFs: the write, the wait for each VF, the PF up again, the kernel's reason when it refuses.</summary>
internal static class CountSteps
{
    private static readonly TimeSpan AutoprobeDeadline = TimeSpan.FromSeconds(10);

    public static async Task<StepResult> SetAutoprobeAsync(PlanStep.SetAutoprobe step, StepContext context, CancellationToken cancellationToken)
    {
        if (await WriteAutoprobeAsync(step.Pf, step.PfName, step.On, context, cancellationToken) is { } problem)
        {
            return new StepResult.Failed(problem);
        }

        context.Undo.Push(
            $"driver autoprobe of {step.PfName}'s VFs turned {(step.On ? "off" : "on")} again",
            () => WriteAutoprobeAsync(step.Pf, step.PfName, !step.On, context, CancellationToken.None));
        return StepResult.Ok;
    }

    public static async Task<StepResult> SetCountAsync(PlanStep.SetVfCount step, StepContext context, CancellationToken cancellationToken)
    {
        context.Report(step, step.To == 0 ? "the kernel removes them" : "the kernel makes them");
        if (await WriteCountAsync(step, step.To, context, cancellationToken) is { } problem)
        {
            return new StepResult.Failed(problem);
        }

        context.Undo.Push(
            step.From == 0 ? $"the VFs of {step.PfName} removed again" : $"{step.From} VFs of {step.PfName} made again (their settings are lost)",
            () => WriteCountAsync(step, step.From, context, CancellationToken.None));
        return new StepResult.Done(await AwaitDriversAsync(step, context, cancellationToken));
    }

    private static async Task<Problem?> WriteCountAsync(
        PlanStep.SetVfCount step, int count, StepContext context, CancellationToken cancellationToken)
    {
        var deadline = Duration.CountDeadline(Math.Max(step.From, step.To));
        var wasUp = UpNetdevs(step.Pf, context);
        using var mark = KernelReason.Mark(context.Parts.Root);
        var control = Control(context);
        var outcome = await control.WriteNumVfsAsync(step.Pf, count, deadline, cancellationToken);

        // ixgbe and i40e reset the PF for it, and some leave it down: a PF that was up is up again, whatever became of the write.
        var link = PutUpAgain(wasUp, context);
        return outcome switch
        {
            SriovOutcome.Done done when done.NumVfs != count => new Problem(
                ProblemCode.KernelRefused,
                $"{step.PfName} was asked for {count} VFs but enabled {done.NumVfs}{mark.Quote(step.Pf)}",
                "the card's firmware allows no more: raise its number of VFs (vendor tool), or ask for fewer",
                step.PfName),
            SriovOutcome.Done => await AwaitPresenceAsync(step, count, context, control, deadline, cancellationToken) ?? link,
            SriovOutcome.Refused refused => Refusal(step, count, refused, mark.Quote(step.Pf)),
            SriovOutcome.TimedOut late => new Problem(
                ProblemCode.KernelHangs,
                $"writing sriov_numvfs of {step.PfName} has not returned for {deadline.TotalSeconds:0} s; it may still take effect",
                $"look for 'blocked for more than' in the kernel log ('dmesg'); nobody may write to {step.PfName} until it returns; reboot if it never does",
                late.Write.Path),
            _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
        };
    }

    private static async Task<Problem?> AwaitPresenceAsync(
        PlanStep.SetVfCount step, int count, StepContext context, SriovControl control, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var changes = new BusChanges(context.Parts);
        var wait = await control.WaitForVfsAsync(step.Pf, count, VfReadiness.Present, deadline, changes.NextAsync, cancellationToken);
        if (wait.IsReady)
        {
            return null;
        }

        return wait.IsGone
            ? new Problem(
                ProblemCode.FunctionVanished,
                $"{step.PfName} ({step.Pf}) vanished while its VFs were changed",
                "see the kernel log ('dmesg') for why the card went away",
                step.PfName)
            : new Problem(
                ProblemCode.VfsLate,
                $"after {deadline.TotalSeconds:0} s these VFs of {step.PfName} are not there: {string.Join(", ", wait.NotReady)}",
                "see the kernel log ('dmesg'), then set the number to 0 and try again",
                step.PfName);
    }

    // With autoprobe on, netdevs come and are renamed seconds after the write: those who act on them at once lose. A driver that is
    // not installed never comes, so this wait ends with a note, not with a failure.
    private static async Task<System.Collections.Immutable.ImmutableArray<string>> AwaitDriversAsync(
        PlanStep.SetVfCount step, StepContext context, CancellationToken cancellationToken)
    {
        var pf = PciTopology.ReadPhysicalFunction(context.Parts.Root, step.Pf, out _);
        if (step.To == 0 || pf is not { DriversAutoprobe: true })
        {
            return [];
        }

        context.Report(step, "waiting until the host's driver has them");
        using var changes = new BusChanges(context.Parts);
        var readiness = pf.Function.IsNetworkController ? VfReadiness.Netdev : VfReadiness.Driver;
        var deadline = TimeSpan.FromSeconds(10 + step.To);
        var wait = await Control(context).WaitForVfsAsync(step.Pf, step.To, readiness, deadline, changes.NextAsync, cancellationToken);
        return wait.IsReady
            ? []
            : [$"no host driver has taken VF {string.Join(", ", wait.NotReady)} of {step.PfName} within {deadline.TotalSeconds:0} s: is the VF driver installed?"];
    }

    private static async Task<Problem?> WriteAutoprobeAsync(
        PciAddress pf, string name, bool on, StepContext context, CancellationToken cancellationToken) =>
        await Control(context).WriteAutoprobeAsync(pf, on, AutoprobeDeadline, cancellationToken) switch
        {
            SriovOutcome.Done => null,
            SriovOutcome.Refused refused => Faults.Kernel($"turning driver autoprobe of {name}'s VFs {(on ? "on" : "off")}", refused.Errno, null),
            _ => new Problem(
                ProblemCode.KernelHangs, $"writing sriov_drivers_autoprobe of {name} has not returned", "see the kernel log ('dmesg')", name),
        };

    private static SriovControl Control(StepContext context) => new(context.Parts.Root, context.Parts.Writes, context.Parts.Time);

    private static List<string> UpNetdevs(PciAddress pf, StepContext context) =>
    [
        .. (context.Observed.Pf(pf)?.Netdevs ?? [])
            .Where(netdev => netdev.Index != 0 && context.Parts.Route.GetLink(netdev.Index) is { IsUp: true })
            .Select(netdev => netdev.Name),
    ];

    private static Problem? PutUpAgain(List<string> netdevs, StepContext context) => netdevs
        .Where(netdev => context.Parts.Route.GetLink(netdev) is { IsUp: false })
        .Select(netdev => LinkSteps.Write(context, netdev, up: true))
        .FirstOrDefault(problem => problem is not null);

    private static Problem Refusal(PlanStep.SetVfCount step, int count, SriovOutcome.Refused refused, string kernelSays)
    {
        var during = count == 0 ? $"removing the VFs of {step.PfName}" : $"creating {count} VFs on {step.PfName}";
        var (code, remedy) = refused.Reason switch
        {
            SriovRefusal.AlreadyEnabled => (ProblemCode.KernelRefused, "somebody else changed the number, or the driver is busy: look with 'vfleet pf show' and try again"),
            SriovRefusal.NoResources => (ProblemCode.KernelRefused, "room for the VFs is missing: boot with pci=realloc, or enable 'Above 4G decoding' and ARI in the firmware set-up; fewer VFs may fit"),
            SriovRefusal.OutOfRange => (ProblemCode.CountTooLarge, "give a smaller number; 'vfleet pf show' tells the most"),
            SriovRefusal.NotSupportedByDriver => (ProblemCode.Unsupported, "the PF's driver cannot make VFs (or it has none, or is on vfio-pci): load the card's own driver, or a newer one"),
            SriovRefusal.DeviceFault => (ProblemCode.KernelRefused, "the card's SR-IOV capability is faulty: update its firmware"),
            SriovRefusal.NoDevice => (ProblemCode.FunctionVanished, "the card is gone, or another PF that it depends on must have SR-IOV enabled first"),
            SriovRefusal.NotPermitted => (ProblemCode.NoPermission, "run as root: sudo vfleet ..."),
            SriovRefusal.ReadOnly => (ProblemCode.NoPermission, "sysfs is read-only here: run on the host itself, not in a container"),
            SriovRefusal.Invalid => (ProblemCode.KernelRefused, "the driver does not accept this number now: try a smaller one"),
            SriovRefusal.NotInThisMode => (ProblemCode.Unsupported, "not in the card's present mode: check its eswitch mode ('vfleet pf show') and firmware mode"),
            _ => (ProblemCode.KernelRefused, "see the kernel log ('dmesg')"),
        };
        return new Problem(code, $"{during}: {refused.Errno.Describe()}{kernelSays}", remedy, step.PfName);
    }
}
