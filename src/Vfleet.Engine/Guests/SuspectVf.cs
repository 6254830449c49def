using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;
using Vfleet.Primitives;

namespace Vfleet.Engine.Guests;

/// <summary>Reads which VF a host could not give to a guest, because libvirt says that it is in use.</summary>
internal static class SuspectVf
{
    /// <summary>The code of such a problem; its path is the VF as <c>PFADDRESS/INDEX</c>.</summary>
    public const string Code = "VF_IN_USE";

    /// <summary>The VF of an operation that failed by it.</summary>
    /// <returns>The VF; null when it failed by something else, or the VM has no claim on it.</returns>
    public static VfKey? Of(FleetOperation operation, FleetState state) => Of(operation, operation.Problems, state);

    /// <summary>The VF of an operation that fails by it.</summary>
    /// <returns>The VF; null when it fails by something else, or the VM has no claim on it.</returns>
    public static VfKey? Of(FleetOperation operation, ImmutableArray<WorkProblem> problems, FleetState state)
    {
        foreach (var problem in problems.Where(problem => problem.Code == Code))
        {
            var slash = problem.Path.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && operation.HostId is { } host && PciAddress.TryParse(problem.Path.AsSpan(0, slash), out var pf)
                && int.TryParse(problem.Path.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && state.Claims.On(new VfKey(host, pf, index)) is { State: ClaimState.Held } claim && claim.VmId == operation.VmId)
            {
                return claim.Vf;
            }
        }

        return null;
    }
}
