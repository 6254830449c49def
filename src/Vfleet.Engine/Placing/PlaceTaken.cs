using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Engine.Committing;
using Vfleet.Storage;

namespace Vfleet.Engine.Placing;

/// <summary>What belongs into a commit in which a VM takes a place.</summary>
internal static class PlaceTaken
{
    /// <summary>Claims the VFs, and takes memory and CPUs unless the VM has them there already.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="placement">The place.</param>
    /// <param name="lease">When it ends by itself; null when it stays.</param>
    public static void Add(FleetCommit commit, Vm vm, VmPlacement placement, DateTimeOffset? lease = null)
    {
        foreach (var nic in placement.Nics)
        {
            if (nic.Vf is { } vf)
            {
                commit.Claim(new Claim(vf, vm.Id, nic.NicId) { Lease = lease });
            }
        }

        if (!placement.IsHotPlug)
        {
            commit.Use(new HostUse(placement.HostId, vm.MemoryMiB, vm.Cpus, placement.Limits.MemoryMiB, placement.Limits.Cpus));
        }
    }
}
