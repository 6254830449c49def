using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>Where VMs and what belongs to them stand in the API.</summary>
internal static class VmPaths
{
    /// <summary>The only template that there is: oVirt's <c>Blank</c>.</summary>
    public static Guid Blank => Guid.Empty;

    /// <summary>A VM.</summary>
    /// <param name="vm">Its id.</param>
    /// <returns>Its path.</returns>
    public static string Vm(Guid vm) => Refs.Href("vms", vm);

    /// <summary>A vNIC.</summary>
    /// <param name="vm">The id of its VM.</param>
    /// <param name="nic">Its id.</param>
    /// <returns>Its path.</returns>
    public static string Nic(Guid vm, Guid nic) => $"{Vm(vm)}/nics/{FleetKinds.Text(nic)}";
}
