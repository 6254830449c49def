using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Compat.Ovirt.Hosts;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;

namespace Vfleet.Compat.Ovirt.Vms.Nics;

/// <summary>vNICs as oVirt shows them (Nic of ovirt-engine-api-model), and beside that the VF that each has.</summary>
/// <param name="state">The fleet.</param>
/// <param name="vm">The VM.</param>
internal sealed class NicDocument(FleetState state, Vm vm)
{
    private static readonly string[] s_actions = ["activate", "deactivate"];
    private static readonly string[] s_links = ["networkfilterparameters", "reporteddevices", "statistics"];

    private readonly ILookup<Guid, Claim> _claims = state.Claims.Of(vm.Id).Where(claim => claim.State == ClaimState.Held).ToLookup(claim => claim.NicId);
    private readonly ILookup<Guid, FleetOperation> _settings = state.Operations.Values
        .Where(operation => operation is { Kind: FleetOperation.SetNic, NicId: not null } && operation.VmId == vm.Id)
        .ToLookup(operation => operation.NicId!.Value);

    /// <summary>Shows one.</summary>
    /// <param name="nic">The vNIC.</param>
    /// <returns>It.</returns>
    public Element Of(Vnic nic)
    {
        var href = VmPaths.Nic(vm.Id, nic.Id);
        var network = nic.ProfileId is { } id && state.TryGet(id, out VnicProfile? profile) ? profile.NetworkId : (Guid?)null;
        return new Element("nic") { Id = FleetKinds.Text(nic.Id), Href = href }
            .Add("name", nic.Name)
            .Add(new Element("actions").AddAll(s_actions.Select(action => new Element("link") { Rel = action, Href = $"{href}/{action}" })))
            .AddAll(s_links.Select(rel => new Element("link") { Rel = rel, Href = $"{href}/{rel}" }))
            .Add("interface", NicWords.Of(nic.Type))
            .Add("linked", nic.IsLinked)
            .Add(new Element("mac").Add("address", nic.Mac.ToString()))
            .Add(Refs.Maybe("network", "networks", network))
            .Add("plugged", nic.IsPlugged)
            .Add("synced", IsSynced(nic))
            .Add(Refs.To("vm", "vms", vm.Id))
            .Add(Refs.Maybe("vnic_profile", "vnicprofiles", nic.ProfileId))
            .Add(_claims[nic.Id].FirstOrDefault() is { } claim ? Function(claim) : null);
    }

    // Whether the VF is as the profile says: the last change of it has reached the host.
    private bool IsSynced(Vnic nic) => _settings[nic.Id].MaxBy(operation => operation.Created)?.State is null or WorkState.Done;

    // What oVirt does not show: the VF, and where it is as a NIC of its host.
    private static Element Function(Claim claim)
    {
        var (host, pf, index) = (claim.Vf.HostId, claim.Vf.Pf, claim.Vf.Index);
        var id = NicIds.OfVf(host, pf, index);
        return new Element("virtual_function")
            .Add(Refs.To("host", "hosts", host))
            .Add(new Element("host_nic") { Id = FleetKinds.Text(id), Href = HostNic.HrefOf(host, id) })
            .Add("physical_function_address", pf.ToString())
            .Add("index", index);
    }
}
