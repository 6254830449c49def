using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>The filters of a single host, one after the other, in words: the slow twin of <see cref="HostSearch"/>.</summary>
internal sealed class HostFilterWords(VfWords vfs, Dictionary<Guid, Cluster> clusters, Dictionary<Guid, Vm> vms)
{
    /// <summary>The first filter before that of the VFs that a host fails.</summary>
    /// <param name="demand">The demand.</param>
    /// <param name="host">The host.</param>
    /// <param name="scope">Which hosts may be taken; null for all.</param>
    /// <returns>It; null when it fails none of them.</returns>
    public static HostReason? FirstFailed(Demand demand, HostEntry host, PlacementRequest? scope)
    {
        for (var filter = HostReason.State; filter < HostReason.Vfs; filter++)
        {
            if (!Passes(filter, demand, host, scope))
            {
                return filter;
            }
        }

        return null;
    }

    /// <summary>Whether a host passes a filter; that of the VFs is not answered here.</summary>
    public static bool Passes(HostReason filter, Demand demand, HostEntry host, PlacementRequest? scope) => filter switch
    {
        HostReason.State => host.IsUp,
        HostReason.Cluster => host.Host?.ClusterId == demand.Cluster && host.Cluster is not null,
        HostReason.Pinned => (demand.OnlyHosts is not { } pinned || pinned.Contains(host.Id))
            && (scope is null || (!scope.Exclude.Contains(host.Id) && scope.OnlyHosts?.Contains(host.Id) != false)),
        HostReason.Memory => host.FreeMemory >= demand.Memory,
        HostReason.Cpu => host.FreeCpus >= demand.Cpus,
        HostReason.Networks => demand.Fault?.Filter != HostReason.Networks && Array.TrueForAll(demand.Nics, nic => HasBridge(nic, host)),
        HostReason.Affinity => demand.Fault?.Filter != HostReason.Affinity && Array.TrueForAll(demand.Affinities, wish => HardAffinity.Allows(wish, host)),
        _ => true,
    };

    /// <summary>What a filter says in a sentence.</summary>
    public string Words(HostReason filter, bool passes, Demand demand, HostEntry host, PlacementRequest? scope) => filter switch
    {
        _ when !passes && demand.Fault is { } fault && fault.Filter == filter => fault.Message,
        HostReason.State => State(host),
        HostReason.Cluster when host.Host is not { } known => "the host belongs to no cluster",
        HostReason.Cluster => $"the host belongs to cluster {NameOf(host.Host!.ClusterId)}" + (passes ? "" : $", the VM to {NameOf(demand.Cluster)}"),
        HostReason.Pinned => passes ? "the host may be taken"
            : scope?.Exclude.Contains(host.Id) == true ? "the request leaves the host out"
            : scope?.OnlyHosts?.Contains(host.Id) == false ? "the request names other hosts"
            : "the VM or one of its vNICs is pinned to another host",
        HostReason.Memory => $"{demand.Memory} MiB of memory are needed, {Math.Max(host.FreeMemory, 0)} of {Math.Max(host.Limits.MemoryMiB, 0)} MiB are left",
        HostReason.Cpu => $"{demand.Cpus} CPUs are needed, {Math.Max(host.FreeCpus, 0)} of {host.Limits.Cpus} are left",
        HostReason.Networks when passes => "the host has every bridge that is needed",
        HostReason.Networks => "the host has no bridge of " + string.Join(", ", demand.Nics.Where(nic => !HasBridge(nic, host))
            .Select(nic => $"network {nic.NeedsBridgeOf!.Network?.Name} (vNIC {nic.Nic.Name}{(nic.Need is null ? "" : ", for its failover twin")})")),
        HostReason.Affinity when passes => "the VMs of the host satisfy every hard affinity",
        HostReason.Affinity => string.Join("; ", demand.Affinities.Where(wish => !HardAffinity.Allows(wish, host)).Select(wish => Words(wish, host))),
        _ => passes ? "the free VFs serve all vNICs" : vfs.Sentence(demand, host, vfs.Unservable(demand, host, exact: false)),
    };

    /// <summary>What would let a host pass a filter.</summary>
    public static string Remedy(HostReason filter) => filter switch
    {
        HostReason.State => "bring hosts up: end their maintenance, or see why their agents do not report",
        HostReason.Cluster => "add hosts to the VM's cluster",
        HostReason.Pinned => "pin the VM to fewer things, or free the host that it is pinned to",
        HostReason.Memory => "move VMs away, add hosts, or raise the cluster's memory overcommitment",
        HostReason.Cpu => "move VMs away, add hosts, or raise the cluster's CPU overcommitment",
        HostReason.Networks => "map a bridge of the host to the network",
        HostReason.Affinity => "make the affinity soft, or move the VMs that are in the way",
        _ => "free VFs, raise the number of VFs of a PF, or allow the network on more PFs",
    };

    private static bool HasBridge(NicDemand nic, HostEntry host) => nic.NeedsBridgeOf is not { } network || host.Bridge(network.Id) is not null;

    private static string State(HostEntry host) => host switch
    {
        { Host: null } => "there is no such host",
        { Host.Status: not HostStatus.Up } => $"the host is {Text(host.Host.Status)}" + (host.Host.StatusReason.Length > 0 ? $": {host.Host.StatusReason}" : ""),
        { Inventory: null } => "the host has not reported yet",
        _ => "the host is up",
    };

    private static string Text(HostStatus status) => status switch
    {
        HostStatus.Maintenance => "in maintenance",
        HostStatus.Unreachable => "unreachable",
        HostStatus.Joining => "joining",
        HostStatus.Revoked => "revoked",
        _ => "up",
    };

    private string Words(AffinityWish wish, HostEntry host)
    {
        if (wish.Affinity is { Kind: AffinityKind.Together, IsHard: true })
        {
            var where = wish.Group!.Hosts.Where(other => wish.Group.HasOther(other, wish.Vm.Id)).Select(other => other.Name).Order(StringComparer.Ordinal);
            return $"group {wish.Affinity.Group} must be together and is on {string.Join(", ", where.Take(3))}";
        }

        var alone = wish.Affinity is not { Kind: AffinityKind.Apart, IsHard: true };
        var others = wish.Group!.On(host).Where(member => member.VmId != wish.Vm.Id && (member.IsAlone || !alone));
        return $"group {wish.Affinity.Group} must be apart and {string.Join(", ", others.Select(member => NameOfVm(member.VmId)).Order(StringComparer.Ordinal))} is here";
    }

    private string NameOfVm(Guid id) => vms.GetValueOrDefault(id)?.Name ?? id.ToString();

    private string NameOf(Guid cluster) => clusters.GetValueOrDefault(cluster)?.Name ?? cluster.ToString();
}
