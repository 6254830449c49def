using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Searching;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>VMs: list, add, show, change, remove.</summary>
/// <param name="time">The clock.</param>
internal sealed class VmRoutes(TimeProvider time)
{
    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", "/vms", AccessRole.Viewer, ListAsync) { Item = "vm", IsSearchable = true },
        new("POST", "/vms", AccessRole.Operator, AddAsync),
        new("GET", "/vms/{vm}", AccessRole.Viewer, ShowAsync),
        new("PUT", "/vms/{vm}", AccessRole.Operator, ChangeAsync),
        new("DELETE", "/vms/{vm}", AccessRole.Operator, RemoveAsync),
    ];

    /// <summary>Shows a VM to whoever asks.</summary>
    /// <param name="call">The request.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="work">What VMs are doing; null to look it up.</param>
    /// <returns>It.</returns>
    public static Element Show(OvirtCall call, Vm vm, VmWork? work = null) =>
        VmDocument.Of(vm, work ?? new VmWork(call.State), call.Caller.May(AccessRole.Operator, FleetKinds.Vms.Place(vm, call.State)));

    private static Task<OvirtAnswer> ListAsync(OvirtCall call)
    {
        var work = new VmWork(call.State);
        var vms = call.All(FleetKinds.Vms);
        if (call.Max is { } most && ReferenceEquals(call.Search, SearchText.All))
        {
            vms = vms.Take(most);
        }

        return Task.FromResult(OvirtAnswer.Of(new Element("vms") { Href = VmPaths.Vms, IsList = true }.AddAll(vms.Select(vm => Show(call, vm, work)))));
    }

    private static Task<OvirtAnswer> ShowAsync(OvirtCall call) =>
        Task.FromResult(call.Find(FleetKinds.Vms, "vm") is { } vm ? OvirtAnswer.Of(Show(call, vm)) : OvirtAnswer.NotFound());

    private async Task<OvirtAnswer> AddAsync(OvirtCall call)
    {
        var reading = new ElementReading(call.Body);
        reading.Require("Vm", "add", "name", "cluster/@id|cluster/name");
        var vm = VmReading.Read(call, reading, new Vm(Guid.CreateVersion7(time.GetUtcNow()), "", Guid.Empty));
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        return await call.Engine.Changes.AddAsync(FleetKinds.Vms, vm, call.Caller, dryRun: false, call.Token) switch
        {
            ChangeResult<Vm>.Done done => OvirtAnswer.Made(Show(call, done.Entry.Value)),
            var other => Refusals.Of(other),
        };
    }

    // What changes only when the VM starts anew (next_run) does not exist here: a VM that runs is changed at once, or not at all.
    private static async Task<OvirtAnswer> ChangeAsync(OvirtCall call)
    {
        if (call.Find(FleetKinds.Vms, "vm") is not { } vm)
        {
            return OvirtAnswer.NotFound();
        }

        if (Immutability.Check(call.Body, vm.Id) is { } changed)
        {
            return changed;
        }

        OvirtAnswer.Fault? fault = null;
        var result = await call.Engine.Changes.UpdateAsync(
            FleetKinds.Vms,
            FleetKinds.Text(vm.Id),
            null,
            now =>
            {
                var reading = new ElementReading(call.Body);
                var after = VmReading.Read(call, reading, now);
                fault = reading.Fault;
                return fault is not null || after.Equals(now) ? now : after;
            },
            call.Caller,
            ChangeOptions.Usual,
            call.Token);
        return (fault, result) switch
        {
            ({ } wrong, ChangeResult<Vm>.Done or ChangeResult<Vm>.Refused) => wrong,
            (_, ChangeResult<Vm>.Done done) => OvirtAnswer.Of(Show(call, done.Entry.Value)),
            _ => Refusals.Of(result),
        };
    }

    private static async Task<OvirtAnswer> RemoveAsync(OvirtCall call)
    {
        if (call.Find(FleetKinds.Vms, "vm") is not { } vm)
        {
            return OvirtAnswer.NotFound();
        }

        return await call.Engine.Changes.RemoveAsync(FleetKinds.Vms, FleetKinds.Text(vm.Id), null, call.Caller, ChangeOptions.Usual, call.Token) switch
        {
            ChangeResult<Vm>.Done => OvirtAnswer.Complete(),
            var other => Refusals.Of(other),
        };
    }
}
