using Vfleet.Domain.Functions;
using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Linux.Pci;
using Vfleet.Linux.Sysfs;
using Vfleet.Linux.Vfio;
using Vfleet.Primitives;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Gives VFs to drivers, and resets them.</summary>
internal static class DriverSteps
{
    private static readonly TimeSpan BindDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ModuleDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ResetDeadline = TimeSpan.FromSeconds(60);

    // ENOTTY: the function has no reset method that works (drivers/pci/pci.c, pci_reset_function).
    private const Errno NoResetMethod = (Errno)25;

    public static async Task<StepResult> BindAsync(PlanStep.BindVf step, StepContext context, CancellationToken cancellationToken)
    {
        if ((step.Address ?? Find(step.Vf, context)) is not { } address)
        {
            return new StepResult.Failed(Faults.Kernel($"looking for {step.VfName}", Errno.NoDevice, null));
        }

        var driver = step.To == PlanStep.BindVf.BestVfio ? BestVfio(address, context) : step.To;
        if (driver is not null)
        {
            if (await LoadAsync(driver, context, cancellationToken) is { } missing)
            {
                return new StepResult.Failed(missing);
            }

            // A variant is found by its module's name; the bus may know the driver by another.
            driver = new KernelModules(context.Parts.Root).PciDriver(driver) ?? driver;
        }

        var wanted = new DriverState(driver, step.ToOverride is null ? null : driver);

        using var mark = KernelReason.Mark(context.Parts.Root);
        var before = DriverState.Read(context.Parts.Root, address);
        var outcome = await Binding(context).RestoreAsync(address, wanted, BindDeadline, cancellationToken);
        if (ToProblem(outcome, step, driver, mark.Quote(address)) is { } problem)
        {
            // Half of it may be done: the override set, the old driver gone.
            _ = before is null ? null : await Binding(context).RestoreAsync(address, before, BindDeadline, CancellationToken.None);
            return new StepResult.Failed(problem);
        }

        if (before is not null)
        {
            context.Undo.Push(
                before.Driver is null ? $"{step.VfName} left without a driver again" : $"{step.VfName} bound to {before.Driver} again",
                async () => ToProblem(
                    await Binding(context).RestoreAsync(address, before, BindDeadline, CancellationToken.None), step, before.Driver, ""));
        }

        return StepResult.Ok;
    }

    public static async Task<StepResult> ResetAsync(PlanStep.ResetFunction step, StepContext context, CancellationToken cancellationToken)
    {
        var outcome = await FunctionReset.ResetAsync(context.Parts.Writes, step.Address, ResetDeadline, cancellationToken);
        return outcome switch
        {
            WriteOutcome.Written => StepResult.Ok,
            WriteOutcome.Refused { Errno: Errno.NoEntry or NoResetMethod } => new StepResult.Done([$"{step.VfName} has no way to be reset"]),
            WriteOutcome.Refused refused => new StepResult.Failed(Faults.Kernel($"resetting {step.VfName}", refused.Errno, null)),
            _ => new StepResult.Failed(new Problem(
                ProblemCode.KernelHangs,
                $"the reset of {step.VfName} has not returned for {ResetDeadline.TotalSeconds:0} s",
                "see the kernel log ('dmesg')",
                step.VfName)),
        };
    }

    private static string BestVfio(PciAddress address, StepContext context) =>
        context.Parts.Root.ReadText($"{PciTopology.PathOf(address)}/modalias") is { } modalias
            ? VariantDriver.Find(context.Parts.Root, modalias) ?? VariantDriver.Generic
            : VariantDriver.Generic;

    // A VF that was made a moment ago: its link at the PF tells where it is.
    private static PciAddress? Find(VfId vf, StepContext context) =>
        PciTopology.ReadPhysicalFunction(context.Parts.Root, vf.Pf, out _)?.VirtualFunctions
            .Where(found => found.Index == vf.Index)
            .Select(found => (PciAddress?)found.Address)
            .FirstOrDefault();

    private static async Task<Problem?> LoadAsync(string driver, StepContext context, CancellationToken cancellationToken)
    {
        bool IsLoaded() =>
            context.Parts.Root.Exists($"sys/bus/pci/drivers/{driver}") || new KernelModules(context.Parts.Root).PciDriver(driver) is not null;

        if (IsLoaded())
        {
            return null;
        }

        var run = await ModuleLoading.LoadAsync(driver, ModuleDeadline, context.Parts.Time, cancellationToken);
        return IsLoaded()
            ? null
            : new Problem(
                ProblemCode.Unsupported,
                $"there is no driver {driver} on this host: modprobe says \"{run.Error.Trim()}\"",
                driver == VariantDriver.Generic
                    ? "install the kernel's modules (vfio-pci is part of them) and load it: modprobe vfio-pci"
                    : $"check the name, or install the module: modprobe {driver}",
                driver);
    }

    private static Problem? ToProblem(BindOutcome outcome, PlanStep.BindVf step, string? driver, string kernelSays)
    {
        var during = driver is null ? $"unbinding {step.VfName}" : $"binding {step.VfName} to {driver}";
        return outcome switch
        {
            BindOutcome.Changed or BindOutcome.Unchanged => null,
            BindOutcome.NoFunction => Faults.Kernel(during, Errno.NoDevice, null),
            BindOutcome.DriverNotLoaded => new Problem(ProblemCode.Unsupported, $"{during}: the driver is not loaded", $"modprobe {driver}", step.VfName),
            BindOutcome.Refused refused => Faults.Kernel(
                $"{during} ({refused.Step switch
                {
                    BindStep.Unbind => "unbind",
                    BindStep.Probe => "probe",
                    _ => "driver_override",
                }})",
                refused.Errno,
                null,
                refused.Errno == Errno.Invalid ? "the driver does not take this device: is it the right one?" : null),
            BindOutcome.WrongDriver wrong => new Problem(
                ProblemCode.NotApplied,
                $"{during}: {(wrong.Driver is null ? "the driver did not take it" : $"{wrong.Driver} has it instead")}{kernelSays}",
                "see the kernel log ('dmesg') for the driver's reason",
                step.VfName),
            BindOutcome.TimedOut => new Problem(
                ProblemCode.KernelHangs,
                $"{during}: the kernel has not answered for {BindDeadline.TotalSeconds:0} s; a guest may still use it",
                "'vfleet vf show' names who has it open; it goes on when that lets go",
                step.VfName),
            _ => throw new InvalidOperationException($"unknown outcome {outcome}"),
        };
    }

    private static DriverBinding Binding(StepContext context) => new(context.Parts.Root, context.Parts.Writes, context.Parts.Time);
}
