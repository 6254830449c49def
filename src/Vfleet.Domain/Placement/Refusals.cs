using System.Collections.Immutable;

namespace Vfleet.Domain.Placement;

/// <summary>Says why a request was refused. Hosts are only counted by the filters; words are made for the few that are named.</summary>
internal sealed class Refusals(HostIndex hosts, HostFilterWords filters, VfWords vfs)
{
    private static readonly int FilterCount = Enum.GetValues<HostReason>().Length;

    /// <summary>Why no host takes a demand.</summary>
    public PlacementRefusal Of(Demand demand, PlacementRequest scope)
    {
        var named = demand.Vms.Length == 1 ? demand.Vms[0].Name : string.Join(", ", demand.Vms.Select(vm => vm.Name)) + " together";
        var counts = new int[FilterCount];
        var nearest = new PriorityQueue<HostEntry, (int, int, int)>();
        for (var slot = 0; slot < hosts.Count; slot++)
        {
            if (hosts[slot] is not { } host)
            {
                continue;
            }

            var reason = HostFilterWords.FirstFailed(demand, host, scope) ?? HostReason.Vfs;
            counts[(int)reason]++;
            nearest.Enqueue(host, ((int)reason, host.FreeVfs, -slot));
            if (nearest.Count > PlacementRefusal.MostHosts)
            {
                nearest.Dequeue();
            }
        }

        List<HostEntry> near = [];
        while (nearest.TryDequeue(out var host, out _))
        {
            near.Insert(0, host);
        }

        ImmutableArray<HostRefusal> refusals = [.. near.Select(host => Of(demand, host, scope))];
        ImmutableArray<ReasonCount> summary = [.. counts.Select((count, at) => new ReasonCount((HostReason)at, count)).Where(one => one.Hosts > 0)];
        var id = demand.Vms.Length == 1 ? demand.Vms[0].Id : (Guid?)null;
        if (demand.Fault is { } fault)
        {
            return new(id, fault.Message, fault.Remedy) { Counts = summary, Hosts = refusals };
        }

        if (refusals is [])
        {
            return new(id, $"No host takes {named}: there are no hosts", "let hosts join the fleet");
        }

        var set = refusals[0].Reason == HostReason.Vfs ? vfs.Unservable(demand, near[0], exact: true) : 0;
        var message = set == 0 ? refusals[0].Message : vfs.Sentence(demand, near[0], set);
        return new(id, $"No host takes {named}: {string.Join(", ", summary.Select(Words))}; nearest is {near[0].Name}: {message}",
            HostFilterWords.Remedy(refusals[0].Reason))
        {
            Counts = summary,
            Hosts = refusals,
            Unservable = VfWords.Ids(demand, set),
        };
    }

    /// <summary>Why each VM of a request has a host, but not all together.</summary>
    public static PlacementRefusal OfTogether(PlacementRequest request, bool isProven) => new(
        null,
        $"Each of the {request.Vms.Length} VMs could be placed alone, but not all together" + (isProven ? "" : " in the steps that were tried; that it is impossible is not proven"),
        "place fewer VMs in one request, or make their affinities soft")
    {
        IsProven = isProven,
    };

    /// <summary>Why a host cannot give vNICs to its own VM.</summary>
    public PlacementRefusal OfNics(Demand demand, HostEntry host)
    {
        var reason = Array.Find([HostReason.Pinned, HostReason.Networks], filter => !HostFilterWords.Passes(filter, demand, host, null));
        reason = reason == default ? HostReason.Vfs : reason;
        var set = reason == HostReason.Vfs && demand.Fault is null ? vfs.Unservable(demand, host, exact: true) : 0;
        var message = set == 0 ? filters.Words(reason, false, demand, host, null) : vfs.Sentence(demand, host, set);
        return new(demand.Vms[0].Id, $"{host.Name} cannot serve the vNICs of {demand.Vms[0].Name}: {message}", demand.Fault?.Remedy ?? HostFilterWords.Remedy(reason))
        {
            Counts = [new(reason, 1)],
            Hosts = [new(host.Id, host.Name, reason, message)],
            Unservable = VfWords.Ids(demand, set),
        };
    }

    private HostRefusal Of(Demand demand, HostEntry host, PlacementRequest scope)
    {
        var reason = HostFilterWords.FirstFailed(demand, host, scope) ?? HostReason.Vfs;
        return new(host.Id, host.Name, reason, filters.Words(reason, false, demand, host, scope));
    }

    private static string Words(ReasonCount count) => count switch
    {
        (HostReason.State, var number) => $"{number} not up",
        (HostReason.Cluster, var number) => $"{number} in other clusters",
        (HostReason.Pinned, var number) => $"{number} left out",
        (HostReason.Memory, var number) => $"{number} without the memory",
        (HostReason.Cpu, var number) => $"{number} without the CPUs",
        (HostReason.Networks, var number) => $"{number} without a network",
        (HostReason.Affinity, var number) => $"{number} against its affinities",
        (_, var number) => $"{number} without the VFs",
    };
}
