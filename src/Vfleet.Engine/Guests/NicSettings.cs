using Vfleet.Domain.Fleet;
using Vfleet.Domain.Guests;
using Vfleet.Domain.Placement;
using Vfleet.Engine.Committing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;

namespace Vfleet.Engine.Guests;

/// <summary>Brings what is changed of a vNIC, a profile or a network's VLAN to the guests that run with it: the operation for their host is in the commit of the change.</summary>
internal sealed class NicSettings(FleetState state, TimeProvider time)
{
    /// <summary>Adds what follows from a change of a document.</summary>
    /// <param name="commit">Its commit.</param>
    /// <param name="before">The document as it was.</param>
    /// <param name="after">The document as it is.</param>
    /// <param name="actor">Who changed it.</param>
    public void Follow(FleetCommit commit, object before, object after, string actor)
    {
        switch (before, after)
        {
            case (Vm old, Vm { Status: VmStatus.Up } vm):
                foreach (var (nic, place) in Plugged(vm))
                {
                    if (old.Nics.FirstOrDefault(one => one.Id == nic.Id) is { IsPlugged: true } known && known != nic)
                    {
                        Set(commit, vm, GuestWriting.Nic(known, PlaceOf(old, known), state), GuestWriting.Nic(nic, place, state), actor);
                    }
                }

                break;
            case (VnicProfile old, VnicProfile profile) when old != profile:
                ForAll(commit, profile, (nic, place) => (GuestWriting.Nic(nic, place, state, old), GuestWriting.Nic(nic, place, state, profile)), actor);
                break;
            case (Network old, Network network) when old.Vlan != network.Vlan:
                foreach (var profile in state.Profiles.Values.Where(profile => profile.NetworkId == network.Id).ToList())
                {
                    ForAll(commit, profile, (nic, place) => (GuestWriting.Nic(nic, place, state, profile, old), GuestWriting.Nic(nic, place, state, profile, network)), actor);
                }

                break;
        }
    }

    private void ForAll(FleetCommit commit, VnicProfile profile, Func<Vnic, NicPlacement, (GuestNic Before, GuestNic After)> settings, string actor)
    {
        foreach (var vm in state.VmsWith(profile).Where(vm => vm.Status == VmStatus.Up).ToList())
        {
            foreach (var (nic, place) in Plugged(vm).Where(one => one.Nic.ProfileId == profile.Id))
            {
                var (before, after) = settings(nic, place);
                Set(commit, vm, before, after, actor);
            }
        }
    }

    /// <summary>Adds what changed while a VM was being started, which its host was not told.</summary>
    /// <param name="commit">The commit of the start's end.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="start">The start.</param>
    public void Started(FleetCommit commit, Vm vm, FleetOperation start)
    {
        foreach (var (nic, place) in Plugged(vm))
        {
            if (start.Guest?.Nics.FirstOrDefault(one => one.Id == nic.Id) is { } told)
            {
                Set(commit, vm, told, GuestWriting.Nic(nic, place, state), start.Actor);
            }
        }
    }

    private IEnumerable<(Vnic Nic, NicPlacement Place)> Plugged(Vm vm) => vm.HostId is { } id && state.TryGet(id, out FleetHost? host)
        ? GuestWriting.Places(vm, host, state).Where(place => place.Vf is not null || place.Bridge is not null)
            .Select(place => (vm.Nics.First(nic => nic.Id == place.NicId), place))
        : [];

    private NicPlacement PlaceOf(Vm vm, Vnic nic) => Plugged(vm).FirstOrDefault(one => one.Nic.Id == nic.Id).Place;

    private void Set(FleetCommit commit, Vm vm, GuestNic before, GuestNic after, string actor)
    {
        // A new name is of no concern to the host.
        if (before with { Name = after.Name } == after)
        {
            return;
        }

        var now = time.GetUtcNow();
        var operation = new FleetOperation(Guid.CreateVersion7(now), FleetOperation.SetNic, actor, now)
        {
            Updated = now,
            IsReady = true,
            HostId = vm.HostId,
            VmId = vm.Id,
            NicId = after.Id,
            Guest = GuestWriting.Name(vm),
            Nic = after,
        };
        commit.Write(FleetKinds.Operations, null, operation, 0);
        commit.Desire(vm.HostId!.Value);
        commit.Tell(now, "nic.setting", actor, VmWords.Key(vm), $"vNIC {after.Name} of VM {vm.Name} gets its new settings while it is plugged");
    }
}
