using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Primitives;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>The PCI functions of a host that the fleet knows: PFs, and the VFs whose address the agent tells.</summary>
internal static class DeviceResources
{
    private const string Path = "/hosts/{host}/devices";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", Path, AccessRole.Viewer, call => Task.FromResult(List(call))) { Item = "host_device" },
        new("GET", Path + "/{device}", AccessRole.Viewer, call => Task.FromResult(Get(call))),
    ];

    /// <summary>A host's devices in order: each PF, then its VFs.</summary>
    /// <param name="host">The host.</param>
    /// <returns>They.</returns>
    public static IEnumerable<Element> Of(HostView host)
    {
        var claims = host.Claims.ToDictionary(claim => (claim.Vf.Pf, claim.Vf.Index));
        return HostNic.AllOf(host.Inventory?.Value)
            .Select(nic => (nic, address: nic.Index is { } index ? nic.Pf.AddressOf(index) : nic.Pf.Address))
            .Where(pair => pair.address is not null)
            .Select(pair => Show(pair.nic, pair.address!.Value, pair.nic.Index is { } index ? claims.GetValueOrDefault((pair.nic.Pf.Address, index)) : null));
    }

    private static OvirtAnswer List(OvirtCall call) => call.TryHost(out var host, out var refusal)
        ? OvirtAnswer.Of(new Element("host_devices") { IsList = true }.AddAll(Of(host)))
        : refusal;

    private static OvirtAnswer Get(OvirtCall call) => call.TryHost(out var host, out var refusal)
        ? Of(host).FirstOrDefault(device => device.Id == call.Part("device")) is { } found ? OvirtAnswer.Of(found) : OvirtAnswer.NotFound()
        : refusal;

    private static Element Show(HostNic nic, PciAddress address, Claim? claim)
    {
        var isPf = nic.Index is null;
        var host = HostElements.HrefOf(nic.HostId);
        var element = Reference("host_device", host, address)
            .Add("capability", "pci")
            .Add("placeholder", false)
            .Add("driver", isPf ? nic.Pf.Driver : null)
            .Add(new Element("host") { Id = FleetKinds.Text(nic.HostId), Href = host })
            .Add(Maker("vendor", isPf ? nic.Pf.VendorDevice : nic.Pf.VfVendorDevice, 0, null))
            .Add(Maker("product", isPf ? nic.Pf.VendorDevice : nic.Pf.VfVendorDevice, 1, isPf ? nic.Pf.Model : null));
        if (isPf)
        {
            return element.Add("virtual_functions", nic.Pf.MaxVfs > 0 ? nic.Pf.MaxVfs : null);
        }

        return element
            .Add(Reference("physical_function", host, nic.Pf.Address))
            .Add(Reference("parent_device", host, nic.Pf.Address))
            .Add(claim is null ? null : new Element("vm") { Id = FleetKinds.Text(claim.VmId), Href = $"{OvirtRoute.Root}/vms/{FleetKinds.Text(claim.VmId)}" });
    }

    private static Element Reference(string tag, string host, PciAddress address)
    {
        var name = DeviceNames.Of(address);
        var id = DeviceNames.IdOf(name);
        return new Element(tag) { Id = id, Href = $"{host}/devices/{id}" }.Add("name", name);
    }

    private static Element? Maker(string tag, string ids, int part, string? name) =>
        ids.Split(':') is { Length: 2 } parts ? new Element(tag) { Id = $"0x{parts[part]}" }.Add("name", string.IsNullOrEmpty(name) ? null : name) : null;
}
