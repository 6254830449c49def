using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>One try to begin an operation of a VM: everything that its commit shall have.</summary>
internal sealed class VmAttempt(FleetState state, Entry<Vm> entry, FleetOperation operation) : IDisposable
{
    /// <summary>The VM as it is.</summary>
    public Vm Vm => entry.Value;

    /// <summary>The commit.</summary>
    public FleetCommit Commit { get; } = new(state);

    /// <summary>The operation.</summary>
    public FleetOperation Operation { get; set; } = operation;

    /// <summary>The place that was found for it; null when none was looked for.</summary>
    public FoundPlaces? Found { get; set; }

    /// <summary>Whether something that it stands on is just being changed by others.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Whether only the plan is wanted.</summary>
    public bool IsDry => Operation.IsDryRun;

    /// <summary>The claims of the VM that it has now.</summary>
    public ImmutableArray<Claim> Held => [.. state.Claims.Of(Vm.Id).Where(claim => claim.State == ClaimState.Held)];

    /// <summary>Writes the VM, changed or not: of two engines that begin something with it, one comes second.</summary>
    public ReadOnlyMemory<byte> Write(Vm after) => Commit.Write(FleetKinds.Vms, Vm, after, entry.Revision);

    public void Dispose() => Found?.Dispose();
}
