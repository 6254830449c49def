using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Documents;
using Vfleet.Primitives;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>What oVirt calls a NIC of a host: a PF, or one of its VFs.</summary>
/// <param name="HostId">The host.</param>
/// <param name="Pf">The PF as it was reported.</param>
/// <param name="Index">The VF's index; null for the PF itself.</param>
internal sealed record HostNic(Guid HostId, InventoryPf Pf, int? Index)
{
    private static readonly ConditionalWeakTable<HostInventory, FrozenDictionary<Guid, HostNic>> s_known = [];

    /// <summary>Its id.</summary>
    public Guid Id { get; } = Index is { } index ? NicIds.OfVf(HostId, Pf.Address, index) : NicIds.OfPf(HostId, Pf.Address);

    /// <summary>Its name: a PF's netdev; a VF's is the PF's with its index behind a slash, as Vfleet names it everywhere.</summary>
    public string Name => Index is { } index ? $"{Pf.Name}/{index}" : Pf.Name;

    /// <summary>Whether it is a PF that can have VFs, so that there is something to configure.</summary>
    public bool IsSriov => Index is null && Pf.MaxVfs > 0;

    /// <summary>Where it is.</summary>
    public string Href => HrefOf(HostId, Id);

    /// <summary>Where a NIC is.</summary>
    /// <param name="host">Its host.</param>
    /// <param name="nic">Its id.</param>
    /// <returns>The path.</returns>
    public static string HrefOf(Guid host, Guid nic) => $"{OvirtRoute.Root}/hosts/{FleetKinds.Text(host)}/nics/{FleetKinds.Text(nic)}";

    /// <summary>All NICs of a host in order: each PF, then its VFs.</summary>
    /// <param name="inventory">What the host reported; null when it never did.</param>
    /// <returns>They.</returns>
    public static IEnumerable<HostNic> AllOf(HostInventory? inventory) => inventory is null ? [] : inventory.Pfs.SelectMany(pf =>
        Enumerable.Range(-1, pf.NumVfs + 1).Select(index => new HostNic(inventory.HostId, pf, index < 0 ? null : index)));

    /// <summary>The NIC that has an id. They are numbered once for each report.</summary>
    /// <param name="inventory">What the host reported; null when it never did.</param>
    /// <param name="id">The id; null for none.</param>
    /// <returns>It; null when there is none.</returns>
    public static HostNic? Find(HostInventory? inventory, Guid? id) => inventory is not null && id is { } known
        && s_known.GetValue(inventory, one => AllOf(one).ToFrozenDictionary(nic => nic.Id)).TryGetValue(known, out var found)
            ? found
            : null;

    /// <summary>The NIC that a reference means: by its id, else by its name; a PF by its address too.</summary>
    /// <param name="inventory">What the host reported; null when it never did.</param>
    /// <param name="id">The id; null for none.</param>
    /// <param name="name">The name; null for none.</param>
    /// <returns>It; null when there is none.</returns>
    public static HostNic? Find(HostInventory? inventory, Guid? id, string? name) => id is not null
        ? Find(inventory, id)
        : AllOf(inventory).FirstOrDefault(nic => nic.Name == name)
            ?? (PciAddress.TryParse(name, out var address) ? AllOf(inventory).FirstOrDefault(nic => nic.Index is null && nic.Pf.Address == address) : null);
}
