using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What the configuration of a PF's VFs must be. Every member gives every problem at once; none when it is right.</summary>
/// <remarks>The rules are those of oVirt's VfsConfigValidator, and that the host can be reached, which oVirt does not ask.</remarks>
public static class VfsConfigurationRule
{
    /// <summary>A configuration as it is kept: when all networks are allowed from now on, the lists that it had are cleared.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it was asked for.</param>
    /// <returns>As it shall be. Lists that were given together with "all networks allowed" stay, so that they are refused.</returns>
    public static VfsConfiguration Normalise(VfsConfiguration before, VfsConfiguration after) =>
        after.AllNetworksAllowed && !before.AllNetworksAllowed
            && after.Networks.SequenceEqual(before.Networks) && after.Labels.SequenceEqual(before.Labels, StringComparer.Ordinal)
            ? after with { Networks = [], Labels = [] }
            : after;

    /// <summary>Checks a change; a PF without a configuration has the default one before.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it shall be, normalised.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(VfsConfiguration before, VfsConfiguration after, IFleetView view)
    {
        if (!view.TryGet(after.HostId, out FleetHost? host))
        {
            return [ReferenceRule.Missing(FleetCode.HostUnknown, "host", after.HostId, "host")];
        }

        return
        [
            .. CheckPf(host, before, after, view),
            .. CheckLists(after),
            .. CheckNetworks(host, after, view),
            .. LabelRule.Check(after.Labels, FleetCode.LabelAlreadyAllowed),
            .. NameRule.CheckPhysicalNetwork(after.PhysicalNetwork, "physicalNetwork"),
        ];
    }

    /// <summary>Checks whether single networks and labels can be named at all.</summary>
    /// <param name="configuration">As it is.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Specific(VfsConfiguration configuration) =>
        configuration.AllNetworksAllowed ? [Contradiction("allNetworksAllowed")] : [];

    /// <summary>Checks whether a network may be added to the list.</summary>
    /// <param name="configuration">As it is.</param>
    /// <param name="network">The network's id.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> AddNetwork(VfsConfiguration configuration, Guid network, IFleetView view) =>
    [
        .. Specific(configuration),
        .. ReferenceRule.Network(network, DataCenterOf(configuration, view), view, "network"),
        .. configuration.Networks.Contains(network)
            ? [new Problem(FleetCode.NetworkAlreadyAllowed, "the network may use the VFs already", "nothing is to be done", "network")]
            : Array.Empty<Problem>(),
    ];

    /// <summary>Checks whether a network may be taken out of the list.</summary>
    /// <param name="configuration">As it is.</param>
    /// <param name="network">The network's id.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> RemoveNetwork(VfsConfiguration configuration, Guid network) =>
    [
        .. Specific(configuration),
        .. configuration.Networks.Contains(network)
            ? Array.Empty<Problem>()
            : [new Problem(FleetCode.NetworkNotAllowed, $"the network {network:D} is not in the list", "name one that is", "network")],
    ];

    /// <summary>Checks whether a label may be added to the list.</summary>
    /// <param name="configuration">As it is.</param>
    /// <param name="label">The label.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> AddLabel(VfsConfiguration configuration, string label) =>
    [
        .. Specific(configuration),
        .. LabelRule.CheckOne(label, "label"),
        .. configuration.Labels.Contains(label, StringComparer.Ordinal)
            ? [new Problem(FleetCode.LabelAlreadyAllowed, $"networks with the label '{label}' may use the VFs already", "nothing is to be done", "label")]
            : Array.Empty<Problem>(),
    ];

    /// <summary>Checks whether a label may be taken out of the list.</summary>
    /// <param name="configuration">As it is.</param>
    /// <param name="label">The label.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> RemoveLabel(VfsConfiguration configuration, string label) =>
    [
        .. Specific(configuration),
        .. configuration.Labels.Contains(label, StringComparer.Ordinal)
            ? Array.Empty<Problem>()
            : [new Problem(FleetCode.LabelNotAllowed, $"the label '{label}' is not in the list", "name one that is", "label")],
    ];

    private static IEnumerable<Problem> CheckPf(FleetHost host, VfsConfiguration before, VfsConfiguration after, IFleetView view)
    {
        if (view.InventoryOf(host.Id)?.Pf(after.Pf) is not { } pf)
        {
            return [new Problem(
                FleetCode.PfNotOnHost,
                $"the host {host.Name} has not reported a PF {after.Pf}",
                $"run 'vfleet pf list' on {host.Name} and name one of those",
                "pf")];
        }

        return pf.MaxVfs > 0
            ? VfCountRule.Check(host, pf, before.Count, after.Count, view)
            : [new Problem(FleetCode.PfWithoutSriov, $"{host.Name}/{pf.Name} can have no VFs", "name a PF with SR-IOV, or enable it in the firmware", "pf")];
    }

    private static IEnumerable<Problem> CheckLists(VfsConfiguration after) => !after.AllNetworksAllowed ? [] :
    [
        .. after.Networks.Length == 0 ? Array.Empty<Problem>() : [Contradiction("networks")],
        .. after.Labels.Length == 0 ? Array.Empty<Problem>() : [Contradiction("labels")],
    ];

    private static Problem Contradiction(string path) => new(
        FleetCode.AllNetworksAllowed,
        "all networks may use the VFs, so no single network or label can be set",
        "set allNetworksAllowed to false first",
        path);

    private static IEnumerable<Problem> CheckNetworks(FleetHost host, VfsConfiguration after, IFleetView view)
    {
        var dataCenter = ReferenceRule.DataCenterOf(host.ClusterId, view);
        for (var i = 0; i < after.Networks.Length; i++)
        {
            foreach (var problem in ReferenceRule.Network(after.Networks[i], dataCenter, view, $"networks[{i}]"))
            {
                yield return problem;
            }

            if (after.Networks.IndexOf(after.Networks[i]) < i)
            {
                yield return new Problem(FleetCode.NetworkAlreadyAllowed, "the network was given twice", "give it once", $"networks[{i}]");
            }
        }
    }

    private static Guid? DataCenterOf(VfsConfiguration configuration, IFleetView view) =>
        view.TryGet(configuration.HostId, out FleetHost? host) ? ReferenceRule.DataCenterOf(host.ClusterId, view) : null;
}
