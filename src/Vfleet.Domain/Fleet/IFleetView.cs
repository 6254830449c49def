using System.Diagnostics.CodeAnalysis;

namespace Vfleet.Domain.Fleet;

/// <summary>The fleet as the rules see it: whoever asks them decides which moment that is.</summary>
public interface IFleetView
{
    /// <summary>Data centres.</summary>
    IReadOnlyCollection<DataCenter> DataCenters { get; }

    /// <summary>Clusters.</summary>
    IReadOnlyCollection<Cluster> Clusters { get; }

    /// <summary>Networks.</summary>
    IReadOnlyCollection<Network> Networks { get; }

    /// <summary>vNIC profiles.</summary>
    IReadOnlyCollection<VnicProfile> Profiles { get; }

    /// <summary>Hosts.</summary>
    IReadOnlyCollection<FleetHost> Hosts { get; }

    /// <summary>VMs; there may be 100,000 of them: ask for those that are meant.</summary>
    IReadOnlyCollection<Vm> Vms { get; }

    /// <summary>MAC pools.</summary>
    IReadOnlyCollection<MacPool> MacPools { get; }

    /// <summary>Finds a data centre.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="found">It.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGet(Guid id, [NotNullWhen(true)] out DataCenter? found);

    /// <summary>Finds a cluster.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="found">It.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGet(Guid id, [NotNullWhen(true)] out Cluster? found);

    /// <summary>Finds a network.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="found">It.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGet(Guid id, [NotNullWhen(true)] out Network? found);

    /// <summary>Finds a vNIC profile.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="found">It.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGet(Guid id, [NotNullWhen(true)] out VnicProfile? found);

    /// <summary>Finds a host.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="found">It.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGet(Guid id, [NotNullWhen(true)] out FleetHost? found);

    /// <summary>Finds a VM.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="found">It.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGet(Guid id, [NotNullWhen(true)] out Vm? found);

    /// <summary>What a host last reported.</summary>
    /// <param name="host">The host.</param>
    /// <returns>It; null when it never did.</returns>
    HostInventory? InventoryOf(Guid host);

    /// <summary>The VFs configurations of a host's PFs; a PF that is not among them has the default one.</summary>
    /// <param name="host">The host.</param>
    /// <returns>Them, in order of address.</returns>
    IReadOnlyCollection<VfsConfiguration> ConfigurationsOf(Guid host);

    /// <summary>The claims on VFs of a host.</summary>
    /// <param name="host">The host.</param>
    /// <returns>Them.</returns>
    IReadOnlyCollection<Claim> ClaimsOn(Guid host);

    /// <summary>The VMs that have a vNIC of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <returns>Them.</returns>
    IEnumerable<Vm> VmsWith(VnicProfile profile);

    /// <summary>Whether another has a name: the store lets each name have one owner.</summary>
    /// <param name="key">The name with what it is a name of, as <see cref="Rules.FleetNames"/> writes it.</param>
    /// <param name="exceptOwner">Whose own name it may be.</param>
    /// <returns>Whether another has it.</returns>
    bool IsNameTaken(string key, Guid exceptOwner);
}
