using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;
using Vfleet.Storage;

namespace Vfleet.Engine.Guests;

/// <summary>Makes VMs of guests that hosts run already.</summary>
internal sealed class GuestAdopting(FleetState state, Committer committer, OperationBeginning beginning, TimeProvider time)
{
    private const int Tries = 20;
    private const int LeastMemoryMiB = 1;

    /// <summary>Makes one.</summary>
    /// <param name="hostId">The host.</param>
    /// <param name="guestId">The guest.</param>
    /// <param name="wish">How.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="cancellationToken">Ends it before it is committed.</param>
    /// <returns>The operation, which is over.</returns>
    public async Task<ChangeResult<FleetOperation>> AdoptAsync(Guid hostId, Guid guestId, AdoptWish wish, Caller caller, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await beginning.RepeatedAsync(caller, cancellationToken) is { } repeated)
            {
                return repeated;
            }

            if (!state.Hosts.TryGet(FleetKinds.Text(hostId), out var host) || state.InventoryOf(hostId) is not { } inventory)
            {
                return new ChangeResult<FleetOperation>.NotFound(new Problem(EngineCode.Unknown, $"there is no host {hostId} that has reported", "'vfleet host list' shows them"));
            }

            if (inventory.Guests.FirstOrDefault(one => one.Id == guestId) is not { } guest)
            {
                return new ChangeResult<FleetOperation>.NotFound(new Problem(
                    EngineCode.Unknown, $"{host.Value.Name} reports no guest {guestId}", "'virsh list --all --uuid' on the host shows them"));
            }

            var draft = new GuestDraft(state, host.Value, inventory, guest, wish).Make();
            if (!caller.May(AccessRole.Operator, FleetKinds.Vms.Place(draft.Vm, state)))
            {
                return new ChangeResult<FleetOperation>.Forbidden(new Problem(
                    EngineCode.Forbidden, $"{caller.Name} may not add VMs to the cluster of {host.Value.Name}", "ask an administrator for the role operator there"));
            }

            var before = state.Vms.TryGet(FleetKinds.Text(guestId), out var known) ? known : null;
            ImmutableArray<Problem> problems =
            [
                .. draft.Problems,
                .. before is null ? FleetKinds.Vms.Add(draft.Vm, state)
                    : before.Value is { IsAdopted: true, Status: VmStatus.Down } ? [] : [new Problem(EngineCode.VmState, $"the fleet has the VM {before.Value.Name} already", "nothing is to be done")],
            ];
            if (!problems.IsEmpty)
            {
                return new ChangeResult<FleetOperation>.Refused(problems);
            }

            if (await (wish.IsDryRun ? ShowAsync(host.Value, draft, caller, cancellationToken) : CommitAsync(host, before, draft, caller, cancellationToken)) is { } result)
            {
                return result;
            }

            await committer.CatchUpAsync(cancellationToken);
        }

        return new ChangeResult<FleetOperation>.Refused([new Problem(EngineCode.BeingChanged, "others change what the guest has all the time", "try again in a moment")]);
    }

    private async Task<ChangeResult<FleetOperation>?> ShowAsync(FleetHost host, GuestDraft.Drawn draft, Caller caller, CancellationToken cancellationToken)
    {
        var vm = draft.Vm;
        var commit = new FleetCommit(state);
        var operation = beginning.New(FleetOperation.AdoptVm, caller) with
        {
            IsDryRun = true,
            State = WorkState.Done,
            IsReady = true,
            HostId = host.Id,
            Plan = new WorkPlan(
                [
                    $"write down VM {vm.Name} with {vm.Cpus} CPUs, {vm.MemoryMiB} MiB and {vm.Nics.Length} vNICs, on {host.Name}",
                    .. vm.Nics.Select(nic => Describe(nic, draft)),
                ],
                [],
                ["nothing is done on the host: the guest goes on as it is, and its definition stays"],
                0),
        };
        commit.Write(FleetKinds.Operations, null, operation, 0);
        beginning.Note(commit, caller, operation);
        return await committer.CommitAsync(commit, cancellationToken) is CommitOutcome.Done done
            ? new ChangeResult<FleetOperation>.Done(new Entry<FleetOperation>(operation, done.Revision, false))
            : null;
    }

    private string Describe(Vnic nic, GuestDraft.Drawn draft)
    {
        var profile = nic.ProfileId is { } id && state.TryGet(id, out VnicProfile? found) ? $"with profile {found.Name}" : "without a profile";
        return draft.Claims.FirstOrDefault(claim => claim.NicId == nic.Id) is { } claim
            ? $"claim VF {claim.Vf.Index} of {claim.Vf.Pf} for its vNIC {nic.Name} ({nic.Mac}) {profile}"
            : $"take its vNIC {nic.Name} ({nic.Mac}) {profile}";
    }

    private async Task<ChangeResult<FleetOperation>?> CommitAsync(
        Entry<FleetHost> host, Entry<Vm>? before, GuestDraft.Drawn draft, Caller caller, CancellationToken cancellationToken)
    {
        var commit = new FleetCommit(state);
        if (host.IsFrozen || commit.Stand(FleetKinds.Vms, draft.Vm) is not null)
        {
            return null;
        }

        commit.Guard(new DocumentKey(FleetKinds.Hosts.Word, FleetKinds.Text(host.Value.Id)), host.Revision);
        foreach (var claim in draft.Claims)
        {
            commit.Claim(claim);
        }

        // It runs already: what it has of the host is written down, and is no question.
        commit.Use(new HostUse(host.Value.Id, Math.Max(draft.Vm.MemoryMiB, LeastMemoryMiB), draft.Vm.Cpus, long.MaxValue, long.MaxValue));
        var operation = beginning.New(FleetOperation.AdoptVm, caller) with { State = WorkState.Done, IsReady = true, HostId = host.Value.Id, VmId = draft.Vm.Id, Guest = GuestWriting.Name(draft.Vm) };
        commit.Write(FleetKinds.Operations, null, operation, 0);
        commit.Desire(host.Value.Id);
        beginning.Note(commit, caller, operation);
        var body = commit.Write(FleetKinds.Vms, before?.Value, draft.Vm, before?.Revision ?? 0);
        commit.Tell(time.GetUtcNow(), "vm.adopted", caller.Name, VmWords.Key(draft.Vm), $"VM {draft.Vm.Name} is adopted on {host.Value.Name}", after: body);
        return await committer.CommitAsync(commit, cancellationToken) switch
        {
            CommitOutcome.Done done => new ChangeResult<FleetOperation>.Done(new Entry<FleetOperation>(operation, done.Revision, false)),
            CommitOutcome.NameTaken taken when state.OwnerOf(taken.Name) == taken.Owner => new ChangeResult<FleetOperation>.Refused([FleetNames.Taken(taken.Name)]),
            _ => null,
        };
    }
}
