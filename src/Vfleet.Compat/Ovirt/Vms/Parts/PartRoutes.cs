using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Hosts;
using Vfleet.Compat.Ovirt.Vms.Nics;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms.Parts;

/// <summary>What else belongs to VMs in oVirt: their disks as far as the fleet knows them, and lists that are empty here.</summary>
internal static class PartRoutes
{
    private const string Vm = "/vms/{vm}";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", Vm + "/diskattachments", AccessRole.Viewer, ListAsync) { Item = "disk_attachment" },
        new("GET", Vm + "/diskattachments/{disk}", AccessRole.Viewer, ShowAsync),
        new("POST", Vm + "/diskattachments", AccessRole.Operator, call => Task.FromResult(call.Find(FleetKinds.Vms, "vm") is { } vm ? NoStorage(vm) : OvirtAnswer.NotFound())),
        .. EmptyList.OfVm.SelectMany(list => list.Routes(Vm, call => call.Find(FleetKinds.Vms, "vm") is not null)),
        .. EmptyList.OfNic.SelectMany(list => list.Routes(Vm + "/nics/{nic}", call => NicEditing.NicOf(call, out _) is not null)),
        .. EmptyList.OfRoot.SelectMany(list => list.Routes("", _ => true)),
    ];

    private static Task<OvirtAnswer> ListAsync(OvirtCall call) => Task.FromResult(call.Find(FleetKinds.Vms, "vm") is { } vm
        ? OvirtAnswer.Of(new Element("disk_attachments") { Href = $"{VmPaths.Vm(vm.Id)}/diskattachments", IsList = true }.AddAll(Attachments(vm)))
        : OvirtAnswer.NotFound());

    private static Task<OvirtAnswer> ShowAsync(OvirtCall call) => Task.FromResult(
        call.Find(FleetKinds.Vms, "vm") is { } vm && Attachments(vm).FirstOrDefault(one => one.Id == call.Part("disk")) is { } found
            ? OvirtAnswer.Of(found)
            : OvirtAnswer.NotFound());

    private static OvirtAnswer.Fault NoStorage(Vm vm) => Refusals.Of(new Problem(
        OvirtCode.NotHere, "a disk of a storage domain is nothing that this fleet has", $"give the VM a disk that its hosts have: vfleet vm set {vm.Name} --disk", "disk"));

    private static IEnumerable<Element> Attachments(Vm vm) => vm.Disks.Select((disk, at) =>
    {
        var id = FleetKinds.Text(IdOf(vm, disk));
        return new Element("disk_attachment") { Id = id, Href = $"{VmPaths.Vm(vm.Id)}/diskattachments/{id}" }
            .Add("active", true)
            .Add("bootable", at == 0)
            .Add("interface", disk.Bus switch { GuestDiskBus.Scsi => "virtio_scsi", GuestDiskBus.Sata => "sata", _ => "virtio" })
            .Add("read_only", disk.IsReadOnly)
            .Add(new Element("disk") { Id = id }
                .Add("name", disk.Path)
                .Add("alias", disk.Path)
                .Add("format", disk.Format == GuestDiskFormat.Qcow2 ? "cow" : "raw")
                .Add("status", "ok")
                .Add("storage_type", "image"))
            .Add(Refs.To("vm", "vms", vm.Id));
    });

    // A disk has no id of its own: its VM and its path are what it is known by.
    private static Guid IdOf(Vm vm, GuestDisk disk) => NicIds.Named(vm.Id, $"disk/{disk.Path}");
}
