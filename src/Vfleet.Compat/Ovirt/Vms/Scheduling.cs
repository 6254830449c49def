using System.Collections.Immutable;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>Says of a VM that no host takes why none does: a line for each host of its cluster, those that are nearest to taking it first.</summary>
internal static class Scheduling
{
    /// <summary>The fault for a start that was refused.</summary>
    /// <param name="call">The request.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="only">The only host that was meant; null for any.</param>
    /// <param name="problems">Why it was refused.</param>
    /// <returns>The fault.</returns>
    public static OvirtAnswer.Fault Explain(OvirtCall call, Vm vm, Guid? only, ImmutableArray<Problem> problems)
    {
        if (!problems.Any(problem => problem.Code == EngineCode.NoHostFits))
        {
            return Refusals.Of(problems);
        }

        ImmutableArray<Problem> all =
        [
            .. problems,
            .. call.State.Hosts.Values
                .Where(host => host.ClusterId == vm.ClusterId && call.Caller.MaySee(FleetKinds.Hosts.Place(host, call.State), call.State))
                .Select(host => call.Engine.Placements.Explain(vm, host.Id))
                .OrderByDescending(verdict => verdict.Filters.Count(filter => filter.Passes))
                .ThenBy(verdict => verdict.Host, StringComparer.Ordinal)
                .Take(PlacementRefusal.MostHosts)
                .Select(verdict => Line(verdict, only))
                .OfType<Problem>(),
        ];
        return Refusals.Of(all) with { Detail = $"[{string.Join(",\n", all.Select(problem => Refusals.Of(problem).Detail[1..^1]))}]" };
    }

    private static Problem? Line(HostVerdict verdict, Guid? only)
    {
        if (only is { } meant && meant != verdict.HostId)
        {
            return new Problem(OvirtCode.HostFiltered, $"host {verdict.Host} is not the one that was asked for", "ask for it, or for none");
        }

        // One that takes it by now was in another state when the VM was to be placed.
        return verdict.Filters.FirstOrDefault(filter => !filter.Passes) is { } first
            ? new Problem(OvirtCode.HostFiltered, $"host {verdict.Host} is left out by the filter {first.Filter}: {first.Message}", $"every check: vfleet explain {verdict.VmId:D} {verdict.Host}")
            : null;
    }
}
