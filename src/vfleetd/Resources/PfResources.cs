using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vfleet.Api;
using Vfleet.Api.Answers;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Operations;
using Vfleet.Primitives;
using Vfleet.Server.Agents;
using Vfleet.Server.Answering;
using Vfleet.Server.Json;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>PFs and VFs, of one host and of all, and what people want of a PF's VFs.</summary>
/// <param name="time">The clock.</param>
/// <param name="traffic">What went through VFs.</param>
internal sealed class PfResources(TimeProvider time, TrafficBook traffic)
{
    private const string OfHost = Routes.Hosts + "/{id}/pfs";

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        endpoints.Map(new("GET", Routes.Pfs, Gate.Of(AccessRole.Viewer), "List PFs of all hosts") { Gives = typeof(Page<PfResource>), Query = Functions.Pfs.Query }, ListAsync);
        endpoints.Map(new("GET", Routes.Vfs, Gate.Of(AccessRole.Viewer), "List VFs of all hosts") { Gives = typeof(Page<VfResource>), Query = Functions.Vfs.Query }, ListVfsAsync);
        endpoints.Map(new("GET", OfHost, Gate.Of(AccessRole.Viewer), "List a host's PFs") { Gives = typeof(Page<PfResource>), Query = Functions.Pfs.Query }, ListOfHostAsync);
        endpoints.Map(new("GET", OfHost + "/{pf}", Gate.Of(AccessRole.Viewer), "Show a PF") { Gives = typeof(PfResource) }, ShowAsync);
        endpoints.Map(new("GET", OfHost + "/{pf}/vfs", Gate.Of(AccessRole.Viewer), "List a PF's VFs") { Gives = typeof(Page<VfResource>), Query = Functions.Vfs.Query }, ListOfPfAsync);
        endpoints.Map(
            new("PATCH", OfHost + "/{pf}/configuration", Gate.Of(AccessRole.Admin), "Change what is wanted of a PF's VFs; their number is changed by an operation of the host")
            {
                Takes = typeof(VfsConfigurationResource),
                Gives = typeof(PfResource),
                GivesLater = typeof(OperationResource),
                Query = [QueryWord.DryRun],
            },
            ConfigureAsync);
    }

    private static Task<Answer> ListAsync(Call call) =>
        Task.FromResult(Functions.Pfs.Answer(Hosts(call).SelectMany(host => Functions.PfsOf(call.State, host)), call.Query, call.State, pf => Functions.Show(call.State, pf)));

    private Task<Answer> ListVfsAsync(Call call) => Task.FromResult(Functions.Vfs.Answer(
        Hosts(call).SelectMany(host => Functions.PfsOf(call.State, host)).SelectMany(Functions.VfsOf), call.Query, call.State, vf => Show(call, vf)));

    private static Task<Answer> ListOfHostAsync(Call call) => Task.FromResult(HostOf(call, out var refusal) is { } host
        ? Functions.Pfs.Answer(Functions.PfsOf(call.State, host), call.Query, call.State, pf => Functions.Show(call.State, pf))
        : refusal!);

    private Task<Answer> ListOfPfAsync(Call call) => Task.FromResult(PfOf(call, out var refusal) is { } pf
        ? Functions.Vfs.Answer(Functions.VfsOf(pf), call.Query, call.State, vf => Show(call, vf))
        : refusal!);

    private VfResource Show(Call call, HostVf vf) => Functions.Show(call.State, vf) with { Traffic = traffic.Of(vf.Key) };

    private static Task<Answer> ShowAsync(Call call) => Task.FromResult(PfOf(call, out var refusal) is { } pf
        ? Answer.Of(Functions.Show(call.State, pf), Functions.ConfigurationOf(call.State, pf).Revision)
        : refusal!);

    private async Task<Answer> ConfigureAsync(Call call)
    {
        if (PfOf(call, out var refusal) is not { } pf || !call.TryReadPatch(out var patch, out refusal))
        {
            return refusal!;
        }

        var wish = await call.Engine.Pfs.ChangeAsync(pf.Host, pf.Pf.Address, call.Expected, now => Merge(call, now, patch), call.Caller, call.IsDryRun, call.Token);
        return wish switch
        {
            PfWish.Begun { Result: var begun } => OperationAnswers.Begun(call, begun),
            PfWish.Written { Result: ChangeResult<VfsConfiguration>.Done { Entry: var entry } } => Answer.Of(
                Functions.Show(call.State, pf) with { Configuration = Functions.Show(call.State, entry.Value) }, entry.Revision),
            PfWish.Written { Result: var refused } => ChangeAnswers.No(refused),
            _ => throw new InvalidOperationException($"unknown outcome {wish}"),
        };
    }

    private (VfsConfiguration After, ImmutableArray<Problem> Problems) Merge(Call call, VfsConfiguration before, JsonObject patch)
    {
        try
        {
            var reading = new Reading(call.State, call.Caller, time.GetUtcNow());
            var shown = Wire.Tree(Functions.Show(call.State, before)) as JsonObject ?? [];
            var sent = Wire.Read<VfsConfigurationResource>(MergePatch.Apply(shown, patch))!;
            var after = new VfsConfiguration(before.HostId, before.Pf)
            {
                Count = sent.Count,
                AllNetworksAllowed = sent.AllNetworksAllowed ?? true,
                Networks = reading.FindAll(FleetKinds.Networks, sent.Networks, "networks"),
                Labels = reading.Texts(sent.Labels, "labels"),
                PhysicalNetwork = reading.Maybe(sent.PhysicalNetwork, "physicalNetwork"),
                Trusted = sent.Trusted,
                IsUsed = sent.Used ?? true,
            };
            return reading.Problems.IsEmpty ? (VfsConfigurationRule.Normalise(before, after), []) : (before, reading.Problems);
        }
        catch (JsonException fault)
        {
            return (before, [JsonFaults.Of(fault)]);
        }
    }

    private static IEnumerable<FleetHost> Hosts(Call call) =>
        call.State.Hosts.Values.Where(host => call.Caller.MaySee(FleetKinds.Hosts.Place(host, call.State), call.State));

    private static FleetHost? HostOf(Call call, out Answer? refusal)
    {
        var found = new Lookup(call.State, call.Caller).Find(FleetKinds.Hosts, call.Part("id"), out var problem);
        refusal = found is null ? Answer.Refuse(problem!) : null;
        return found?.Value;
    }

    private static HostPf? PfOf(Call call, out Answer? refusal)
    {
        if (HostOf(call, out refusal) is not { } host)
        {
            return null;
        }

        var text = call.Part("pf");
        var isAddress = PciAddress.TryParse(text, out var address);
        var found = Functions.PfsOf(call.State, host).FirstOrDefault(pf => isAddress ? pf.Pf.Address == address : pf.Pf.Name == text);
        refusal = found is null
            ? Answer.Refuse(new Problem(ProblemCode.PfUnknown, $"host {host.Name} has reported no PF '{QueryReading.Shown(text)}'", $"see which it has: vfleet pf list --host {host.Name}"))
            : null;
        return found;
    }
}
