using System.Collections.Immutable;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>A PF of a host of the fleet.</summary>
/// <param name="Host">The host.</param>
/// <param name="Pf">The PF as it was reported.</param>
internal sealed record HostPf(FleetHost Host, InventoryPf Pf)
{
    /// <summary>What tells it from all others.</summary>
    public string Key => FleetKinds.IdOf(Host.Id, Pf.Address);
}

/// <summary>A VF of a host of the fleet.</summary>
/// <param name="Of">The PF.</param>
/// <param name="Index">The index.</param>
internal sealed record HostVf(HostPf Of, int Index)
{
    /// <summary>What the fleet knows it by.</summary>
    public VfKey Key => new(Of.Host.Id, Of.Pf.Address, Index);
}

/// <summary>PFs and VFs as they are shown.</summary>
internal static class Functions
{
    /// <summary>PFs that can be sorted and filtered.</summary>
    public static Listing<HostPf> Pfs { get; } = new(
        item => item.Key,
        [
            new("host", (item, _) => HostOf(item)),
            new("name", (item, _) => item.Pf.Name),
            new("address", (item, _) => new FieldValue(item.Pf.Address.ToString(), null)),
            new("driver", (item, _) => item.Pf.Driver),
            new("vendorDevice", (item, _) => item.Pf.VendorDevice),
            new("physicalNetwork", (item, state) => ConfigurationOf(state, item).Value.PhysicalNetwork),
            Field<HostPf>.Count("numVfs", (item, _) => item.Pf.NumVfs),
            Field<HostPf>.Count("maxVfs", (item, _) => item.Pf.MaxVfs),
            Field<HostPf>.Count("numaNode", (item, _) => item.Pf.NumaNode),
            Field<HostPf>.Truth("link", (item, _) => item.Pf.HasLink == true),
        ]);

    /// <summary>VFs that can be sorted and filtered.</summary>
    public static Listing<HostVf> Vfs { get; } = new(
        item => $"{item.Of.Key}/{item.Index:D5}",
        [
            new("host", (item, _) => HostOf(item.Of)),
            new("pf", (item, _) => new FieldValue(item.Of.Pf.Name, null) { Also = item.Of.Pf.Address.ToString() }),
            Field<HostVf>.Count("index", (item, _) => item.Index),
            new("network", (item, state) => NetworkOf(item, state)),
            new("vm", (item, state) => state.ValueOf(FleetKinds.Vms, state.Claims.On(item.Key)?.VmId)),
            Field<HostVf>.Truth("free", (item, state) => Reasons(state, item).IsEmpty),
            Field<HostVf>.Truth("claimed", (item, state) => state.Claims.On(item.Key) is not null),
        ]);

    /// <summary>The PFs of a host.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="host">The host.</param>
    /// <returns>They.</returns>
    public static IEnumerable<HostPf> PfsOf(FleetState state, FleetHost host) =>
        state.InventoryOf(host.Id) is { } inventory ? inventory.Pfs.Select(pf => new HostPf(host, pf)) : [];

    /// <summary>The VFs of a PF.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>They.</returns>
    public static IEnumerable<HostVf> VfsOf(HostPf pf) => Enumerable.Range(0, pf.Pf.NumVfs).Select(index => new HostVf(pf, index));

    /// <summary>What people want of a PF's VFs.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="pf">The PF.</param>
    /// <returns>It; of revision 0 when nobody has said anything.</returns>
    public static Entry<VfsConfiguration> ConfigurationOf(FleetState state, HostPf pf) =>
        state.ConfigurationOf(pf.Host.Id, pf.Pf.Address);

    /// <summary>Why a VF cannot be given to a vNIC now.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="vf">The VF.</param>
    /// <returns>Every reason; none when it can.</returns>
    public static ImmutableArray<string> Reasons(FleetState state, HostVf vf) => VfReasons.Of(
        VfReasons.OfAll(vf.Of.Host, ConfigurationOf(state, vf.Of)),
        state.Claims.On(vf.Key),
        vf.Of.Pf.Vfs.FirstOrDefault(one => one.Index == vf.Index));

    /// <summary>Shows a PF.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="item">The PF.</param>
    /// <returns>It.</returns>
    public static PfResource Show(FleetState state, HostPf item)
    {
        var (pf, wanted) = (item.Pf, ConfigurationOf(state, item).Value);
        return new PfResource
        {
            Host = new(item.Host.Id, item.Host.Name),
            Address = pf.Address,
            Name = pf.Name,
            Mac = pf.Mac,
            VendorDevice = pf.VendorDevice,
            Model = pf.Model,
            Driver = pf.Driver,
            NumaNode = pf.NumaNode,
            MaxVfs = pf.MaxVfs,
            NumVfs = pf.NumVfs,
            FreeVfs = VfsOf(item).Count(vf => Reasons(state, vf).IsEmpty),
            ClaimedVfs = state.Claims.OnHost(item.Host.Id).Count(claim => claim.Vf.Pf == pf.Address),
            Link = pf.HasLink,
            Speed = pf.Speed,
            Mtu = pf.Mtu,
            EswitchMode = pf.EswitchMode,
            Bond = pf.Bond,
            Configuration = Show(state, wanted),
        };
    }

    /// <summary>Shows what people want of a PF's VFs.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="wanted">It.</param>
    /// <returns>It as it is shown.</returns>
    public static VfsConfigurationResource Show(FleetState state, VfsConfiguration wanted) => new()
    {
        Count = wanted.Count,
        AllNetworksAllowed = wanted.AllNetworksAllowed,
        Networks = [.. wanted.Networks.Select(network => state.To(FleetKinds.Networks, network))],
        Labels = wanted.Labels,
        PhysicalNetwork = wanted.PhysicalNetwork,
        Trusted = wanted.Trusted,
        Used = wanted.IsUsed,
    };

    /// <summary>Shows a VF.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="item">The VF.</param>
    /// <returns>It.</returns>
    public static VfResource Show(FleetState state, HostVf item)
    {
        var claim = state.Claims.On(item.Key);
        var reasons = Reasons(state, item);
        return new VfResource
        {
            Host = new(item.Of.Host.Id, item.Of.Host.Name),
            Pf = item.Of.Pf.Address,
            PfName = item.Of.Pf.Name,
            Index = item.Index,
            Free = reasons.IsEmpty,
            Reasons = reasons,
            Vm = state.To(FleetKinds.Vms, claim?.VmId),
            Nic = claim is null ? null : new(claim.NicId, NicOf(state, claim)?.Name),
            Claim = claim is null ? null : FieldValue.Of(claim.State).Text,
            Generation = claim?.Generation,
            Lease = claim?.Lease,
        };
    }

    private static FieldValue HostOf(HostPf pf) => new(pf.Host.Name, null) { Also = FleetKinds.Text(pf.Host.Id) };

    private static Vnic? NicOf(FleetState state, Claim claim) => state.TryGet(claim.VmId, out Vm? vm) ? vm.Nics.FirstOrDefault(nic => nic.Id == claim.NicId) : null;

    private static FieldValue NetworkOf(HostVf vf, FleetState state) =>
        state.Claims.On(vf.Key) is { } claim && NicOf(state, claim)?.ProfileId is { } id && state.TryGet(id, out VnicProfile? profile)
            ? state.ValueOf(FleetKinds.Networks, profile.NetworkId)
            : default;
}
