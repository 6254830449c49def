using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Guests;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>What is done with VMs. As oVirt's, these are complete when they have begun; the VM's status says how far they are.</summary>
internal static class VmActions
{
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(120);

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        Action("start", StartAsync),
        Action("stop", call => OfVm(call, vm => call.Engine.Life.StopAsync(vm.Id, dryRun: false, call.Caller, call.Token))),
        Action("shutdown", call => OfVm(call, vm => call.Engine.Life.ShutdownAsync(vm.Id, s_shutdown, dryRun: false, call.Caller, call.Token))),
        Action("reboot", call => OfVm(call, vm => call.Engine.Life.RebootAsync(vm.Id, dryRun: false, call.Caller, call.Token))),
        Action("reset", call => Never(call, "a reset", "reboot it, or stop and start it")),
        Action("suspend", call => Never(call, "suspending", "shut it down: what a VF of a guest holds cannot be written to a disk")),
        Action("migrate", call => Task.FromResult(Migrate(call))),
        Action("cancelmigration", call => Never(call, "a migration that could be cancelled", "shut it down and start it on another host")),
    ];

    private static OvirtRoute Action(string name, OvirtHandler handler) => new("POST", "/vms/{vm}/" + name, AccessRole.Operator, handler) { IsAction = true };

    private static async Task<OvirtAnswer> StartAsync(OvirtCall call)
    {
        if (call.Find(FleetKinds.Vms, "vm") is not { } vm)
        {
            return OvirtAnswer.NotFound();
        }

        var once = RunOnce.Read(call, vm, out var fault);
        if (fault is not null)
        {
            return fault;
        }

        // One that is not down is refused by the start itself.
        if (once.Changed is { } changed && vm.Status is VmStatus.Down or VmStatus.Placed && await ChangeAsync(call, changed) is { } refusal)
        {
            return refusal;
        }

        var result = await call.Engine.Life.StartAsync(vm.Id, new VmStart(DryRun: false, once.HostId), call.Caller, call.Token);
        return result is ChangeResult<FleetOperation>.Refused refused ? Scheduling.Explain(call, vm, once.HostId, refused.Problems) : Work.Begun(result);
    }

    private static async Task<OvirtAnswer?> ChangeAsync(OvirtCall call, Vm changed)
    {
        var result = await call.Engine.Changes.UpdateAsync(
            FleetKinds.Vms,
            FleetKinds.Text(changed.Id),
            null,
            now => now with { Boot = changed.Boot, Seed = changed.Seed },
            call.Caller,
            ChangeOptions.Usual,
            call.Token);
        return result is ChangeResult<Vm>.Done ? null : Refusals.Of(result);
    }

    private static OvirtAnswer Migrate(OvirtCall call)
    {
        if (call.Find(FleetKinds.Vms, "vm") is not { } vm)
        {
            return OvirtAnswer.NotFound();
        }

        var reading = new ElementReading(call.Body);
        var host = reading.Find(call, FleetKinds.Hosts, "host", FleetCode.HostUnknown);
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        var problems = MigrationRule.Check(vm, host?.Id, call.State);
        return problems.IsEmpty ? NotHere(vm, "live migration, which is not built yet,", "shut it down and start it on the other host") : Refusals.Of(problems);
    }

    private static Task<OvirtAnswer> Never(OvirtCall call, string what, string remedy) =>
        Task.FromResult(call.Find(FleetKinds.Vms, "vm") is { } vm ? NotHere(vm, what, remedy) : OvirtAnswer.NotFound());

    private static OvirtAnswer.Fault NotHere(Vm vm, string what, string remedy) =>
        Refusals.Of(new Problem(OvirtCode.NotHere, $"VM {vm.Name}: {what} is nothing that this fleet has", remedy));

    private static async Task<OvirtAnswer> OfVm(OvirtCall call, Func<Vm, Task<ChangeResult<FleetOperation>>> begin) =>
        call.Find(FleetKinds.Vms, "vm") is { } vm ? Work.Begun(await begin(vm)) : OvirtAnswer.NotFound();
}
