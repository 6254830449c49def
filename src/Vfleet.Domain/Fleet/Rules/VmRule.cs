using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a VM must be. Every member gives every problem at once; none when the change may be made.</summary>
public static class VmRule
{
    /// <summary>The most virtual CPUs.</summary>
    public const int MostCpus = 1024;

    /// <summary>The most memory in MiB: 64 TiB, what 46 bits of physical addresses reach.</summary>
    public const int MostMemoryMiB = 1 << 26;

    /// <summary>The highest NUMA node: the kernel's largest <c>NODES_SHIFT</c> is 10.</summary>
    public const int LastNumaNode = 1023;

    /// <summary>Checks a new one.</summary>
    /// <param name="vm">It, with the MAC addresses of its vNICs.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Add(Vm vm, IFleetView view) =>
    [
        .. CheckName(vm, view),
        .. CheckNumbers(vm),
        .. CheckAffinity(vm),
        .. VmBootRule.Check(vm),
        .. ReferenceRule.Cluster(vm.ClusterId, view),
        .. PinRule.CheckHosts(vm, view),
        .. CheckNics(vm, vm.Nics.Select(nic => nic.Id).ToHashSet(), view),
    ];

    /// <summary>
    /// Checks a change, also of a VM that has a place. What does not change is not looked at again: a VM that was right stays so while its
    /// surroundings change.
    /// </summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it shall be, with the MAC addresses of its vNICs.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Update(Vm before, Vm after, IFleetView view)
    {
        var isMoved = before.ClusterId != after.ClusterId;
        var isPinned = isMoved || !before.PinnedHosts.SequenceEqual(after.PinnedHosts);
        return
        [
            .. before.Name == after.Name && !isMoved && before.Description == after.Description ? [] : CheckName(after, view),
            .. CheckNumbers(after),
            .. before.Affinity == after.Affinity ? [] : CheckAffinity(after),
            .. isMoved ? ReferenceRule.Cluster(after.ClusterId, view) : [],
            .. isPinned ? PinRule.CheckHosts(after, view) : [],
            .. before.Nics == after.Nics && !isPinned ? [] : CheckNicChanges(before, after, isPinned, view),
            .. VmBootRule.Check(after),
            .. before.Status is VmStatus.Down or VmStatus.Placed ? [] : VmBootRule.CheckFixed(before, after),
            .. CheckPlaced(before, after),
        ];
    }

    /// <summary>Checks whether it may go.</summary>
    /// <param name="vm">It.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Remove(Vm vm, IFleetView view)
    {
        if (vm.Status == VmStatus.Down)
        {
            return [];
        }

        var place = vm.HostId is { } id && view.TryGet(id, out FleetHost? host) ? $" on {host.Name}" : "";
        return [new Problem(
            FleetCode.VmNotDown,
            $"the VM {vm.Name} {Doing(vm.Status)}{place}",
            "stop it first",
            "status")];
    }

    private static string Doing(VmStatus status) => status switch
    {
        VmStatus.Placed => "has a place",
        VmStatus.Starting => "is being started",
        VmStatus.Stopping => "is being stopped",
        _ => "runs",
    };

    private static IEnumerable<Problem> CheckName(Vm vm, IFleetView view)
    {
        foreach (var problem in NameRule.Check(vm.Name).Concat(NameRule.CheckDescription(vm.Description)))
        {
            yield return problem;
        }

        // libvirt refuses it in the name of a domain.
        if (vm.Name.Contains('/', StringComparison.Ordinal))
        {
            yield return new Problem(
                FleetCode.NameCharacters,
                "the name has a /, which libvirt does not allow",
                "give a name without it",
                "name");
        }

        if (FleetNames.NameOf(vm, view) is { } key && view.IsNameTaken(key, vm.Id))
        {
            yield return FleetNames.Taken(key);
        }
    }

    private static IEnumerable<Problem> CheckNumbers(Vm vm) =>
    [
        .. NameRule.CheckNumber(vm.Cpus, 1, MostCpus, "the number of virtual CPUs", "cpus"),
        .. vm.Topology is { } topology && !topology.Fits(vm.Cpus)
            ? [new Problem(
                FleetCode.NumberOutOfRange,
                $"{topology.Sockets} sockets with {topology.Cores} cores of {topology.Threads} threads are not {vm.Cpus} CPUs",
                "give numbers from 1 on whose product is the number of CPUs",
                "topology")]
            : Array.Empty<Problem>(),
        .. NameRule.CheckNumber(vm.MemoryMiB, 1, MostMemoryMiB, "the memory in MiB", "memoryMiB"),
        .. NameRule.CheckNumber(vm.NumaNode, 0, LastNumaNode, "a NUMA node", "numaNode"),
    ];

    private static IEnumerable<Problem> CheckAffinity(Vm vm)
    {
        for (var i = 0; i < vm.Affinity.Length; i++)
        {
            var (group, path) = (vm.Affinity[i].Group, $"affinity[{i}]");
            foreach (var problem in NameRule.Check(group, $"{path}.group")
                .Concat(NameRule.CheckChoice<AffinityKind>(vm.Affinity[i].Kind, "kind", $"{path}.kind")))
            {
                yield return problem;
            }

            if (vm.Affinity.Take(i).Any(other => other.Group == group))
            {
                yield return new Problem(
                    FleetCode.AffinityInvalid,
                    $"the affinity group '{group}' is named twice",
                    "name it once",
                    $"{path}.group");
            }
        }
    }

    private static IEnumerable<Problem> CheckNicChanges(Vm before, Vm after, bool all, IFleetView view)
    {
        var isPlaced = before.Status != VmStatus.Down && after.Status != VmStatus.Down;
        var vm = before with { Status = isPlaced ? before.Status : VmStatus.Down };
        var old = before.Nics.ToLookup(nic => nic.Id);
        var changed = after.Nics.Where(nic => all || !old[nic.Id].Contains(nic)).Select(nic => nic.Id).ToHashSet();
        var kept = after.Nics.Select(nic => nic.Id).ToHashSet();
        return
        [
            .. CheckNics(after, changed, view),
            .. after.Nics.SelectMany((nic, i) => Within(i, old[nic.Id].FirstOrDefault() is { } same
                ? VnicRule.Change(vm, same, nic, view)
                : nic.IsPlugged ? VnicRule.CheckHost(vm, view) : [])),
            .. before.Nics.Where(nic => !kept.Contains(nic.Id)).SelectMany(nic => VnicRule.Remove(vm, nic))
                .Select(problem => problem with { Path = "nics" }),
        ];
    }

    private static IEnumerable<Problem> CheckNics(Vm vm, HashSet<Guid> changed, IFleetView view) =>
    [
        .. vm.Nics.SelectMany((nic, i) => Within(
            i, [.. changed.Contains(nic.Id) ? VnicShape.Check(vm, nic, view) : [], .. VnicShape.CheckApart(vm, i)])),
        .. VnicShape.CheckSlots(vm, view).Select(problem => problem with { Path = "nics" }),
    ];

    private static IEnumerable<Problem> Within(int index, IEnumerable<Problem> problems) =>
        problems.Select(problem => problem with { Path = $"nics[{index}].{problem.Path}" });

    private static IEnumerable<Problem> CheckPlaced(Vm before, Vm after)
    {
        if (before.Status == VmStatus.Down)
        {
            yield break;
        }

        if (before.ClusterId != after.ClusterId)
        {
            yield return new Problem(
                FleetCode.VmClusterFixed,
                $"the VM {before.Name} has a place in its cluster",
                "stop it first",
                "cluster");
        }

        if (before.Cpus != after.Cpus)
        {
            yield return new Problem(
                FleetCode.VmSizeFixed,
                $"the CPUs of {before.Name} cannot change while it has a place",
                "stop it first",
                "cpus");
        }

        if (before.MemoryMiB != after.MemoryMiB)
        {
            yield return new Problem(
                FleetCode.VmSizeFixed,
                $"the memory of {before.Name} cannot change while it has a place",
                "stop it first",
                "memoryMiB");
        }
    }
}
