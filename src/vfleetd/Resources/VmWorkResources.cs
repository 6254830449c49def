using Vfleet.Api;
using Vfleet.Api.Resources;
using Vfleet.Domain.Fleet;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Documents;
using Vfleet.Engine.Guests;
using Vfleet.Engine.Operations;
using Vfleet.Server.Answering;
using Vfleet.Server.Listing;

namespace Vfleet.Server.Resources;

/// <summary>What is done with VMs and their vNICs on hosts: start, shut down, stop, reboot, plug, unplug.</summary>
/// <param name="time">The clock.</param>
internal sealed class VmWorkResources(TimeProvider time)
{
    private const int ShutdownSeconds = 120;
    private const int UnplugSeconds = 30;

    /// <summary>Maps the routes.</summary>
    /// <param name="endpoints">Where.</param>
    public void Map(Endpoints endpoints)
    {
        const string Vm = Routes.Vms + "/{id}";
        const string Nic = Vm + "/nics/{nic}";
        endpoints.Map(Work(Vm + "/start", "Start a VM: place it, program its VFs, define and run the guest", typeof(StartRequest)), StartAsync);
        endpoints.Map(Work(Vm + "/shutdown", "Ask a VM's guest to shut down, and wait for that", typeof(ShutdownRequest)), ShutdownAsync);
        endpoints.Map(Work(Vm + "/stop", "Stop a VM at once"), call => OfVm(call, vm => call.Engine.Life.StopAsync(vm.Id, call.IsDryRun, call.Caller, call.Token)));
        endpoints.Map(Work(Vm + "/reboot", "Ask a VM's guest to reboot"), call => OfVm(call, vm => call.Engine.Life.RebootAsync(vm.Id, call.IsDryRun, call.Caller, call.Token)));
        endpoints.Map(
            Work(Nic + "/plug", "Give a vNIC to a running VM"),
            call => OfNic(call, (vm, nic) => call.Engine.Life.PlugAsync(vm.Id, nic.Id, call.IsDryRun, call.Caller, call.Token)));
        endpoints.Map(Work(Nic + "/unplug", "Take a vNIC from a running VM, and wait until the guest lets go", typeof(UnplugRequest)), UnplugAsync);
    }

    private static RouteFacts Work(string pattern, string summary, Type? takes = null) =>
        new("POST", pattern, Gate.Of(AccessRole.Operator), summary)
        {
            Takes = takes,
            IsBodyOptional = true,
            Gives = typeof(OperationResource),
            Status = 202,
            Query = [QueryWord.DryRun],
        };

    private async Task<Answer> StartAsync(Call call)
    {
        if (!call.TryReadOptional<StartRequest>(out var sent, out var refusal))
        {
            return refusal;
        }

        var reading = new Reading(call.State, call.Caller, time.GetUtcNow());
        Guid? host = sent.Host is null ? null : reading.Find(FleetKinds.Hosts, sent.Host, "host");
        return reading.Problems.IsEmpty
            ? await OfVm(call, vm => call.Engine.Life.StartAsync(vm.Id, new VmStart(call.IsDryRun, host), call.Caller, call.Token))
            : Answer.Refuse(reading.Problems);
    }

    private static async Task<Answer> ShutdownAsync(Call call) =>
        call.TryReadOptional<ShutdownRequest>(out var sent, out var refusal) && OperationAnswers.TryWait(sent.Seconds, ShutdownSeconds, out var wait, out refusal)
            ? await OfVm(call, vm => call.Engine.Life.ShutdownAsync(vm.Id, wait, call.IsDryRun, call.Caller, call.Token))
            : refusal;

    private static async Task<Answer> UnplugAsync(Call call) =>
        call.TryReadOptional<UnplugRequest>(out var sent, out var refusal) && OperationAnswers.TryWait(sent.Seconds, UnplugSeconds, out var wait, out refusal)
            ? await OfNic(call, (vm, nic) => call.Engine.Life.UnplugAsync(vm.Id, nic.Id, wait, sent.Force ?? false, call.IsDryRun, call.Caller, call.Token))
            : refusal;

    private static async Task<Answer> OfNic(Call call, Func<Vm, Vnic, Task<ChangeResult<FleetOperation>>> begin)
    {
        if (VmOf(call, out var refusal) is not { } vm || VmResources.NicOf(vm, call.Part("nic"), out refusal) is not { } nic)
        {
            return refusal!;
        }

        return OperationAnswers.Begun(call, await begin(vm, nic));
    }

    private static async Task<Answer> OfVm(Call call, Func<Vm, Task<ChangeResult<FleetOperation>>> begin) =>
        VmOf(call, out var refusal) is { } vm ? OperationAnswers.Begun(call, await begin(vm)) : refusal!;

    private static Vm? VmOf(Call call, out Answer? refusal)
    {
        var found = new Lookup(call.State, call.Caller).Find(FleetKinds.Vms, call.Part("id"), out var problem);
        refusal = found is null ? Answer.Refuse(problem!) : null;
        return found?.Value;
    }
}
