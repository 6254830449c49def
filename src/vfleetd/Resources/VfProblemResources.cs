using Vfleet.Api;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Guests;
using Vfleet.Engine.State;
using Vfleet.Server.Answering;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>VFs of which claims, libvirt and the kernel say different things.</summary>
internal static class VfProblemResources
{
    private static readonly Listing<VfProblem> Listing = new(
        item => $"{FleetKinds.IdOf(item.Vf.HostId, item.Vf.Pf)}/{item.Vf.Index:D5}/{item.Kind}",
        [
            new("host", (item, state) => state.ValueOf(FleetKinds.Hosts, item.Vf.HostId)),
            new("pf", (item, state) => new FieldValue(NameOf(item.Vf, state), null) { Also = item.Vf.Pf.ToString() }),
            new("kind", (item, _) => item.Kind),
            new("vm", (item, state) => state.ValueOf(FleetKinds.Vms, item.VmId)),
            Field<VfProblem>.Truth("healed", (item, _) => item.IsHealed),
        ]);

    /// <summary>Maps the route.</summary>
    /// <param name="endpoints">Where.</param>
    public static void Map(Endpoints endpoints) => endpoints.Map(
        new("GET", Routes.Problems, Gate.Of(AccessRole.Viewer), "List what is wrong with VFs: claims, libvirt and the kernel do not agree") { Gives = typeof(Page<VfProblemResource>), Query = Listing.Query },
        call => Task.FromResult(Listing.Answer(
            call.Engine.Problems.Of(null).Where(problem => IsSeen(call, problem.Vf.HostId)),
            call.Query,
            call.State,
            problem => To(call.State, problem))));

    private static bool IsSeen(Call call, Guid id) =>
        call.State.Hosts.Find(FleetKinds.Text(id)) is { } host && call.Caller.MaySee(FleetKinds.Hosts.Place(host, call.State), call.State);

    private static VfProblemResource To(FleetState state, VfProblem problem) => new()
    {
        Host = state.To(FleetKinds.Hosts, problem.Vf.HostId),
        Pf = problem.Vf.Pf,
        PfName = NameOf(problem.Vf, state),
        Index = problem.Vf.Index,
        Kind = problem.Kind,
        Message = problem.Message,
        Remedy = problem.Remedy,
        Vm = state.To(FleetKinds.Vms, problem.VmId),
        Healed = problem.IsHealed,
    };

    private static string NameOf(VfKey vf, FleetState state) => state.InventoryOf(vf.HostId)?.Pf(vf.Pf)?.Name ?? vf.Pf.ToString();
}
