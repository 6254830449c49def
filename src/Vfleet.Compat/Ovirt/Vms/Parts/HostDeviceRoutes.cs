using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Hosts;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms.Parts;

/// <summary>
/// The devices of its host that a VM has: the VFs of its vNICs, where the host tells their addresses. They come and go with the vNICs; nothing is attached beside them,
/// for a VF without a vNIC would have neither MAC address nor VLAN.
/// </summary>
internal static class HostDeviceRoutes
{
    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes()
    {
        const string Path = "/vms/{vm}/hostdevices";
        return
        [
            new("GET", Path, AccessRole.Viewer, call => Task.FromResult(call.Find(FleetKinds.Vms, "vm") is { } vm
                ? OvirtAnswer.Of(new Element("host_devices") { Href = $"{VmPaths.Vm(vm.Id)}/hostdevices", IsList = true }.AddAll(Of(call, vm)))
                : OvirtAnswer.NotFound()))
            {
                Item = "host_device",
            },
            new("GET", Path + "/{device}", AccessRole.Viewer, call => Task.FromResult(Named(call) is { } device ? OvirtAnswer.Of(device) : OvirtAnswer.NotFound())),
            new("POST", Path, AccessRole.Operator, call => Task.FromResult(call.Find(FleetKinds.Vms, "vm") is { } vm ? NotAlone(vm) : OvirtAnswer.NotFound())),
            new("DELETE", Path + "/{device}", AccessRole.Operator, call => Task.FromResult(Named(call) is not null ? Kept() : OvirtAnswer.NotFound())),
        ];
    }

    private static Element? Named(OvirtCall call) =>
        call.Find(FleetKinds.Vms, "vm") is { } vm ? Of(call, vm).FirstOrDefault(device => device.Id == call.Part("device")) : null;

    private static IEnumerable<Element> Of(OvirtCall call, Vm vm) =>
        vm.HostId is { } id && HostView.Of(call.State, id) is { } host
            ? DeviceResources.Of(host)
                .Where(device => device.Find("vm")?.Id == FleetKinds.Text(vm.Id))
                .Select(device => new Element("host_device") { Id = device.Id, Href = $"{VmPaths.Vm(vm.Id)}/hostdevices/{device.Id}" }.AddAll(device.Children))
            : [];

    private static OvirtAnswer.Fault NotAlone(Vm vm) => Refusals.Of(new Problem(
        OvirtCode.NotHere,
        $"VM {vm.Name} gets VFs through its vNICs; a device without one is nothing that this fleet gives",
        $"add a vNIC with interface pci_passthrough, and pin it to a VF if it must be that one: vfleet nic set {vm.Name} NIC --pin HOST/PF/INDEX"));

    private static OvirtAnswer.Fault Kept() => Refusals.Of(new Problem(
        OvirtCode.NotHere, "the device is the VF of a vNIC, and goes with it", "deactivate or remove the vNIC"));
}
