using Vfleet.Domain.Fleet;
using Vfleet.Engine.Operations;
using Vfleet.Engine.State;

namespace Vfleet.Compat.Ovirt.Vms;

/// <summary>What VMs are doing in oVirt's words, by their state and by the work that is under way. It is read once for a whole list.</summary>
/// <param name="state">The fleet.</param>
internal sealed class VmWork(FleetState state)
{
    private readonly ILookup<Guid, FleetOperation> _work = state.Operations.Values
        .Where(operation => operation is { IsDryRun: false, VmId: not null })
        .ToLookup(operation => operation.VmId!.Value);

    /// <summary>A VM's status (VmStatus of ovirt-engine-api-model).</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>The word.</returns>
    public string Status(Vm vm) => vm.Status switch
    {
        VmStatus.Starting => Running(vm)?.State == WorkState.Waiting ? "wait_for_launch" : "powering_up",
        VmStatus.Stopping => "powering_down",
        VmStatus.Up when IsSilent(vm) => "unknown",
        VmStatus.Up => Running(vm)?.Kind == FleetOperation.RebootVm ? "reboot_in_progress" : "up",
        _ => "down",
    };

    /// <summary>When a VM was started.</summary>
    /// <param name="vm">The VM.</param>
    /// <returns>The moment; null when it does not run, or the start is not kept any more.</returns>
    public DateTimeOffset? Started(Vm vm)
    {
        var starts = vm.Status is VmStatus.Up or VmStatus.Stopping
            ? _work[vm.Id].Where(operation => operation is { Kind: FleetOperation.StartVm, State: WorkState.Done } && operation.HostId == vm.HostId).ToList()
            : [];
        return starts.Count == 0 ? null : starts.Max(operation => operation.Updated);
    }

    private FleetOperation? Running(Vm vm) => _work[vm.Id].FirstOrDefault(operation => !operation.IsOver && operation.HostId == vm.HostId);

    private bool IsSilent(Vm vm) =>
        vm.HostId is { } id && state.TryGet(id, out FleetHost? host) && host.Status is not (HostStatus.Up or HostStatus.Maintenance);
}
