using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Matching;
using Vfleet.Primitives;

namespace Vfleet.Domain.Placement;

/// <summary>Works out what VMs ask of a host, once for all hosts.</summary>
internal sealed class DemandMaker(NetworkIndex networks, AffinityIndex affinities, Dictionary<Guid, Cluster> clusters)
{
    private readonly Dictionary<(Guid Vm, string Word), int> _words = [];

    /// <summary>What VMs ask that must be on one host.</summary>
    /// <param name="vms">The VMs, of one cluster.</param>
    /// <returns>It.</returns>
    public Demand Of(params ReadOnlySpan<Vm> vms)
    {
        DemandFault? fault = null;
        _words.Clear();
        var nics = new List<NicDemand>(4);
        var (memory, cpus) = (0L, 0L);
        foreach (var vm in vms)
        {
            memory += vm.MemoryMiB;
            cpus += vm.Cpus;
            AddNics(vm, null, nics, ref fault);
        }

        var wishes = Wishes(vms, ref fault);
        return Of(vms, nics, memory, cpus, wishes, Pinned(vms, nics), [], fault);
    }

    /// <summary>What some vNICs of a VM ask that is on its host already.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="host">Its host.</param>
    /// <param name="only">The vNICs.</param>
    /// <returns>It.</returns>
    public Demand OfNics(Vm vm, HostEntry host, ImmutableArray<Guid> only)
    {
        DemandFault? fault = null;
        _words.Clear();
        var nics = new List<NicDemand>(4);
        AddNics(vm, only, nics, ref fault);
        var present = host.ClaimsOf(vm.Id).Select(claim => (claim.NicId, claim.Vf.Pf))
            .Concat(host.Taken.Where(taken => taken.VmId == vm.Id).Select(taken => (taken.NicId, taken.Vf.Pf)))
            .Where(one => !only.Contains(one.NicId));
        ImmutableArray<(int, PciAddress)> blocked =
        [
            .. from one in present
               let word = vm.Nics.FirstOrDefault(nic => nic.Id == one.NicId)?.Separate
               where word is not null && _words.ContainsKey((vm.Id, word))
               select (_words[(vm.Id, word)], one.Pf),
        ];
        return Of([vm], nics, 0, 0, [], Pinned([], nics), blocked, fault);
    }

    private Demand Of(ReadOnlySpan<Vm> vms, List<NicDemand> nics, long memory, long cpus, AffinityWish[] wishes, ImmutableArray<Guid>? onlyHosts,
        ImmutableArray<(int Group, PciAddress Pf)> blocked, DemandFault? fault)
    {
        NicDemand[] all = [.. nics];
        var vfs = Array.TrueForAll(all, nic => nic.Need is not null) ? all : Array.FindAll(all, nic => nic.Need is not null);
        var required = 0;
        foreach (var nic in vfs)
        {
            required += nic.IsPreferred ? 0 : 1;
        }

        if (vfs.Length > MatchWeights.MostNics)
        {
            fault ??= new(HostReason.Vfs, $"{vfs.Length} vNICs want VFs; more than {MatchWeights.MostNics} on one host are not supported",
                "unplug some of the vNICs, or give them profiles without passthrough");
        }

        return new Demand
        {
            Vms = vms.ToArray(),
            Cluster = vms[0].ClusterId,
            Nics = all,
            Vfs = vfs,
            Groups = _words.Count,
            Memory = memory,
            Cpus = cpus,
            Affinities = wishes,
            OnlyHosts = onlyHosts,
            Blocked = blocked,
            Fault = fault,
            Required = required,
        };
    }

    private void AddNics(Vm vm, ImmutableArray<Guid>? only, List<NicDemand> nics, ref DemandFault? fault)
    {
        var cluster = clusters.GetValueOrDefault(vm.ClusterId);
        foreach (var nic in vm.Nics)
        {
            if (nic.ProfileId is not { } profileId || (only is { } some ? !some.Contains(nic.Id) : !nic.IsPlugged))
            {
                continue;
            }

            if (networks.Profile(profileId) is not { } profile)
            {
                fault ??= new(HostReason.Networks, $"vNIC {nic.Name} of {vm.Name}: there is no vNIC profile {profileId}", "give the vNIC another profile");
                continue;
            }

            var network = networks.Network(profile.NetworkId);
            KnownNetwork? failover = null;
            if (profile is { FailoverId: { } twin, Passthrough: not Passthrough.Disabled })
            {
                failover = networks.Profile(twin) is { } other ? networks.Network(other.NetworkId) : null;
                fault ??= failover is null
                    ? new(HostReason.Networks, $"vNIC {nic.Name} of {vm.Name}: profile {profile.Name} names a failover profile that does not exist", "set another failover profile")
                    : Fault(vm, nic, failover, cluster);
            }

            fault ??= Fault(vm, nic, network, cluster);
            var need = profile.Passthrough == Passthrough.Disabled ? null : networks.Need(profile, nic);
            var group = -1;
            if (need is not null && nic.Separate is { } word)
            {
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, (vm.Id, word), out var isThere);
                group = known = isThere ? known : _words.Count - 1;
            }

            nics.Add(new NicDemand(vm, nic, network, profile.Passthrough, need, failover) { Group = group });
        }
    }

    private static DemandFault? Fault(Vm vm, Vnic nic, KnownNetwork network, Cluster? cluster) => network.Network switch
    {
        null => new(HostReason.Networks, $"vNIC {nic.Name} of {vm.Name}: there is no network {network.Id}", "give the vNIC a profile of another network"),
        { IsVmNetwork: false } known => new(HostReason.Networks, $"vNIC {nic.Name} of {vm.Name}: network {known.Name} is not for VMs", "make it a VM network, or use another"),
        { } known when cluster is not null && !known.IsIn(cluster) => new(HostReason.Networks,
            $"vNIC {nic.Name} of {vm.Name}: cluster {cluster.Name} does not have network {known.Name}", $"attach network {known.Name} to the cluster"),
        _ => null,
    };

    private AffinityWish[] Wishes(ReadOnlySpan<Vm> vms, ref DemandFault? fault)
    {
        List<AffinityWish>? wishes = null;
        foreach (var vm in vms)
        {
            foreach (var affinity in vm.Affinity)
            {
                (wishes ??= []).Add(new(vm, affinity, affinities.Find(vm.ClusterId, affinity.Group)));
                foreach (var other in vms)
                {
                    if (other.Id != vm.Id && affinity is { Kind: AffinityKind.Apart, IsHard: true } && other.Affinity.Any(one => one.Group == affinity.Group))
                    {
                        fault ??= new(HostReason.Affinity, $"{vm.Name} and {other.Name} must be together by one affinity and apart by group {affinity.Group}",
                            "make one of the two affinities soft");
                    }
                }
            }
        }

        return wishes is null ? [] : [.. wishes];
    }

    private static ImmutableArray<Guid>? Pinned(ReadOnlySpan<Vm> vms, List<NicDemand> nics)
    {
        ImmutableArray<Guid>? hosts = null;
        foreach (var vm in vms)
        {
            hosts = vm.PinnedHosts.IsDefaultOrEmpty ? hosts : hosts is { } some ? [.. some.Intersect(vm.PinnedHosts)] : vm.PinnedHosts;
        }

        foreach (var nic in nics)
        {
            if (nic is { Need: not null, Nic.Pin: { } pin })
            {
                hosts = hosts is { } some && !some.Contains(pin.HostId) ? [] : [pin.HostId];
            }
        }

        return hosts;
    }
}
