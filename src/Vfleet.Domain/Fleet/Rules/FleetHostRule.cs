using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a host must be. Every member gives every problem at once; none when the change may be made.</summary>
public static class FleetHostRule
{
    /// <summary>Characters of a host's name: what DNS allows (RFC 1035, 2.3.4, without the root).</summary>
    public const int LongestName = 253;

    /// <summary>Checks a new one.</summary>
    /// <param name="host">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Add(FleetHost host, IFleetView view) => Check(null, host, view);

    /// <summary>Checks a change.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it shall be.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(FleetHost before, FleetHost after, IFleetView view) =>
    [
        .. Check(before, after, view),
        .. before.ClusterId == after.ClusterId ? [] : CheckMove(before, after, view),
    ];

    /// <summary>Checks whether it may go: no VM is on it, has a VF of it, or is pinned to it.</summary>
    /// <param name="host">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Remove(FleetHost host, IFleetView view)
    {
        var pinned = view.Vms.Where(vm => vm.PinnedHosts.Contains(host.Id) || vm.Nics.Any(nic => nic.Pin?.HostId == host.Id))
            .Select(vm => vm.Name).ToList();
        return
        [
            .. VmsOn(host, view) is { Count: > 0 } vms
                ? [new Problem(FleetCode.HostHasVms, $"the host {host.Name} has the {Users.Text("VM", vms)}", "stop or move the VMs first")]
                : Array.Empty<Problem>(),
            .. pinned.Count > 0
                ? [new Problem(FleetCode.HostHasPinnedVms, $"pinned to {host.Name}: {Users.Text("VM", pinned)}", "pin these to other hosts first")]
                : Array.Empty<Problem>(),
        ];
    }

    private static ImmutableArray<Problem> Check(FleetHost? before, FleetHost host, IFleetView view) =>
    [
        .. CheckName(host.Name),
        .. NameRule.CheckFree(FleetNames.Of(host), host.Id, view),
        .. NameRule.CheckDescription(host.Description),
        .. ReferenceRule.Cluster(host.ClusterId, view),
        .. NameRule.CheckChoice<HostStatus>(host.Status, "status", "status"),
        .. NameRule.CheckNumber(
            host.ReservedMemoryMiB, 0, view.InventoryOf(host.Id)?.MemoryMiB ?? int.MaxValue, "the reserved memory in MiB", "reservedMemoryMiB"),
        .. BridgeRule.Check(before, host, view),
    ];

    private static IEnumerable<Problem> CheckName(string name)
    {
        if (!IsDnsName(name))
        {
            yield return new Problem(
                FleetCode.HostNameInvalid,
                $"'{name}' cannot be the name of a host",
                $"give a name as DNS has them: parts of 1-63 letters, digits and - with dots between them, {LongestName} characters at most",
                "name");
        }
    }

    /// <summary>Whether DNS allows a name.</summary>
    internal static bool IsDnsName(string name) => name.Length is > 0 and <= LongestName && name.Split('.').All(IsDnsLabel);

    private static bool IsDnsLabel(string part) => part.Length is > 0 and <= 63 && part[0] != '-' && part[^1] != '-'
        && part.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private static IEnumerable<Problem> CheckMove(FleetHost before, FleetHost after, IFleetView view)
    {
        if (VmsOn(before, view) is { Count: > 0 } vms)
        {
            yield return new Problem(
                FleetCode.HostClusterFixed,
                $"the host {before.Name} cannot go to another cluster while it has the {Users.Text("VM", vms)}",
                "stop or move the VMs first",
                "cluster");
        }

        var dataCenter = ReferenceRule.DataCenterOf(after.ClusterId, view);
        foreach (var configuration in view.ConfigurationsOf(after.Id))
        {
            foreach (var problem in configuration.Networks.SelectMany(network => ReferenceRule.Network(network, dataCenter, view, "cluster")).Take(1))
            {
                yield return problem with
                {
                    Message = $"the VFs configuration of {after.Name}/{configuration.Pf} does not fit the cluster: {problem.Message}",
                    Remedy = "take the networks out of the VFs configuration first",
                };
            }
        }
    }

    private static List<string> VmsOn(FleetHost host, IFleetView view) =>
    [
        .. view.Vms.Where(vm => vm.HostId == host.Id).Select(vm => vm.Name)
            .Concat(view.ClaimsOn(host.Id).Select(claim => view.TryGet(claim.VmId, out Vm? vm) ? vm.Name : claim.VmId.ToString("D")))
            .Distinct(StringComparer.Ordinal),
    ];
}
