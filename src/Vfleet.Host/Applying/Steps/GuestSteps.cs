using Vfleet.Domain.Planning;
using Vfleet.Domain.Problems;
using Vfleet.Libvirt.Connection;
using Vfleet.Libvirt.Domains;
using Vfleet.Libvirt.Events;
using Vfleet.Libvirt.Xml;

namespace Vfleet.Host.Applying.Steps;

/// <summary>Plugs VFs into guests and takes them out, and waits for what the guest says.</summary>
internal static class GuestSteps
{
    private static readonly TimeSpan PlugDeadline = TimeSpan.FromSeconds(30);

    // A guest that is still booting loses the request, and QEMU refuses a second one for some seconds (hw/pci/pcie.c).
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    public static async Task<StepResult> PlugInAsync(PlanStep.PlugIn step, StepContext context, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(context, cancellationToken);
        var owner = step.Owner;
        await using var watch = await DeviceWatch.OpenAsync(connection.Events, owner.Uuid, owner.Alias, context.Parts.Time, cancellationToken);
        var attached = await connection.Devices.AttachAsync(owner.Uuid, Xml(step), Scope(owner.Live, owner.Config), cancellationToken);
        if (attached is Refused refused)
        {
            return new StepResult.Failed(ToProblem(refused, $"plugging {step.VfName} into guest {owner.Guest}", step.VfName));
        }

        context.Undo.Push($"{step.VfName} taken out of guest {owner.Guest}", () => TakeOutAsync(step, context));
        if (!owner.Live)
        {
            return StepResult.Ok;
        }

        context.Report(step, "waiting until libvirt says that it is plugged in");
        var outcome = await watch.WaitForAdditionAsync(PlugDeadline, cancellationToken);
        var isThere = outcome == DeviceWatchOutcome.Added || await HasAsync(connection, step, cancellationToken);
        return isThere ? StepResult.Ok : new StepResult.Failed(NotPlugged(step, outcome));
    }

    public static async Task<StepResult> UnplugAsync(PlanStep.Unplug step, StepContext context, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(context, cancellationToken);
        if (step.Live && await UnplugLiveAsync(step, context, connection, cancellationToken) is { } problem)
        {
            return new StepResult.Failed(problem);
        }

        if (step.Config && await DetachAsync(step, connection, DomainScope.Config, CancellationToken.None) is Refused refused
            && refused.Reason != RefusalReason.NoSuchDevice)
        {
            return new StepResult.Failed(ToProblem(refused, $"taking {Name(step)} out of the configuration of guest {step.Guest}", Name(step)));
        }

        return StepResult.Ok;
    }

    private static async Task<Problem?> UnplugLiveAsync(
        PlanStep.Unplug step, StepContext context, ILibvirtConnection connection, CancellationToken cancellationToken)
    {
        var time = context.Parts.Time;
        await using var watch = await DeviceWatch.OpenAsync(connection.Events, step.Uuid, step.Alias ?? "", time, cancellationToken);
        var began = time.GetTimestamp();
        var asked = false;
        while (true)
        {
            var answer = await DetachAsync(step, connection, DomainScope.Live, cancellationToken);
            if (answer is Refused { Reason: RefusalReason.NoSuchDevice or RefusalReason.NotRunning })
            {
                return null;
            }

            if (answer is Refused refused && !asked)
            {
                return ToProblem(refused, $"unplugging {Name(step)} from guest {step.Guest}", Name(step));
            }

            asked = true;
            var left = step.Deadline - time.GetElapsedTime(began);
            context.Report(step, $"waiting for guest {step.Guest} to let go, {Math.Max(left.TotalSeconds, 0):0} s left");
            var outcome = left <= TimeSpan.Zero
                ? DeviceWatchOutcome.TimedOut
                : await watch.WaitForRemovalAsync(left < AskAgain ? left : AskAgain, cancellationToken);
            if (outcome is DeviceWatchOutcome.Removed or DeviceWatchOutcome.DomainStopped || !await HasAsync(connection, step, cancellationToken))
            {
                return null;
            }

            if (outcome == DeviceWatchOutcome.RemovalRefused)
            {
                return new Problem(
                    ProblemCode.GuestRefused,
                    $"guest {step.Guest} refused to let go of {Name(step)}; it still has it",
                    "stop what uses the interface inside the guest and try again, or shut the guest down",
                    Name(step));
            }

            if (time.GetElapsedTime(began) >= step.Deadline)
            {
                return new Problem(
                    ProblemCode.GuestSilent,
                    $"guest {step.Guest} did not let go of {Name(step)} within {step.Deadline.TotalSeconds:0} s; it still has it",
                    "is its operating system up, with PCI hot plug (pciehp)? Try again with a longer --timeout, or shut the guest down",
                    Name(step));
            }
        }
    }

    private static async Task<DeviceChange> DetachAsync(
        PlanStep.Unplug step, ILibvirtConnection connection, DomainScope scope, CancellationToken cancellationToken)
    {
        if (step.Alias is { } alias)
        {
            return await connection.Devices.DetachByAliasAsync(step.Uuid, alias, scope, cancellationToken);
        }

        var document = DomainDocument.Parse(await connection.Domains.ReadXmlAsync(step.Uuid, scope, secure: false, cancellationToken));
        var xml = document.Interfaces.FirstOrDefault(one => one.Function == step.Address)?.ToXml()
            ?? document.HostDevices.FirstOrDefault(one => one.Address == step.Address)?.ToXml();
        return xml is null
            ? new Refused(RefusalReason.NoSuchDevice, $"no device with the function {step.Address}")
            : await connection.Devices.DetachAsync(step.Uuid, xml, scope, cancellationToken);
    }

    private static Problem NotPlugged(PlanStep.PlugIn step, DeviceWatchOutcome outcome) => new(
        outcome == DeviceWatchOutcome.TimedOut ? ProblemCode.GuestSilent : ProblemCode.LibvirtFailed,
        outcome == DeviceWatchOutcome.DomainStopped
            ? $"guest {step.Owner.Guest} stopped while {step.VfName} was plugged in"
            : $"libvirt took {step.VfName} for guest {step.Owner.Guest} but it did not appear",
        "see the guest's log in /var/log/libvirt/qemu and try again",
        step.VfName);

    private static async Task<Problem?> TakeOutAsync(PlanStep.PlugIn step, StepContext context)
    {
        var owner = step.Owner;
        var unplug = new PlanStep.Unplug(owner.Guest, owner.Uuid, owner.Alias, step.Address, owner.Live, owner.Config, PlugDeadline);
        return await UnplugAsync(unplug, context, CancellationToken.None) is StepResult.Failed failed ? failed.Problem : null;
    }

    private static async Task<bool> HasAsync(ILibvirtConnection connection, PlanStep.PlugIn step, CancellationToken cancellationToken) =>
        await HasAsync(connection, step.Owner.Uuid, step.Address, cancellationToken);

    private static async Task<bool> HasAsync(ILibvirtConnection connection, PlanStep.Unplug step, CancellationToken cancellationToken) =>
        await HasAsync(connection, step.Uuid, step.Address, cancellationToken);

    private static async Task<bool> HasAsync(
        ILibvirtConnection connection, Guid domain, Vfleet.Primitives.PciAddress address, CancellationToken cancellationToken)
    {
        var entry = await connection.Domains.FindAsync(domain, cancellationToken);
        return entry is { IsActive: true }
            && DomainDocument.Parse(await connection.Domains.ReadXmlAsync(domain, DomainScope.Live, secure: false, cancellationToken)).Uses(address);
    }

    private static string Xml(PlanStep.PlugIn step)
    {
        // managed: a guest that starts from its configuration needs libvirt to bind the VF; a running one gets it bound by us.
        var source = new FunctionSource(step.Address, Managed: step.Owner.Config);
        return new DomainInterface(source)
        {
            Mac = step.Mac,
            Vlan = step.Vlan.Id == 0 ? null : VlanSetting.Single(step.Vlan.Id),
            Alias = step.Owner.Alias,
            Teaming = step.Standby is { } standby ? new TransientTeaming(standby) : null,
        }.ToXml();
    }

    private static async Task<ILibvirtConnection> ConnectAsync(StepContext context, CancellationToken cancellationToken) =>
        (await context.Parts.LibvirtAsync(cancellationToken)).Require();

    private static DomainScope Scope(bool live, bool config) =>
        (live ? DomainScope.Live : DomainScope.None) | (config ? DomainScope.Config : DomainScope.None);

    private static string Name(PlanStep.Unplug step) => step.Alias ?? step.Address.ToString();

    private static Problem ToProblem(Refused refused, string during, string path)
    {
        var (code, remedy) = refused.Reason switch
        {
            RefusalReason.FunctionInUse => (ProblemCode.VfNotFree, "another guest has it: take another VF"),
            RefusalReason.NotRunning => (ProblemCode.GuestState, "start the guest, or use --persistent"),
            RefusalReason.NotPersistent => (ProblemCode.GuestState, "use --live: the guest has no persistent configuration"),
            RefusalReason.NoSuchDevice => (ProblemCode.DeviceUnknown, "'vfleet vm list' shows what the guest has"),
            RefusalReason.AlreadyPresent => (ProblemCode.OptionsConflict, "give another --alias"),
            RefusalReason.NoFreeSlot => (ProblemCode.GuestNoSlot, "add a pcie-root-port to the guest's configuration and restart it"),
            RefusalReason.Busy => (ProblemCode.Locked, "another job (a migration, a snapshot) holds the guest: try again when it ends"),
            RefusalReason.NotSupported => (ProblemCode.Unsupported, "this libvirt or QEMU cannot do it"),
            _ => (ProblemCode.LibvirtFailed, "see the daemon's log: journalctl -u libvirtd -u virtqemud"),
        };
        return new Problem(code, $"{during}: {refused.Message}", remedy, path);
    }
}
