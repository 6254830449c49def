using Vfleet.Domain.Fleet;

namespace Vfleet.Domain.Placement;

/// <summary>Answers "why not there" for a VM and a host, filter by filter.</summary>
internal sealed class Explainer(HostFilterWords filters, VfWords vfs, HostFit fit)
{
    /// <summary>What each filter says. What the VM itself has on the host counts as free.</summary>
    public HostVerdict Explain(Demand demand, HostEntry host)
    {
        var vm = demand.Vms[0];
        List<Claim> own = [.. host.ClaimsOf(vm.Id)];
        var use = vm.HostId == host.Id ? new TakenUse(vm.Id, -vm.MemoryMiB, -vm.Cpus) : default;
        foreach (var claim in own)
        {
            host.RemoveClaim(claim.Vf);
        }

        host.Take(use);
        try
        {
            return Judge(demand, host, vm);
        }
        finally
        {
            host.GiveBackUse(use);
            foreach (var claim in own)
            {
                host.SetClaim(claim);
            }
        }
    }

    private HostVerdict Judge(Demand demand, HostEntry host, Vm vm)
    {
        var set = demand.Fault?.Filter == HostReason.Vfs ? 0 : vfs.Unservable(demand, host, exact: true);
        var verdict = new HostVerdict(vm.Id, host.Id, host.Name)
        {
            Filters = [.. Enum.GetValues<HostReason>().Select(filter => Judge(filter, demand, host, set))],
            Unservable = VfWords.Ids(demand, set),
            Pfs = [.. host.Pfs.Select(pf => vfs.Verdict(demand, host, pf))],
        };
        return verdict.Fits && fit.Fits(demand, host) ? verdict with { Nics = fit.Nics(vm) } : verdict;
    }

    private FilterVerdict Judge(HostReason filter, Demand demand, HostEntry host, ulong set)
    {
        var passes = filter == HostReason.Vfs ? set == 0 && demand.Fault?.Filter != filter : HostFilterWords.Passes(filter, demand, host, null);
        return new(filter, passes, set != 0 && filter == HostReason.Vfs ? vfs.Sentence(demand, host, set) : filters.Words(filter, passes, demand, host, null));
    }
}
