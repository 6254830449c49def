using System.Collections.Immutable;
using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Placement;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Placing;
using Vfleet.Server.Answering;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>Placing VMs, giving places up, and saying where a VM could go.</summary>
/// <param name="time">The clock.</param>
internal sealed class PlacementResources(TimeProvider time)
{
    private const int MostVms = 100;
    private const int MostHosts = 100;
    private const int LongestLease = 86_400;

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        endpoints.Map(
            new("POST", Routes.Placements, Gate.Of(AccessRole.Operator), "Place VMs, all together or none")
            {
                Takes = typeof(PlacementRequestResource),
                Gives = typeof(PlacementAnswer),
                Status = 201,
                Query = [QueryWord.DryRun],
            },
            PlaceAsync);
        endpoints.Map(
            new("POST", Routes.Placements + "/{id}/confirm", Gate.Of(AccessRole.Operator), "Keep a place that would be given up after its lease") { Gives = typeof(PlacementResource) },
            ConfirmAsync);
        endpoints.Map(new("GET", Routes.Placements + "/{id}", Gate.Of(AccessRole.Viewer), "Show where a VM is") { Gives = typeof(PlacementResource) }, ShowAsync);
        endpoints.Map(
            new("DELETE", Routes.Placements + "/{id}", Gate.Of(AccessRole.Operator), "Give a VM's place and VFs up") { Status = 204, Query = [QueryWord.DryRun] }, ReleaseAsync);
        endpoints.Map(
            new("POST", Routes.Explain, Gate.Of(AccessRole.Viewer), "Say where a VM could go and why not elsewhere, changing nothing") { Takes = typeof(ExplainRequest), Gives = typeof(ExplainAnswer) },
            ExplainAsync);
    }

    private async Task<Answer> PlaceAsync(Call call)
    {
        if (!call.TryRead<PlacementRequestResource>(out var sent, out var refusal))
        {
            return refusal;
        }

        var reading = new Reading(call.State, call.Caller, time.GetUtcNow());
        if (sent.LeaseSeconds is < 1 or > LongestLease)
        {
            reading.Add(new Problem(ProblemCode.OutOfRange, $"leaseSeconds cannot be {sent.LeaseSeconds}", $"give 1 to {LongestLease}, or leave it out", "leaseSeconds"));
        }

        if (sent.Vms.Count is 0 or > MostVms)
        {
            reading.Add(new Problem(ProblemCode.OutOfRange, $"{sent.Vms.Count} VMs cannot be placed together", $"give 1 to {MostVms}", "vms"));
            return Answer.Refuse(reading.Problems);
        }

        var vms = reading.List(sent.Vms, "vms").Select((vm, at) => Wished(reading, vm, $"vms[{at}]")).ToImmutableArray();
        if (!reading.Problems.IsEmpty)
        {
            return Answer.Refuse(reading.Problems);
        }

        var isDryRun = sent.DryRun || call.IsDryRun;
        var wish = new PlacingWish(vms) { DryRun = isDryRun, Lease = sent.LeaseSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        return await call.Engine.Placements.PlaceAsync(wish, call.Caller, call.Token) switch
        {
            PlacingResult.Done done => Answer.Of(new PlacementAnswer([.. done.Vms.Select(vm => To(call, vm))])) with { Status = isDryRun ? 200 : 201 },
            PlacingResult.Refused refused => Answer.Refuse(refused.Problems),
            PlacingResult.Forbidden forbidden => Answer.Refuse(forbidden.Problem),
            var other => throw new InvalidOperationException($"unknown result {other}"),
        };
    }

    private async Task<Answer> ConfirmAsync(Call call)
    {
        if (Named(call, out var refusal) is not { } entry)
        {
            return refusal!;
        }

        return await call.Engine.Places.ConfirmAsync(entry.Value.Id, call.Caller, call.Token) switch
        {
            ChangeResult<Vm>.Done done => Answer.Of(To(call, call.Engine.Placements.Describe(done.Entry.Value)), done.Entry.Revision),
            var other => ChangeAnswers.No(other),
        };
    }

    private Task<Answer> ShowAsync(Call call) => Task.FromResult(Named(call, out var refusal) is not { } entry
        ? refusal!
        : entry.Value.HostId is null ? Answer.Refuse(NoPlace(entry.Value)) : Answer.Of(To(call, call.Engine.Placements.Describe(entry.Value)), entry.Revision));

    private async Task<Answer> ReleaseAsync(Call call)
    {
        if (Named(call, out var refusal) is not { } entry)
        {
            return refusal!;
        }

        if (call.IsDryRun)
        {
            return entry.Value.HostId is null ? Answer.Refuse(NoPlace(entry.Value)) : new Answer.Nothing();
        }

        return await call.Engine.Places.ReleaseAsync(entry.Value.Id, call.Expected, call.Caller, call.Token) switch
        {
            ChangeResult<Vm>.Done => new Answer.Nothing(),
            var other => ChangeAnswers.No(other),
        };
    }

    private Task<Answer> ExplainAsync(Call call)
    {
        if (!call.TryRead<ExplainRequest>(out var sent, out var refusal))
        {
            return Task.FromResult(refusal);
        }

        var reading = new Reading(call.State, call.Caller, time.GetUtcNow());
        var wished = Wished(reading, sent.Vm, "vm");
        Guid? only = sent.Host is null ? null : reading.Find(FleetKinds.Hosts, sent.Host, "host");
        if (!reading.Problems.IsEmpty)
        {
            return Task.FromResult<Answer>(Answer.Refuse(reading.Problems));
        }

        var vm = wished.New ?? call.State.Vms.Find(FleetKinds.Text(wished.Existing!.Value));
        if (vm is null)
        {
            return Task.FromResult<Answer>(Answer.Refuse(new Problem(Engine.EngineCode.Unknown, "the VM is gone", "see which there are: vfleet vm list --fleet", "vm")));
        }

        var hosts = call.State.Hosts.Values
            .Where(host => only is { } id ? host.Id == id : host.ClusterId == vm.ClusterId)
            .Where(host => call.Caller.MaySee(FleetKinds.Hosts.Place(host, call.State), call.State))
            .ToList();
        var said = hosts.Select(host => call.Engine.Placements.Explain(vm, host.Id))
            .OrderByDescending(verdict => verdict.Fits)
            .ThenByDescending(verdict => verdict.Filters.Count(filter => filter.Passes))
            .ThenBy(verdict => verdict.Host, StringComparer.Ordinal)
            .Take(MostHosts);
        return Task.FromResult<Answer>(Answer.Of(new ExplainAnswer([.. said.Select(verdict => To(vm, verdict))], hosts.Count)));
    }

    private static WishedVm Wished(Reading reading, PlacementVm sent, string path)
    {
        if ((sent.Existing is null) == (sent.New is null))
        {
            reading.Add(new Problem(ProblemCode.OptionsConflict, $"{path} needs either existing or new", "give one of them", path));
            return new WishedVm(null, null);
        }

        if (sent.Existing is { } existing)
        {
            return new WishedVm(reading.Find(FleetKinds.Vms, existing, $"{path}.existing"), null);
        }

        if (sent.New is { Status: not null } or { Host: not null } or { Adopted: not null })
        {
            reading.Add(new Problem(ServerCode.ReadOnly, $"adopted, status and host of {path}.new are set by the engine", "leave them out", $"{path}.new"));
        }

        return new WishedVm(null, VmWire.From(reading, sent.New!, null));
    }

    private static Entry<Vm>? Named(Call call, out Answer? refusal)
    {
        var found = new Lookup(call.State, call.Caller).Find(FleetKinds.Vms, call.Part("id"), out var problem);
        refusal = found is null ? Answer.Refuse(problem!) : null;
        return found;
    }

    private static Problem NoPlace(Vm vm) => new(Engine.EngineCode.VmState, $"VM {vm.Name} has no place", $"place it: vfleet vm place {vm.Name}");

    private static PlacementResource To(Call call, PlacedVm placed) => new(
        new Reference(placed.Vm.Id, placed.Vm.Name),
        call.State.To(FleetKinds.Hosts, placed.Vm.HostId) ?? new Reference(Guid.Empty, null),
        [.. placed.Nics.Select(nic => new PlacementNic(Nic(placed.Vm, nic.NicId), nic.Claim is { } claim ? VmWire.To(claim) : null, nic.Bridge))],
        placed.Lease);

    private static HostExplanation To(Vm vm, HostVerdict verdict) => new(
        new Reference(verdict.HostId, verdict.Host),
        verdict.Fits,
        [.. verdict.Filters.Select(filter => new HostCheck(FieldValue.Of(filter.Filter).Text!, filter.Passes, filter.Message))],
        [.. verdict.Nics.Select(nic => new PlacementNic(Nic(vm, nic.NicId), nic.Vf is { } vf ? new NicFunction(vf.HostId, vf.Pf, vf.Index, 0) : null, nic.Bridge))]);

    private static Reference Nic(Vm vm, Guid id) => new(id, vm.Nics.FirstOrDefault(nic => nic.Id == id)?.Name);
}
