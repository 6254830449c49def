using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Engine.Changing;
using Vfleet.Engine.Operations;

namespace Vfleet.Compat.Ovirt.Vms.Nics;

/// <summary>Plugs and unplugs vNICs, and waits for what comes of it.</summary>
/// <param name="time">The clock.</param>
internal sealed class NicPlugs(TimeProvider time)
{
    // A guest that does not answer has not by the time that a request waits for its work.
    private static readonly TimeSpan s_guest = TimeSpan.FromSeconds(20);
    private readonly Work _work = new(time);

    /// <summary>The actions <c>activate</c> and <c>deactivate</c>. What is so already is complete.</summary>
    /// <param name="call">The request.</param>
    /// <param name="isPlugged">Whether it shall be plugged.</param>
    /// <returns>The answer.</returns>
    public async Task<OvirtAnswer> ActionAsync(OvirtCall call, bool isPlugged)
    {
        if (NicEditing.NicOf(call, out var vm) is not { } nic)
        {
            return OvirtAnswer.NotFound();
        }

        return nic.IsPlugged == isPlugged
            ? OvirtAnswer.Complete()
            : await _work.AnswerAsync(call, await BeginAsync(call, vm!.Id, nic.Id, isPlugged));
    }

    /// <summary>Plugs one.</summary>
    /// <param name="call">The request.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="nic">The vNIC.</param>
    /// <returns>The work, which may not be over, or why it is not plugged.</returns>
    public Task<(FleetOperation? Work, OvirtAnswer? Refusal)> PlugAsync(OvirtCall call, Guid vm, Guid nic) => EndAsync(call, BeginAsync(call, vm, nic, isPlugged: true));

    /// <summary>Unplugs one.</summary>
    /// <param name="call">The request.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="nic">The vNIC.</param>
    /// <returns>The work, which may not be over, or why it is not unplugged.</returns>
    public Task<(FleetOperation? Work, OvirtAnswer? Refusal)> UnplugAsync(OvirtCall call, Guid vm, Guid nic) => EndAsync(call, BeginAsync(call, vm, nic, isPlugged: false));

    private static Task<ChangeResult<FleetOperation>> BeginAsync(OvirtCall call, Guid vm, Guid nic, bool isPlugged) => isPlugged
        ? call.Engine.Life.PlugAsync(vm, nic, dryRun: false, call.Caller, call.Token)
        : call.Engine.Life.UnplugAsync(vm, nic, s_guest, force: false, dryRun: false, call.Caller, call.Token);

    private async Task<(FleetOperation? Work, OvirtAnswer? Refusal)> EndAsync(OvirtCall call, Task<ChangeResult<FleetOperation>> beginning)
    {
        var result = await beginning;
        if (result is not ChangeResult<FleetOperation>.Done begun)
        {
            return (null, Refusals.Of(result));
        }

        var over = call.IsAsync ? begun.Entry.Value : await _work.EndAsync(call, begun.Entry.Value);
        return over.State is WorkState.Failed or WorkState.Cancelled ? (over, Refusals.Of(over)) : (over, null);
    }
}
