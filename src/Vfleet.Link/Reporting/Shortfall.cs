using System.Collections.Immutable;
using Vfleet.Api.Agents;
using Vfleet.Api.Resources;
using Vfleet.Domain.Problems;
using Vfleet.Host.Agent;
using Vfleet.Link.Desiring;
using Vfleet.Link.Operating;

namespace Vfleet.Link.Reporting;

/// <summary>What keeps a host from being what the fleet desires.</summary>
internal static class Shortfall
{
    /// <summary>It.</summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="wishes">What of it the host follows; null when the host's own document cannot be understood.</param>
    /// <param name="look">What the host is.</param>
    /// <returns>A problem for each PF that is something else.</returns>
    public static ImmutableArray<ProblemResource> Of(DesiredState desired, FleetWishes? wishes, HostLook look)
    {
        if (wishes is null)
        {
            return
            [
                .. desired.Pfs.Where(pf => look.Host.Pf(pf.Address)?.NumVfs != pf.Vfs).Select(pf => OperationRun.ToResource(new Problem(
                    ProblemCode.Malformed,
                    $"the host's own document cannot be understood, so {look.Host.PfName(pf.Address)} is left as it is",
                    "'vfleet status' on the host says what is wrong with it",
                    pf.Address.ToString()))),
            ];
        }

        var contested = wishes.Conflicts.Select(conflict => conflict.Path).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. wishes.Conflicts.Select(OperationRun.ToResource),
            .. desired.Pfs.Where(pf => !contested.Contains(pf.Address.ToString())).Select(pf => Missing(pf, look)).OfType<ProblemResource>(),
        ];
    }

    private static ProblemResource? Missing(DesiredPf wish, HostLook look)
    {
        if (look.Host.Pf(wish.Address) is not { } pf || pf.NumVfs == wish.Vfs)
        {
            return null;
        }

        var known = look.Pfs.FirstOrDefault(each => each.Pf == wish.Address.ToString());
        var detail = known is null ? "" : $": {known.Detail}";
        return OperationRun.ToResource(new Problem(
            ProblemCode.NotApplied,
            $"{pf.Name} has {pf.NumVfs} VFs, and the fleet wants {wish.Vfs}{detail}",
            "configure the PF again from the fleet; with 'drift: mend' in the host's document the agent does it by itself",
            wish.Address.ToString()));
    }
}
