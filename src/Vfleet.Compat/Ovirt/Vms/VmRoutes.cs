using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Searching;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>VMs: list, add, show, change, remove.</summary>
/// <remarks>What changes only when the VM starts anew (<c>next_run</c>) does not exist here: a VM that runs is changed at once, or not at all.</remarks>
/// <param name="time">The clock.</param>
internal sealed class VmRoutes(TimeProvider time)
{
    private readonly Entities<Vm> _vms = new("/vms", "vms", "vm", FleetKinds.Vms)
    {
        Show = (call, vm) => Show(call, vm, new VmWork(call.State)),
        Read = (call, reading, before) =>
        {
            if (before is null)
            {
                reading.Require("Vm", "add", "name", "cluster/@id|cluster/name");
            }

            return VmReading.Read(call, reading, before ?? new Vm(Guid.CreateVersion7(time.GetUtcNow()), "", Guid.Empty));
        },
    };

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public IEnumerable<OvirtRoute> Routes()
    {
        const string One = "/vms/{vm}";
        return
        [
            new("GET", "/vms", AccessRole.Viewer, ListAsync) { Item = "vm", IsSearchable = true },
            new("POST", "/vms", AccessRole.Operator, _vms.AddAsync),
            new("GET", One, AccessRole.Viewer, call => Task.FromResult(_vms.Shown(call, Named(call)))),
            new("PUT", One, AccessRole.Operator, call => _vms.ChangeAsync(call, Named(call))),
            new("DELETE", One, AccessRole.Operator, call => _vms.RemoveAsync(call, Named(call))),
        ];
    }

    private static Vm? Named(OvirtCall call) => call.Find(FleetKinds.Vms, "vm");

    // What VMs are doing is looked up once for all of them.
    private static Task<OvirtAnswer> ListAsync(OvirtCall call)
    {
        var work = new VmWork(call.State);
        var vms = call.All(FleetKinds.Vms);
        if (call.Max is { } most && ReferenceEquals(call.Search, SearchText.All))
        {
            vms = vms.Take(most);
        }

        return Task.FromResult(OvirtAnswer.Of(Refs.List("vms", vms.Select(vm => Show(call, vm, work)))));
    }

    private static Element Show(OvirtCall call, Vm vm, VmWork work) => VmDocument.Of(vm, work, call.Caller.May(AccessRole.Operator, FleetKinds.Vms.Place(vm, call.State)));
}
