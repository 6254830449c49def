using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Engine.State;
using Vfleet.Primitives;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>All that a host's NICs are shown from, as it was at one moment. What is made of it is as old as it is, and two that are the same show the same.</summary>
/// <param name="Host">The host.</param>
/// <param name="Inventory">What it reported; null when it never did.</param>
/// <param name="Configurations">What people want of its PFs' VFs, in the order of its PFs; null where nobody has said anything.</param>
/// <param name="Claims">The claims on its VFs.</param>
internal sealed record HostView(
    Entry<FleetHost> Host, Entry<HostInventory>? Inventory, ImmutableArray<Entry<VfsConfiguration>?> Configurations, ImmutableArray<Claim> Claims)
{
    /// <summary>Its PFs.</summary>
    public ImmutableArray<InventoryPf> Pfs => Inventory?.Value.Pfs ?? [];

    /// <summary>Looks at a host.</summary>
    /// <param name="state">The fleet.</param>
    /// <param name="host">The host's id.</param>
    /// <returns>It; null when there is no such host.</returns>
    public static HostView? Of(FleetState state, Guid host)
    {
        var id = FleetKinds.Text(host);
        if (!state.Hosts.TryGet(id, out var entry))
        {
            return null;
        }

        state.Inventories.TryGet(id, out var inventory);
        return new HostView(
            entry,
            inventory,
            [.. (inventory?.Value.Pfs ?? []).Select(pf => state.Configurations.TryGet(FleetKinds.IdOf(host, pf.Address), out var configuration) ? configuration : null)],
            state.Claims.OnHost(host));
    }

    /// <summary>Whether another shows the same: every part of it is the very same one.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether it does.</returns>
    public bool IsSameAs(HostView other) => ReferenceEquals(Host, other.Host) && ReferenceEquals(Inventory, other.Inventory) && Claims == other.Claims
        && Configurations.Length == other.Configurations.Length && !Configurations.Where((one, at) => !ReferenceEquals(one, other.Configurations[at])).Any();

    /// <summary>What people want of a PF's VFs.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>It; what a new PF has when nobody has said anything.</returns>
    public VfsConfiguration WantedOf(PciAddress pf) => EntryOf(pf)?.Value ?? new VfsConfiguration(Host.Value.Id, pf);

    /// <summary>What people want of a PF's VFs, as it is kept.</summary>
    /// <param name="pf">The PF.</param>
    /// <returns>It; null when nobody has said anything.</returns>
    public Entry<VfsConfiguration>? EntryOf(PciAddress pf) => Pfs.Select((one, at) => (one, at)).Where(pair => pair.one.Address == pf).Select(pair => Configurations[pair.at]).FirstOrDefault();
}
