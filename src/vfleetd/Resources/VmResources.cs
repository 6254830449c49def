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
using Vfleet.Server.Answering;
using Vfleet.Server.Json;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>VMs, and below each its vNICs.</summary>
internal sealed class VmResources
{
    private static readonly Listing<(Vm Vm, Vnic Nic)> Nics = new(
        item => FleetKinds.Text(item.Nic.Id),
        [
            new("name", (item, _) => item.Nic.Name),
            Field<(Vm Vm, Vnic Nic)>.Truth("plugged", (item, _) => item.Nic.IsPlugged),
            Field<(Vm Vm, Vnic Nic)>.Word("type", (item, _) => item.Nic.Type),
        ]);

    private readonly Collection<VmResource, Vm> _vms;
    private readonly TimeProvider _time;

    /// <summary>Makes it.</summary>
    /// <param name="time">The clock.</param>
    public VmResources(TimeProvider time)
    {
        _time = time;
        _vms = new Collection<VmResource, Vm>(
            Routes.Vms,
            FleetKinds.Vms,
            SimpleResources.Of<Vm>(
                item => item.Id,
                [
                    new("name", (entry, _) => entry.Value.Name),
                    new("cluster", (entry, state) => state.ValueOf(FleetKinds.Clusters, entry.Value.ClusterId)),
                    new("host", (entry, state) => state.ValueOf(FleetKinds.Hosts, entry.Value.HostId)),
                    Field<Entry<Vm>>.Word("status", (entry, _) => entry.Value.Status),
                    Field<Entry<Vm>>.Count("cpus", (entry, _) => entry.Value.Cpus),
                    Field<Entry<Vm>>.Count("memoryMiB", (entry, _) => entry.Value.MemoryMiB),
                ]),
            time)
        {
            ToWire = VmWire.To,
            Cover = (call, vm, shown) => call.Caller.May(AccessRole.Operator, FleetKinds.Vms.Place(vm, call.State)) ? shown : VmWire.WithoutSecrets(shown),
            FromWire = VmWire.From,
            ReadOnly = ["id", "adopted", "status", "host"],
            Finish = (call, vm) => call.Engine.Macs.TryGive(vm, out var given, out var problem) ? (given, null) : (vm, problem),
        };
    }

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        const string Path = Routes.Vms + "/{id}/nics";
        _vms.MapAll(endpoints);
        endpoints.Map(new("GET", Path, Gate.Of(AccessRole.Viewer), "List a VM's vNICs") { Gives = typeof(Page<NicResource>), Query = Nics.Query }, ListAsync);
        endpoints.Map(new("GET", Path + "/{nic}", Gate.Of(AccessRole.Viewer), "Show a vNIC") { Gives = typeof(NicResource) }, ShowAsync);
        endpoints.Map(
            new("POST", Path, Gate.Of(AccessRole.Operator), "Add a vNIC") { Takes = typeof(NicResource), Gives = typeof(NicResource), Status = 201, Query = [QueryWord.DryRun] },
            AddAsync);
        endpoints.Map(
            new("PATCH", Path + "/{nic}", Gate.Of(AccessRole.Operator), "Change a vNIC") { Takes = typeof(NicResource), Gives = typeof(NicResource), Query = [QueryWord.DryRun] },
            ChangeAsync);
        endpoints.Map(new("DELETE", Path + "/{nic}", Gate.Of(AccessRole.Operator), "Remove a vNIC") { Status = 204, Query = [QueryWord.DryRun] }, RemoveAsync);
    }

    private Task<Answer> ListAsync(Call call) => Task.FromResult(_vms.Named(call, out var refusal) is { Value: var vm }
        ? Nics.Answer(vm.Nics.Select(nic => (vm, nic)), call.Query, call.State, item => VmWire.To(call.State, item.Nic, call.State.Claims.Of(vm.Id)))
        : refusal!);

    private Task<Answer> ShowAsync(Call call) => Task.FromResult<Answer>(
        _vms.Named(call, out var refusal) is { } entry && NicOf(entry.Value, call.Part("nic"), out refusal) is { } nic ? Show(call, entry, nic.Id) : refusal!);

    private async Task<Answer> AddAsync(Call call)
    {
        if (_vms.Named(call, out var refusal) is not { } entry || !call.TryRead<NicResource>(out var sent, out refusal))
        {
            return refusal!;
        }

        var id = sent.Id ?? Guid.CreateVersion7(_time.GetUtcNow());
        var answer = await EditAsync(call, entry, id, (vm, reading) =>
        {
            var nic = VmWire.From(reading, sent with { Id = id }, null, "", VmWire.FreeName(vm.Nics.Select(other => other.Name), vm.Nics.Length + 1));
            return vm with { Nics = vm.Nics.Add(nic) };
        });
        return answer is Answer.Document document && !call.IsDryRun
            ? document with { Status = 201, Location = $"{Routes.Vms}/{FleetKinds.Text(entry.Value.Id)}/nics/{FleetKinds.Text(id)}" }
            : answer;
    }

    private async Task<Answer> ChangeAsync(Call call)
    {
        if (_vms.Named(call, out var refusal) is not { } entry
            || NicOf(entry.Value, call.Part("nic"), out refusal) is not { } nic
            || !call.TryReadPatch(out var patch, out refusal))
        {
            return refusal!;
        }

        return await EditAsync(call, entry, nic.Id, (vm, reading) =>
        {
            if (vm.Nics.FirstOrDefault(other => other.Id == nic.Id) is not { } now)
            {
                reading.Add(Unknown(vm, nic.Name));
                return vm;
            }

            var shown = Wire.Tree(VmWire.To(call.State, now, call.State.Claims.Of(vm.Id))) as JsonObject ?? [];
            foreach (var member in new[] { "id", "vf" }.Where(member => patch.ContainsKey(member) && !JsonNode.DeepEquals(patch[member], shown[member])))
            {
                reading.Add(new Problem(ServerCode.ReadOnly, $"{member} is set by the engine", $"leave {member} out", member));
            }

            try
            {
                var sent = Wire.Read<NicResource>(MergePatch.Apply(shown, patch))!;
                return vm with { Nics = vm.Nics.Replace(now, VmWire.From(reading, sent, now, "", now.Name)) };
            }
            catch (JsonException fault)
            {
                reading.Add(JsonFaults.Of(fault));
                return vm;
            }
        });
    }

    private async Task<Answer> RemoveAsync(Call call)
    {
        if (_vms.Named(call, out var refusal) is not { } entry || NicOf(entry.Value, call.Part("nic"), out refusal) is not { } nic)
        {
            return refusal!;
        }

        var answer = await EditAsync(call, entry, null, (vm, _) => vm with { Nics = vm.Nics.RemoveAll(other => other.Id == nic.Id) });
        return answer is Answer.Document ? new Answer.Nothing() : answer;
    }

    // A vNIC is a part of its VM: whoever changes one changes the VM.
    private async Task<Answer> EditAsync(Call call, Entry<Vm> entry, Guid? nic, Func<Vm, Reading, Vm> edit)
    {
        ImmutableArray<Problem> wrong = [];
        var result = await call.Engine.Changes.UpdateAsync(
            FleetKinds.Vms,
            FleetKinds.Text(entry.Value.Id),
            call.Expected,
            vm =>
            {
                var reading = new Reading(call.State, call.Caller, _time.GetUtcNow());
                var after = edit(vm, reading);
                wrong = reading.Problems;
                if (wrong.IsEmpty && !call.Engine.Macs.TryGive(after, out after, out var problem))
                {
                    wrong = [problem];
                }

                return wrong.IsEmpty ? after : vm;
            },
            call.Caller,
            new ChangeOptions { DryRun = call.IsDryRun },
            call.Token);
        return result switch
        {
            ChangeResult<Vm>.Done or ChangeResult<Vm>.Refused when !wrong.IsEmpty => Answer.Refuse(wrong),
            ChangeResult<Vm>.Done done when nic is { } id => Show(call, done.Entry, id),
            ChangeResult<Vm>.Done done => _vms.Shown(call, done),
            _ => ChangeAnswers.No(result),
        };
    }

    private static Answer.Document Show(Call call, Entry<Vm> entry, Guid nic) => Answer.Of(
        VmWire.To(call.State, entry.Value.Nics.First(other => other.Id == nic), call.State.Claims.Of(entry.Value.Id)), entry.Revision);

    /// <summary>The vNIC that the address names.</summary>
    /// <param name="vm">Its VM.</param>
    /// <param name="text">Its name or id.</param>
    /// <param name="refusal">Why there is none.</param>
    /// <returns>It; null when there is none.</returns>
    public static Vnic? NicOf(Vm vm, string text, out Answer? refusal)
    {
        var found = vm.Nics.FirstOrDefault(nic => nic.Name == text) ?? (Guid.TryParse(text, out var id) ? vm.Nics.FirstOrDefault(nic => nic.Id == id) : null);
        refusal = found is null ? Answer.Refuse(Unknown(vm, text)) : null;
        return found;
    }

    private static Problem Unknown(Vm vm, string text) =>
        new(FleetCode.VnicUnknown, $"VM {vm.Name} has no vNIC '{QueryReading.Shown(text)}'", $"see which it has: vfleet vm show {vm.Name}");
}
