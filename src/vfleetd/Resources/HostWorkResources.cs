using System.Collections.Immutable;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Guests;
using Vfleet.Server.Answering;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>What is done with a host's guests all together: taken over from libvirt, moved away, given up because the host is fenced.</summary>
/// <param name="hosts">Shows hosts.</param>
/// <param name="time">The clock.</param>
internal sealed class HostWorkResources(HostResources hosts, TimeProvider time)
{
    private const int DrainSeconds = 120;
    private const int MostHosts = 1000;

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        const string Host = Routes.Hosts + "/{id}";
        endpoints.Map(
            new("POST", Host + "/adopt", Gate.Of(AccessRole.Operator), "Take over a guest that the host's libvirt has") { Takes = typeof(AdoptRequest), Gives = typeof(OperationResource), Status = 202, Query = [QueryWord.DryRun] },
            AdoptAsync);
        endpoints.Map(new("GET", Host + "/drain", Gate.Of(AccessRole.Viewer), "Say what draining a host would disturb") { Gives = typeof(DrainResource) }, PlanAsync);
        endpoints.Map(
            new("POST", Host + "/drain", Gate.Of(AccessRole.Admin), "Place nothing on a host any more, and start its VMs elsewhere")
            {
                Takes = typeof(DrainRequest),
                IsBodyOptional = true,
                Gives = typeof(OperationResource),
                Status = 202,
                Query = [QueryWord.DryRun],
            },
            DrainAsync);
        endpoints.Map(
            new("POST", Host + "/fence", Gate.Of(AccessRole.Admin), "Say that a host is fenced: its VMs may be started elsewhere") { Takes = typeof(FenceRequest), Gives = typeof(HostResource) },
            FenceAsync);
    }

    private async Task<Answer> AdoptAsync(Call call)
    {
        if (HostOf(call, out var refusal) is not { } host || !call.TryRead<AdoptRequest>(out var sent, out refusal))
        {
            return refusal!;
        }

        if (sent.Guest is not { } named)
        {
            return Answer.Refuse(new Problem(ProblemCode.OptionsConflict, "guest is missing", "give the guest's name or UUID", "guest"));
        }

        var guests = call.State.InventoryOf(host.Id)?.Guests ?? [];
        if ((guests.FirstOrDefault(one => one.Id == named.Id) ?? guests.FirstOrDefault(one => one.Name == named.Name)) is not { } guest)
        {
            return Answer.Refuse(new Problem(
                ProblemCode.GuestUnknown, $"host {host.Name} has reported no guest '{QueryReading.Shown(named.ToString())}'", "'vfleet vm list' on the host shows which it has", "guest"));
        }

        var reading = new Reading(call.State, call.Caller, time.GetUtcNow());
        var profiles = sent.Profiles is null ? ProfilesFor(call, host) : reading.FindAll(FleetKinds.Profiles, sent.Profiles, "profiles");
        return reading.Problems.IsEmpty
            ? OperationAnswers.Begun(call, await call.Engine.Life.AdoptAsync(host.Id, guest.Id, new AdoptWish(profiles) { IsDryRun = call.IsDryRun }, call.Caller, call.Token))
            : Answer.Refuse(reading.Problems);
    }

    private static Task<Answer> PlanAsync(Call call)
    {
        if (HostOf(call, out var refusal) is not { } host)
        {
            return Task.FromResult(refusal!);
        }

        var vms = call.Engine.HostWork.PlanDrain(host.Id).Vms
            .Select(vm => new DrainedVmResource(new Reference(vm.VmId, vm.Name), vm.Vfs, call.State.To(FleetKinds.Hosts, vm.To), vm.WhyNot));
        return Task.FromResult<Answer>(Answer.Of(new DrainResource { Host = new Reference(host.Id, host.Name), Vms = [.. vms] }));
    }

    private static async Task<Answer> DrainAsync(Call call)
    {
        if (HostOf(call, out var refusal) is not { } host
            || !call.TryReadOptional<DrainRequest>(out var sent, out refusal)
            || !OperationAnswers.TryWait(sent.Seconds, DrainSeconds, out var wait, out refusal))
        {
            return refusal!;
        }

        return sent.Budget is < 1 or > MostHosts
            ? Answer.Refuse(new Problem(ProblemCode.OutOfRange, $"budget cannot be {sent.Budget}", $"give 1 to {MostHosts} hosts, or leave it out", "budget"))
            : OperationAnswers.Begun(call, await call.Engine.HostWork.DrainAsync(host.Id, new DrainOptions(sent.Budget ?? 1, wait, call.IsDryRun), call.Caller, call.Token));
    }

    private async Task<Answer> FenceAsync(Call call)
    {
        if (HostOf(call, out var refusal) is not { } host || !call.TryRead<FenceRequest>(out var sent, out refusal))
        {
            return refusal!;
        }

        return hosts.Shown(call, await call.Engine.HostWork.FenceAsync(host.Id, sent.Confirm ?? "", call.Caller, call.Token));
    }

    private static ImmutableArray<Guid> ProfilesFor(Call call, FleetHost host) => call.State.TryGet(host.ClusterId, out Cluster? cluster)
        ? [.. call.State.Profiles.Values.Where(profile => call.State.TryGet(profile.NetworkId, out Network? network) && network.DataCenterId == cluster.DataCenterId).Select(profile => profile.Id)]
        : [];

    private static FleetHost? HostOf(Call call, out Answer? refusal)
    {
        var found = new Lookup(call.State, call.Caller).Find(FleetKinds.Hosts, call.Part("id"), out var problem);
        refusal = found is null ? Answer.Refuse(problem!) : null;
        return found?.Value;
    }
}
