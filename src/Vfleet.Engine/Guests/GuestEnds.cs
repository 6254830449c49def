using Vfleet.Domain.Fleet;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.Placing;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>What the end of a VM's operation means for the VM and its claims; it belongs into the commit of that end.</summary>
internal sealed class GuestEnds(FleetState state, NicSettings settings, TimeProvider time)
{
    /// <summary>Adds it.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="over">The operation as it is over.</param>
    public void Add(FleetCommit commit, FleetOperation over)
    {
        if (over.IsDryRun || over.VmId is not { } id)
        {
            return;
        }

        // What waited for this end may begin; what becomes of the VM is its affair then.
        var next = state.Operations.Entries.FirstOrDefault(entry => entry.Value is { IsOver: false } && entry.Value.After == over.Id);
        if (next is not null)
        {
            commit.Write(FleetKinds.Operations, next.Value, next.Value with { IsReady = true, After = null, Updated = time.GetUtcNow() }, next.Revision);
            return;
        }

        // A guest that was cleared away where its VM is not placed has nothing to do with what the VM does now.
        if (state.Vms.TryGet(FleetKinds.Text(id), out var entry) && entry.Value.HostId is { } host && host == over.HostId)
        {
            Add(commit, over, entry);
        }
    }

    private void Add(FleetCommit commit, FleetOperation over, Entry<Vm> entry)
    {
        var (vm, isDone) = (entry.Value, over.State == WorkState.Done);
        switch (over.Kind)
        {
            case FleetOperation.StartVm when vm.Status is VmStatus.Starting or VmStatus.Stopping:
                Write(commit, over, entry, isDone ? vm with { Status = VmStatus.Up } : PlaceGivenUp.Add(commit, state, vm, SuspectVf.Of(over, state)));
                if (isDone)
                {
                    settings.Started(commit, vm, over);
                }

                break;
            case FleetOperation.ShutdownVm or FleetOperation.StopVm when vm.Status is VmStatus.Stopping && over.After is null:
                Write(commit, over, entry, isDone ? PlaceGivenUp.Add(commit, state, vm) : vm with { Status = VmStatus.Up });
                break;
            case FleetOperation.PlugNic or FleetOperation.UnplugNic when vm.Nics.FirstOrDefault(nic => nic.Id == over.NicId) is { } nic:
                Plugged(commit, over, entry, nic, isPlugged: isDone == (over.Kind == FleetOperation.PlugNic));
                break;
            case FleetOperation.RebootVm or FleetOperation.SetNic:
                Tell(commit, over, vm, $"{over.Kind}.{(isDone ? "done" : "failed")}", $"VM {vm.Name}: {over.Kind}");
                break;
        }
    }

    private void Plugged(FleetCommit commit, FleetOperation over, Entry<Vm> entry, Vnic nic, bool isPlugged)
    {
        var after = NicPlugging.With(entry.Value, nic with { IsPlugged = isPlugged });
        if (!isPlugged)
        {
            var suspect = SuspectVf.Of(over, state);
            foreach (var claim in state.Claims.Of(after.Id).Where(claim => claim.NicId == nic.Id && claim.State == ClaimState.Held))
            {
                commit.Change(claim with { State = claim.Vf == suspect ? ClaimState.Suspect : ClaimState.Releasing, Lease = null });
            }
        }

        commit.Write(FleetKinds.Vms, entry.Value, after, entry.Revision);
        Tell(commit, over, after, isPlugged ? "nic.plugged" : "nic.unplugged", $"vNIC {nic.Name} of VM {after.Name} is {(isPlugged ? "plugged" : "unplugged")}");
    }

    // What an operation that failed leaves is what was before: that it is so again is told too.
    private void Write(FleetCommit commit, FleetOperation over, Entry<Vm> entry, Vm after)
    {
        commit.Write(FleetKinds.Vms, entry.Value, after, entry.Revision);
        Tell(commit, over, after, $"vm.{VmWords.Status(after)}", $"VM {after.Name} is {VmWords.Status(after)}");
    }

    private void Tell(FleetCommit commit, FleetOperation over, Vm vm, string code, string message) => commit.Tell(
        time.GetUtcNow(),
        code,
        over.Actor,
        VmWords.Key(vm),
        over.State == WorkState.Done ? message : $"{message}: {over.Kind} {(over.Problems.IsEmpty ? "was stopped" : $"failed, {over.Problems[0].Message}")}",
        after: FleetCommit.Telling(FleetKinds.Vms, vm));
}
