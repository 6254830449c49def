using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>The networks that may use a PF's VFs.</summary>
internal static class AllowedNetworks
{
    private const string Path = "/hosts/{host}/nics/{nic}/virtualfunctionallowednetworks";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        new("GET", Path, AccessRole.Viewer, call => Task.FromResult(List(call))) { Item = "network" },
        new("POST", Path, AccessRole.Admin, AddAsync) { IsAction = true },
        new("GET", Path + "/{network}", AccessRole.Viewer, call => Task.FromResult(Get(call))),
        new("DELETE", Path + "/{network}", AccessRole.Admin, RemoveAsync),
    ];

    /// <summary>A network in the list: oVirt gives ids only.</summary>
    /// <param name="network">Its id.</param>
    /// <returns>It.</returns>
    public static Element Item(Guid network)
    {
        var id = FleetKinds.Text(network);
        return new Element("network") { Id = id, Href = $"{OvirtRoute.Root}/networks/{id}" };
    }

    /// <summary>Adds the network that the body names.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The network's id; or why it was not added.</returns>
    public static async Task<(Guid Network, OvirtAnswer? Refusal)> AddOneAsync(OvirtCall call)
    {
        if (!call.TryPf(out var host, out var pf, out var refusal))
        {
            return (default, refusal);
        }

        var reading = new ElementReading(call.Body);
        reading.Require("Network", "add", "@id|name");
        var reference = reading.Reference(call.Body, "network");
        if (reading.Fault is { } fault)
        {
            return (default, fault);
        }

        var dataCenter = FleetKinds.Hosts.Place(host.Host.Value, call.State).DataCenter;
        var meant = call.Meant(FleetKinds.Networks, reference!.Value).OrderByDescending(network => network.DataCenterId == dataCenter).FirstOrDefault();
        if (meant is null)
        {
            return (default, Refusals.Of([.. VfsConfigurationRule.Specific(host.WantedOf(pf.Pf.Address)), Unknown(reference.Value)]));
        }

        var result = await VfsChanges.ChangeAsync(call, host, pf, now =>
            (now with { Networks = now.Networks.Add(meant.Id) }, VfsConfigurationRule.AddNetwork(now, meant.Id, call.State)));
        return result is ChangeResult<VfsConfiguration>.Done ? (meant.Id, null) : (default, Refusals.Of(result));
    }

    /// <summary>Takes a network out of the list.</summary>
    /// <param name="call">The request.</param>
    /// <param name="network">The network.</param>
    /// <returns>The answer.</returns>
    public static async Task<OvirtAnswer> RemoveOneAsync(OvirtCall call, Guid network)
    {
        if (!call.TryPf(out var host, out var pf, out var refusal))
        {
            return refusal;
        }

        var result = await VfsChanges.ChangeAsync(call, host, pf, now =>
            (now with { Networks = now.Networks.Remove(network) }, VfsConfigurationRule.RemoveNetwork(now, network)));
        return result is ChangeResult<VfsConfiguration>.Done ? new OvirtAnswer.Empty() : Refusals.Of(result);
    }

    private static OvirtAnswer List(OvirtCall call) => call.TryNic(out var host, out var nic, out var refusal)
        ? OvirtAnswer.Of(new Element("networks") { IsList = true }.AddAll(ListOf(host, nic).Select(Item)))
        : refusal;

    // oVirt answers this one with the action, not with the network.
    private static async Task<OvirtAnswer> AddAsync(OvirtCall call) => (await AddOneAsync(call)).Refusal ?? OvirtAnswer.Complete();

    private static OvirtAnswer Get(OvirtCall call) => call.TryNic(out var host, out var nic, out var refusal)
        ? call.Id("network") is { } id && ListOf(host, nic).Contains(id) ? OvirtAnswer.Of(Item(id)) : OvirtAnswer.NotFound()
        : refusal;

    private static async Task<OvirtAnswer> RemoveAsync(OvirtCall call) => Get(call) is OvirtAnswer.Document ? await RemoveOneAsync(call, call.Id("network")!.Value) : OvirtAnswer.NotFound();

    private static ImmutableArray<Guid> ListOf(HostView host, HostNic nic) => nic.IsSriov ? host.WantedOf(nic.Pf.Address).Networks : [];

    private static Problem Unknown(OvirtReference reference) =>
        new(FleetCode.NetworkUnknown, $"there is no network {reference}", $"see which there are: GET {OvirtRoute.Root}/networks", "network");
}
