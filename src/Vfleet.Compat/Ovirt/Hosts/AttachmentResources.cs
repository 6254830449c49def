using System.Diagnostics.CodeAnalysis;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Hosts;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Networks that are attached to a host or to one of its PFs, and <c>setupnetworks</c>, which changes several of them and of labels at once.</summary>
internal static class AttachmentResources
{
    private const string OfHost = "/hosts/{host}/networkattachments";
    private const string OfNic = "/hosts/{host}/nics/{nic}/networkattachments";

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        .. Of(OfHost),
        .. Of(OfNic),
        new("POST", "/hosts/{host}/setupnetworks", AccessRole.Admin, SetUpAsync) { IsAction = true },
    ];

    private static IEnumerable<OvirtRoute> Of(string path) =>
    [
        new("GET", path, AccessRole.Viewer, call => Task.FromResult(List(call))) { Item = "network_attachment" },
        new("POST", path, AccessRole.Admin, AddAsync),
        new("GET", path + "/{attachment}", AccessRole.Viewer, call => Task.FromResult(Get(call))),
        new("PUT", path + "/{attachment}", AccessRole.Admin, ChangeAsync),
        new("DELETE", path + "/{attachment}", AccessRole.Admin, RemoveAsync),
    ];

    private static OvirtAnswer List(OvirtCall call) => TryFind(call, out var host, out var nic, out var refusal)
        ? OvirtAnswer.Of(new Element("network_attachments") { IsList = true }.AddAll(BridgesOf(host, nic).Select(bridge => Show(host.Host.Value, bridge))))
        : refusal;

    private static OvirtAnswer Get(OvirtCall call) => TryAttachment(call, out var host, out _, out var bridge, out var refusal)
        ? OvirtAnswer.Of(Show(host.Host.Value, bridge))
        : refusal;

    private static async Task<OvirtAnswer> AddAsync(OvirtCall call)
    {
        if (!TryFind(call, out var host, out var nic, out var refusal) || (refusal = call.Forbidden(host)) is not null)
        {
            return refusal;
        }

        var wish = new AttachmentWish(call, host);
        wish.Set(call.Body, "network_attachment", nic);
        var result = await ApplyAsync(call, host, wish);
        return result is ChangeResult<FleetHost>.Done done
            ? OvirtAnswer.Made(Show(done.Entry.Value, done.Entry.Value.Bridges.First(bridge => bridge.NetworkId == wish.Wish.Bridges[0].NetworkId)))
            : Refusals.Of(result);
    }

    private static async Task<OvirtAnswer> ChangeAsync(OvirtCall call)
    {
        if (!TryAttachment(call, out var host, out var nic, out var bridge, out var refusal) || (refusal = call.Forbidden(host)) is not null)
        {
            return refusal;
        }

        var wish = new AttachmentWish(call, host);
        var sent = new Element("network_attachment") { Id = call.Part("attachment") }.AddAll(call.Body.Children.Where(child => child.Name != "network"));
        wish.Set(sent, "network_attachment", nic);
        var result = await ApplyAsync(call, host, wish);
        return result is ChangeResult<FleetHost>.Done done
            ? OvirtAnswer.Of(Show(done.Entry.Value, done.Entry.Value.Bridges.First(one => one.NetworkId == bridge.NetworkId)))
            : Refusals.Of(result);
    }

    private static async Task<OvirtAnswer> RemoveAsync(OvirtCall call)
    {
        if (!TryAttachment(call, out var host, out _, out var bridge, out var refusal) || (refusal = call.Forbidden(host)) is not null)
        {
            return refusal;
        }

        var result = await call.Engine.Networks.ChangeAsync(host.Host.Value.Id, new HostNetworkWish { WithoutBridge = [bridge.NetworkId] }, call.Caller, call.Token);
        return result is ChangeResult<FleetHost>.Done ? new OvirtAnswer.Empty() : Refusals.Of(result);
    }

    private static async Task<OvirtAnswer> SetUpAsync(OvirtCall call)
    {
        if (!call.TryHost(out var host, out var refusal) || (refusal = call.Forbidden(host)) is not null)
        {
            return refusal;
        }

        var wish = new AttachmentWish(call, host);
        wish.Read(call.Body);
        var result = await ApplyAsync(call, host, wish);
        return result is ChangeResult<FleetHost>.Done ? OvirtAnswer.Complete() : Refusals.Of(result);
    }

    private static async Task<ChangeResult<FleetHost>> ApplyAsync(OvirtCall call, HostView host, AttachmentWish wish) => wish.Problems.IsEmpty
        ? await call.Engine.Networks.ChangeAsync(host.Host.Value.Id, wish.Wish, call.Caller, call.Token)
        : new ChangeResult<FleetHost>.Refused(wish.Problems);

    // The two collections differ by the NIC in the path.
    private static bool TryFind(OvirtCall call, [NotNullWhen(true)] out HostView? host, out HostNic? nic, [NotNullWhen(false)] out OvirtAnswer? refusal)
    {
        nic = null;
        return call.Parts.ContainsKey("nic") ? call.TryNic(out host, out nic, out refusal) : call.TryHost(out host, out refusal);
    }

    private static bool TryAttachment(
        OvirtCall call, [NotNullWhen(true)] out HostView? host, out HostNic? nic, [NotNullWhen(true)] out NetworkBridge? bridge, [NotNullWhen(false)] out OvirtAnswer? refusal)
    {
        bridge = null;
        if (!TryFind(call, out host, out nic, out refusal))
        {
            return false;
        }

        var id = host.Host.Value.Id;
        bridge = BridgesOf(host, nic).FirstOrDefault(one => NicIds.OfAttachment(id, one.NetworkId) == call.Id("attachment"));
        refusal = bridge is null ? OvirtAnswer.NotFound() : null;
        return bridge is not null;
    }

    private static IEnumerable<NetworkBridge> BridgesOf(HostView host, HostNic? nic) =>
        host.Host.Value.Bridges.Where(bridge => nic is null || (nic.Index is null && bridge.Pf == nic.Pf.Address));

    private static Element Show(FleetHost host, NetworkBridge bridge)
    {
        var (id, network, href) = (FleetKinds.Text(NicIds.OfAttachment(host.Id, bridge.NetworkId)), FleetKinds.Text(bridge.NetworkId), HostElements.HrefOf(host.Id));
        var element = new Element("network_attachment") { Id = id, Href = $"{href}/networkattachments/{id}" }
            .Add(new Element("network") { Id = network, Href = $"{OvirtRoute.Root}/networks/{network}" })
            .Add(new Element("host") { Id = FleetKinds.Text(host.Id), Href = href })
            .Add("in_sync", true)
            .Add(new Element("ip_address_assignments") { IsList = true })
            .Add(new Element("properties") { IsList = true }.Add(new Element("property").Add("name", AttachmentWish.BridgeProperty).Add("value", bridge.Bridge)));
        if (bridge.Pf is { } pf)
        {
            var nic = NicIds.OfPf(host.Id, pf);
            element.Add(new Element("host_nic") { Id = FleetKinds.Text(nic), Href = HostNic.HrefOf(host.Id, nic) });
        }

        return element;
    }
}
