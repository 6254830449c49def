using Vfleet.Domain.Fleet;
using Vfleet.Engine.Committing;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Placing;

/// <summary>What belongs into a commit in which a VM gives its place up.</summary>
internal static class PlaceGivenUp
{
    /// <summary>Gives claims, memory and CPUs back: the claims end when the host reports their VFs clean.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="state">The fleet.</param>
    /// <param name="vm">The VM; it has a host.</param>
    /// <param name="suspect">The VF that the host could not give to the guest; null for none.</param>
    /// <returns>The VM without a place.</returns>
    public static Vm Add(FleetCommit commit, FleetState state, Vm vm, VfKey? suspect = null)
    {
        foreach (var claim in state.Claims.Of(vm.Id).Where(claim => claim.State == ClaimState.Held))
        {
            commit.Change(claim with { State = claim.Vf == suspect ? ClaimState.Suspect : ClaimState.Releasing, Lease = null });
        }

        if (vm.HostId is { } host)
        {
            commit.Use(new HostUse(host, -vm.MemoryMiB, -vm.Cpus, long.MaxValue, long.MaxValue));
            commit.Desire(host);
        }

        return vm with { Status = VmStatus.Down, HostId = null };
    }
}
