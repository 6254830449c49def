using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>Where VMs and what belongs to them stand in the API, and references to what they stand on.</summary>
internal static class VmPaths
{
    /// <summary>The list of VMs.</summary>
    public const string Vms = OvirtRoute.Root + "/vms";

    /// <summary>The only template that there is: oVirt's <c>Blank</c>.</summary>
    public static Guid Blank => Guid.Empty;

    /// <summary>A VM.</summary>
    /// <param name="vm">Its id.</param>
    /// <returns>Its path.</returns>
    public static string Vm(Guid vm) => $"{Vms}/{FleetKinds.Text(vm)}";

    /// <summary>A vNIC.</summary>
    /// <param name="vm">The id of its VM.</param>
    /// <param name="nic">Its id.</param>
    /// <returns>Its path.</returns>
    public static string Nic(Guid vm, Guid nic) => $"{Vm(vm)}/nics/{FleetKinds.Text(nic)}";

    /// <summary>A reference to something that stands in a list at the root.</summary>
    /// <param name="tag">The tag of the reference.</param>
    /// <param name="list">The list.</param>
    /// <param name="id">Its id; null for no reference.</param>
    /// <returns>The reference; null for none.</returns>
    public static Element? To(string tag, string list, Guid? id) =>
        id is { } some ? new Element(tag) { Id = FleetKinds.Text(some), Href = $"{OvirtRoute.Root}/{list}/{FleetKinds.Text(some)}" } : null;
}
