using System.Collections.Immutable;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Domain.Settings;
using Vfleet.Primitives;

namespace Vfleet.Domain.Guests;

/// <summary>Writes a VM of the fleet down as its host shall have it.</summary>
public static class GuestWriting
{
    /// <summary>The whole guest.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="places">What its plugged vNICs have on the host.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>The guest; vNICs without a network are left out, for there is nothing that they could be plugged into.</returns>
    public static GuestSpec Spec(Vm vm, ImmutableArray<NicPlacement> places, IFleetView view) => new(vm.Id, vm.Name)
    {
        Cpus = vm.Cpus,
        Topology = vm.Topology,
        MemoryMiB = vm.MemoryMiB,
        NumaNode = vm.NumaNode,
        Boot = vm.Boot,
        Disks = vm.Disks,
        Seed = vm.Seed,
        Nics =
        [
            .. from nic in vm.Nics
               where nic.IsPlugged
               from place in places
               where place.NicId == nic.Id && (place.Vf is not null || place.Bridge is not null)
               select Nic(nic, place, view),
        ],
    };

    /// <summary>The guest by name alone: all that counts of it once it is defined.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>The guest.</returns>
    public static GuestSpec Name(Vm vm) => new(vm.Id, vm.Name);

    /// <summary>A vNIC.</summary>
    /// <param name="nic">The vNIC.</param>
    /// <param name="place">What it has on the host.</param>
    /// <param name="view">The fleet.</param>
    /// <param name="profile">Its profile as it will be; null for the one that the fleet has.</param>
    /// <param name="network">The profile's network as it will be; null for the one that the fleet has.</param>
    /// <returns>It, with what its profile and network ask of its VF.</returns>
    public static GuestNic Nic(Vnic nic, NicPlacement place, IFleetView view, VnicProfile? profile = null, Network? network = null) => new(nic.Id, nic.Name, nic.Mac)
    {
        Vf = place.Vf is { } vf ? new GuestVf(vf.Pf, vf.Index, Settings(nic, view, profile, network)) : null,
        Bridge = place.Bridge,
        IsLinked = nic.IsLinked,
    };

    /// <summary>What a running VM's plugged vNICs have, by its claims.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="host">Its host.</param>
    /// <param name="view">The fleet.</param>
    /// <returns>One for each plugged vNIC that has a profile.</returns>
    public static ImmutableArray<NicPlacement> Places(Vm vm, FleetHost host, IFleetView view)
    {
        var held = view.ClaimsOn(host.Id).Where(claim => claim.VmId == vm.Id && claim.State == ClaimState.Held).ToList();
        return
        [
            .. vm.Nics.Where(nic => nic is { IsPlugged: true, ProfileId: not null }).Select(nic =>
            {
                var vf = held.Find(claim => claim.NicId == nic.Id)?.Vf;
                return new NicPlacement(nic.Id, vf, Bridge(nic, vf is not null, host, view));
            }),
        ];
    }

    /// <summary>What is written to a VF for a vNIC: what is null here, the host makes neutral.</summary>
    /// <param name="nic">The vNIC.</param>
    /// <param name="view">The fleet.</param>
    /// <param name="profile">Its profile as it will be; null for the one that the fleet has.</param>
    /// <param name="network">The profile's network as it will be; null for the one that the fleet has.</param>
    /// <returns>The settings.</returns>
    public static VfSettings Settings(Vnic nic, IFleetView view, VnicProfile? profile = null, Network? network = null)
    {
        profile ??= nic.ProfileId is { } id && view.TryGet(id, out VnicProfile? found) ? found : null;
        var vlan = network is not null ? network.Vlan : profile is not null && view.TryGet(profile.NetworkId, out Network? known) ? known.Vlan : null;
        return new VfSettings
        {
            Mac = nic.Mac,
            Vlan = vlan is { } tag ? new VlanTag((ushort)tag, (byte)profile!.VlanQos) : VlanTag.None,
            SpoofCheck = profile?.SpoofCheck,
            Trust = profile?.Trust,
            MinRate = (uint?)profile?.MinRate,
            MaxRate = (uint?)profile?.MaxRate,
            LinkState = nic.IsLinked ? profile?.LinkState : VfLinkState.Disable,
        };
    }

    private static string? Bridge(Vnic nic, bool hasVf, FleetHost host, IFleetView view)
    {
        if (nic.ProfileId is not { } id || !view.TryGet(id, out VnicProfile? profile))
        {
            return null;
        }

        // Beside a VF only the failover twin has a bridge; without one, a vNIC that must have a VF has nothing.
        if (hasVf && (profile.FailoverId is not { } twin || !view.TryGet(twin, out profile)))
        {
            return null;
        }

        return profile.Passthrough == Passthrough.Required ? null : host.Bridges.FirstOrDefault(bridge => bridge.NetworkId == profile.NetworkId)?.Bridge;
    }
}
