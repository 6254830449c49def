using System.Collections.Immutable;
using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>What a VM must have to be started.</summary>
public static class StartRule
{
    /// <summary>Checks it.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>The problems.</returns>
    public static ImmutableArray<Problem> Check(Vm vm) => vm.Disks.IsDefaultOrEmpty && vm.Boot.Kernel is null
        ?
        [
            new Problem(
                FleetCode.VmNotBootable,
                $"the VM {vm.Name} has neither a disk nor a kernel to start from",
                "give it a disk or a kernel that every host of its cluster has",
                "disks"),
        ]
        : [];
}
