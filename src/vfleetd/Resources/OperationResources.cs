using Vfleet.Api;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Server.Answering;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>Long work: what there is, how far it is, and stopping it.</summary>
internal static class OperationResources
{
    private static readonly Listing<Entry<FleetOperation>> Listing = new(
        entry => FleetKinds.Text(entry.Value.Id),
        [
            new("created", (entry, _) => entry.Value.Created),
            new("kind", (entry, _) => entry.Value.Kind),
            new("actor", (entry, _) => entry.Value.Actor),
            new("host", (entry, state) => state.ValueOf(FleetKinds.Hosts, entry.Value.HostId)),
            new("pf", (entry, _) => entry.Value.Pf?.ToString()),
            new("vm", (entry, state) => state.ValueOf(FleetKinds.Vms, entry.Value.VmId)),
            Field<Entry<FleetOperation>>.Word("state", (entry, _) => entry.Value.State),
            Field<Entry<FleetOperation>>.Truth("dryRun", (entry, _) => entry.Value.IsDryRun),
        ]);

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public static void Map(Endpoints endpoints)
    {
        endpoints.Map(
            new("GET", Routes.Operations, Gate.Of(AccessRole.Viewer), "List operations") { Gives = typeof(Page<OperationResource>), Query = Listing.Query },
            call => Task.FromResult(Listing.Answer(
                call.State.Operations.Entries.Where(entry => call.Caller.MaySee(FleetKinds.Operations.Place(entry.Value, call.State), call.State)),
                call.Query,
                call.State,
                entry => OperationWire.To(call.State, entry.Value))));
        endpoints.Map(
            new("GET", Routes.Operations + "/{id}", Gate.Of(AccessRole.Viewer), "Show an operation") { Gives = typeof(OperationResource) },
            call => Task.FromResult<Answer>(Named(call, out var refusal) is { } entry ? Answer.Of(OperationWire.To(call.State, entry.Value), entry.Revision) : refusal!));
        endpoints.Map(new("DELETE", Routes.Operations + "/{id}", Gate.Of(AccessRole.Operator), "Stop an operation; what its host has begun is undone") { Status = 204 }, StopAsync);
    }

    private static async Task<Answer> StopAsync(Call call)
    {
        if (Named(call, out var refusal) is not { } entry)
        {
            return refusal!;
        }

        return await call.Engine.Operations.CancelAsync(entry.Value.Id, call.Caller, call.Token) switch
        {
            ChangeResult<FleetOperation>.Done => new Answer.Nothing(),
            var other => ChangeAnswers.No(other),
        };
    }

    private static Entry<FleetOperation>? Named(Call call, out Answer? refusal)
    {
        var found = new Lookup(call.State, call.Caller).Find(FleetKinds.Operations, call.Part("id"), out var problem);
        refusal = found is null ? Answer.Refuse(problem!) : null;
        return found;
    }
}
