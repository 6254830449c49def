using System.Collections.Immutable;
using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>Finds hosts for all VMs of a request together: one after the other with what the earlier ones take, and back when one finds none.</summary>
internal sealed class RequestSearch(FleetPicture picture, DemandMaker demands, HostSearch search, HostFit fit, HostIndex hosts, Refusals refusals)
{
    // Searches for a host after which a request for several VMs is given up.
    private const int MostSteps = 1000;

    public PlacementOutcome Place(PlacementRequest request)
    {
        if (request.Vms is [var only])
        {
            var demand = demands.Of(only);
            return search.Find(demand, request) is { } host
                ? new PlacementOutcome.Placed([Placement(only, host, demand)])
                : new PlacementOutcome.Refused(refusals.Of(demand, request));
        }

        var parts = Together.Parts(request.Vms).Select(part => demands.Of(part))
            .OrderBy(part => part.OnlyHosts?.Length ?? int.MaxValue).ThenByDescending(part => part.Vfs.Length).ThenByDescending(part => part.Memory)
            .ToList();
        foreach (var part in parts)
        {
            if (search.Find(part, request) is null)
            {
                return new PlacementOutcome.Refused(refusals.Of(part, request));
            }
        }

        var descent = new Descent(request, [.. parts.Select(part => part.Vms)]);
        return Descend(descent, 0)
            ? new PlacementOutcome.Placed([.. request.Vms.Select(vm => descent.Placed.First(one => one.Vm.Id == vm.Id))])
            : new PlacementOutcome.Refused(Refusals.OfTogether(request, descent.Steps > 0));
    }

    public PlacementOutcome PlaceNics(Vm vm, Guid host, ImmutableArray<Guid> nics)
    {
        var entry = hosts.Find(host) ?? new HostEntry(host);
        var demand = demands.OfNics(vm, entry, nics);
        return demand.Fault is null && Array.TrueForAll(demand.Nics, nic => nic.NeedsBridgeOf is not { } network || entry.Bridge(network.Id) is not null)
            && (demand.OnlyHosts is not { } pinned || pinned.Contains(host)) && fit.Fits(demand, entry)
            ? new PlacementOutcome.Placed([new(vm, host, fit.Nics(vm), entry.Limits) { IsHotPlug = true }])
            : new PlacementOutcome.Refused(refusals.OfNics(demand, entry));
    }

    private bool Descend(Descent descent, int at)
    {
        if (at == descent.Parts.Length)
        {
            return true;
        }

        // Made anew at each step: affinity groups may have got their first member meanwhile.
        var part = descent.Parts[at];
        var demand = demands.Of(part);
        var tried = new ulong[hosts.Words];
        while (descent.Steps-- > 0 && search.Find(demand, descent.Request, tried) is { } host)
        {
            if (fit.Fits(demand, host) && Try(descent, at, [], Made(demand, host)))
            {
                return true;
            }

            Bits.Write(tried, host.Slot, true);
        }

        // A host that has earlier VMs of the request may have room for this part too when theirs get other VFs.
        foreach (var host in descent.Placed.Select(one => hosts.Find(one.HostId)!).Distinct().Where(host => !Bits.Has(tried, host.Slot)).ToList())
        {
            ImmutableArray<VmPlacement> before = [.. descent.Placed.Where(one => one.HostId == host.Id)];
            GiveBack(before);
            var joint = demands.Of([.. before.Select(one => one.Vm), .. part]);
            if (descent.Steps-- > 0 && joint.Fault is null && HostFilterWords.FirstFailed(joint, host, descent.Request) is null && fit.Fits(joint, host)
                && Try(descent, at, before, Made(joint, host)))
            {
                Take(before);
                return true;
            }

            Take(before);
        }

        return false;
    }

    private bool Try(Descent descent, int at, ImmutableArray<VmPlacement> instead, ImmutableArray<VmPlacement> placements)
    {
        ImmutableArray<VmPlacement> before = [.. descent.Placed];
        descent.Placed.RemoveAll(instead.Contains);
        descent.Placed.AddRange(placements);
        Take(placements);
        var done = Descend(descent, at + 1);
        GiveBack(placements);
        if (!done)
        {
            descent.Placed.Clear();
            descent.Placed.AddRange(before);
        }

        return done;
    }

    private void Take(ImmutableArray<VmPlacement> placements)
    {
        foreach (var placement in placements)
        {
            picture.Take(placement);
        }
    }

    private void GiveBack(ImmutableArray<VmPlacement> placements)
    {
        foreach (var placement in placements)
        {
            picture.GiveBack(placement);
        }
    }

    private ImmutableArray<VmPlacement> Made(Demand demand, HostEntry host) => [.. demand.Vms.Select(vm => Made(vm, host))];

    private VmPlacement Placement(Vm vm, HostEntry host, Demand demand)
    {
        _ = fit.Fits(demand, host);
        return Made(vm, host);
    }

    private VmPlacement Made(Vm vm, HostEntry host) => new(vm, host.Id, fit.Nics(vm), host.Limits);

    private sealed class Descent(PlacementRequest request, ImmutableArray<Vm[]> parts)
    {
        public PlacementRequest Request => request;

        public ImmutableArray<Vm[]> Parts => parts;

        public List<VmPlacement> Placed { get; } = [];

        public int Steps { get; set; } = MostSteps;
    }
}
