using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms.Nics;

/// <summary>The vNICs of VMs: list, add, show, change, remove, plug and unplug.</summary>
/// <param name="time">The clock.</param>
internal sealed class NicRoutes(TimeProvider time)
{
    private readonly NicPlugs _plugs = new(time);

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes()
    {
        const string Nics = "/vms/{vm}/nics";
        const string Nic = Nics + "/{nic}";
        return
        [
            new("GET", Nics, AccessRole.Viewer, ListAsync) { Item = "nic" },
            new("POST", Nics, AccessRole.Operator, AddAsync),
            new("GET", Nic, AccessRole.Viewer, ShowAsync),
            new("PUT", Nic, AccessRole.Operator, ChangeAsync),
            new("DELETE", Nic, AccessRole.Operator, RemoveAsync),
            new("POST", Nic + "/activate", AccessRole.Operator, call => _plugs.ActionAsync(call, isPlugged: true)) { IsAction = true },
            new("POST", Nic + "/deactivate", AccessRole.Operator, call => _plugs.ActionAsync(call, isPlugged: false)) { IsAction = true },
        ];
    }

    private static Task<OvirtAnswer> ListAsync(OvirtCall call)
    {
        if (call.Find(FleetKinds.Vms, "vm") is not { } vm)
        {
            return Task.FromResult(OvirtAnswer.NotFound());
        }

        var document = new NicDocument(call.State, vm);
        return Task.FromResult(OvirtAnswer.Of(new Element("nics") { Href = $"{VmPaths.Vm(vm.Id)}/nics", IsList = true }.AddAll(vm.Nics.Select(document.Of))));
    }

    private static Task<OvirtAnswer> ShowAsync(OvirtCall call) =>
        Task.FromResult(NicEditing.NicOf(call, out var vm) is { } nic ? OvirtAnswer.Of(new NicDocument(call.State, vm!).Of(nic)) : OvirtAnswer.NotFound());

    // A vNIC that is plugged is, as long as its VM runs, added unplugged and plugged then; what cannot be plugged is taken away again.
    private async Task<OvirtAnswer> AddAsync(OvirtCall call)
    {
        if (call.Find(FleetKinds.Vms, "vm") is not { } vm)
        {
            return OvirtAnswer.NotFound();
        }

        var reading = new ElementReading(call.Body);
        reading.Require("Nic", "add", "name");
        var nic = NicReading.Read(call, reading, new Vnic(Guid.CreateVersion7(time.GetUtcNow()), ""), isNew: true);
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        var isHot = false;
        var (after, refusal) = await NicEditing.ChangeAsync(
            call,
            vm.Id,
            now =>
            {
                isHot = nic.IsPlugged && now.Status != VmStatus.Down;
                return (now with { Nics = now.Nics.Add(nic with { IsPlugged = nic.IsPlugged && !isHot }) }, null);
            },
            call.Token);
        if (after is null)
        {
            return refusal!;
        }

        if (!isHot)
        {
            return OvirtAnswer.Made(Show(call, vm.Id, nic.Id)!);
        }

        var (operation, no) = await _plugs.PlugAsync(call, vm.Id, nic.Id);
        if (no is not null)
        {
            await NicEditing.ChangeAsync(call, vm.Id, now => (now with { Nics = now.Nics.RemoveAll(one => one.Id == nic.Id && !one.IsPlugged) }, null), CancellationToken.None);
            return no;
        }

        return Show(call, vm.Id, nic.Id) is { } shown
            ? OvirtAnswer.Made(shown) with { Status = operation!.IsOver ? 201 : 202 }
            : Refusals.Of(new Problem(FleetCode.VnicUnknown, $"the vNIC {nic.Name} was removed meanwhile", "add it again if it is still wanted"));
    }

    private async Task<OvirtAnswer> ChangeAsync(OvirtCall call)
    {
        if (NicEditing.NicOf(call, out var vm) is not { } nic)
        {
            return OvirtAnswer.NotFound();
        }

        var reading = new ElementReading(call.Body);
        var wish = NicReading.Read(call, reading, nic, isNew: false);
        if (call.Body.Id is { Length: > 0 } id && id != FleetKinds.Text(nic.Id))
        {
            return OvirtAnswer.Refuse(409, "Broken immutability constraint", "[the id of a nic cannot change: leave it out]");
        }

        if (reading.Fault is { } fault)
        {
            return fault;
        }

        // While the VM has a place, plugging is work of its host: the rest changes while the vNIC is unplugged.
        var isHot = vm!.Status != VmStatus.Down && wish.IsPlugged != nic.IsPlugged;
        if (isHot && !wish.IsPlugged && (await _plugs.UnplugAsync(call, vm.Id, nic.Id)).Refusal is { } held)
        {
            return held;
        }

        var (after, refusal) = await NicEditing.ChangeAsync(call, vm.Id, now => Edit(call, now, nic.Id, isHot), call.Token);
        if (after is null)
        {
            return refusal!;
        }

        if (isHot && wish.IsPlugged && (await _plugs.PlugAsync(call, vm.Id, nic.Id)).Refusal is { } no)
        {
            return no;
        }

        return Show(call, vm.Id, nic.Id) is { } shown ? OvirtAnswer.Of(shown) : OvirtAnswer.NotFound();
    }

    private static (Vm Vm, OvirtAnswer? Refusal) Edit(OvirtCall call, Vm vm, Guid id, bool isHot)
    {
        if (vm.Nics.FirstOrDefault(nic => nic.Id == id) is not { } now)
        {
            return (vm, OvirtAnswer.NotFound());
        }

        var reading = new ElementReading(call.Body);
        var after = NicReading.Read(call, reading, now, isNew: false);
        after = isHot ? after with { IsPlugged = now.IsPlugged } : after;
        return reading.Fault is { } fault ? (vm, fault) : (after == now ? vm : vm with { Nics = vm.Nics.Replace(now, after) }, null);
    }

    private static async Task<OvirtAnswer> RemoveAsync(OvirtCall call)
    {
        if (NicEditing.NicOf(call, out var vm) is not { } nic)
        {
            return OvirtAnswer.NotFound();
        }

        var (after, refusal) = await NicEditing.ChangeAsync(
            call, vm!.Id, now => (now with { Nics = now.Nics.RemoveAll(one => one.Id == nic.Id) }, null), call.Token);
        return after is null ? refusal! : new OvirtAnswer.Empty();
    }

    private static Element? Show(OvirtCall call, Guid vm, Guid nic) =>
        call.State.Vms.Find(FleetKinds.Text(vm)) is { } now && now.Nics.FirstOrDefault(one => one.Id == nic) is { } found ? new NicDocument(call.State, now).Of(found) : null;
}
