using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Primitives;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>
/// A host's NICs as documents. What belongs to SR-IOV stands there only when all content is asked for (ovirt-engine, BackendHostNicsResource); free and used VFs,
/// and what stands against a VF, are elements that oVirt does not have.
/// </summary>
/// <param name="view">The host.</param>
/// <param name="isAll">Whether all content is wanted.</param>
internal sealed class NicElements(HostView view, bool isAll)
{
    private const long BitsInMegabit = 1_000_000;
    private static readonly ImmutableArray<string> s_links = ["networklabels", "networkattachments", "statistics", "linklayerdiscoveryprotocolelements"];
    private static readonly ImmutableArray<string> s_pfLinks = ["virtualfunctionallowednetworks", "virtualfunctionallowedlabels"];

    private readonly Dictionary<(PciAddress Pf, int Index), Claim> _claims = isAll ? view.Claims.ToDictionary(claim => (claim.Vf.Pf, claim.Vf.Index)) : [];
    private readonly string _host = FleetKinds.Text(view.Host.Value.Id);

    /// <summary>All NICs of the host.</summary>
    /// <returns>The list.</returns>
    public Element All()
    {
        var list = new Element("host_nics") { IsList = true };
        foreach (var (pf, at) in view.Pfs.Select((pf, at) => (pf, at)))
        {
            var vfs = isAll ? Vfs(pf, view.Configurations[at]) : null;
            var nic = new HostNic(view.Host.Value.Id, pf, null);
            list.Add(OfPf(nic, vfs));
            for (var index = 0; index < pf.NumVfs; index++)
            {
                list.Add(OfVf(new HostNic(view.Host.Value.Id, pf, index), nic, vfs?[index]));
            }
        }

        return list;
    }

    /// <summary>One NIC.</summary>
    /// <param name="nic">The NIC.</param>
    /// <returns>It.</returns>
    public Element One(HostNic nic)
    {
        var vfs = isAll ? Vfs(nic.Pf, view.EntryOf(nic.Pf.Address)) : null;
        return nic.Index is { } index ? OfVf(nic, new HostNic(nic.HostId, nic.Pf, null), vfs?[index]) : OfPf(nic, vfs);
    }

    private Element OfPf(HostNic nic, VfNow[]? vfs)
    {
        var element = Begin(nic)
            .Add(nic.Pf.Mac is { } mac ? new Element("mac").Add("address", mac.ToString()) : null)
            .Add("mtu", nic.Pf.Mtu)
            .Add("bond", nic.Pf.Bond);
        if (vfs is null || !nic.IsSriov)
        {
            return Links(element.Add(new Element("actions")), nic, s_links);
        }

        var wanted = view.WantedOf(nic.Pf.Address);
        element.Add(new Element("virtual_functions_configuration")
            .Add("all_networks_allowed", wanted.AllNetworksAllowed)
            .Add("max_number_of_virtual_functions", nic.Pf.MaxVfs)
            .Add("number_of_virtual_functions", nic.Pf.NumVfs)
            .Add("number_of_free_virtual_functions", vfs.Count(vf => vf.Reasons.IsEmpty))
            .Add("number_of_used_virtual_functions", vfs.Count(vf => vf.Claim is not null))
            .Add("wanted_number_of_virtual_functions", wanted.Count)
            .Add("physical_network", wanted.PhysicalNetwork));
        const string Update = "updatevirtualfunctionsconfiguration";
        element.Add(new Element("actions").Link(Update, $"{nic.Href}/{Update}"));
        return Links(Links(element, nic, s_pfLinks), nic, s_links);
    }

    private Element OfVf(HostNic nic, HostNic pf, VfNow? now)
    {
        var element = Begin(nic);
        return now is null ? element : element
            .Add(new Element("physical_function") { Id = FleetKinds.Text(pf.Id), Href = pf.Href })
            .Add(Now(nic, now));
    }

    private static Element Now(HostNic nic, VfNow now)
    {
        var element = new Element("virtual_function")
            .Add("index", nic.Index)
            .Add("address", nic.Pf.AddressOf(nic.Index!.Value)?.ToString())
            .Add("free", now.Reasons.IsEmpty);
        if (!now.Reasons.IsEmpty)
        {
            element.Add(new Element("reasons") { IsList = true }.AddAll(now.Reasons.Select(reason => new Element("reason") { Text = reason })));
        }

        if (now.Claim is { } claim)
        {
            var (vm, vnic) = (FleetKinds.Text(claim.VmId), FleetKinds.Text(claim.NicId));
            element.Add(new Element("vm") { Id = vm, Href = $"{OvirtRoute.Root}/vms/{vm}" })
                .Add(new Element("nic") { Id = vnic, Href = $"{OvirtRoute.Root}/vms/{vm}/nics/{vnic}" });
        }

        return element;
    }

    private Element Begin(HostNic nic) => new Element("host_nic") { Id = FleetKinds.Text(nic.Id), Href = nic.Href }
        .Add("name", nic.Name)
        .Add(new Element("host") { Id = _host, Href = $"{OvirtRoute.Root}/hosts/{_host}" })
        .Add("speed", nic.Pf.Speed * BitsInMegabit)
        .Add("status", nic.Pf.HasLink switch { true => "up", false => "down", null => null });

    private static Element Links(Element element, HostNic nic, ImmutableArray<string> links)
    {
        foreach (var link in links)
        {
            element.Link(link, $"{nic.Href}/{link}");
        }

        return element;
    }

    private VfNow[] Vfs(InventoryPf pf, Entry<VfsConfiguration>? configuration)
    {
        var ofAll = VfReasons.OfAll(view.Host.Value, configuration);
        var said = pf.Vfs.ToDictionary(vf => vf.Index);
        return
        [
            .. Enumerable.Range(0, pf.NumVfs).Select(index =>
            {
                var claim = _claims.GetValueOrDefault((pf.Address, index));
                return new VfNow(claim, VfReasons.Of(ofAll, claim, said.GetValueOrDefault(index)));
            }),
        ];
    }

    private sealed record VfNow(Claim? Claim, ImmutableArray<string> Reasons);
}
