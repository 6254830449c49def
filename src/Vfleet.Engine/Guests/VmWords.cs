using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Documents;

namespace Vfleet.Engine.Guests;

/// <summary>What operations of VMs say.</summary>
internal static class VmWords
{
    /// <summary>What an event about a VM is about.</summary>
    public static DocumentKey Key(Vm vm) => new(FleetKinds.Vms.Word, FleetKinds.Text(vm.Id));

    /// <summary>A VM's state in a word.</summary>
    public static string Status(Vm vm) => vm.Status.ToString().ToLowerInvariant();

    /// <summary>Why an adopted VM is left to its host; null for one that the fleet made.</summary>
    public static Problem? Adopted(Vm vm, string what) => !vm.IsAdopted ? null : new Problem(
        EngineCode.VmAdopted,
        $"VM {vm.Name} was adopted and cannot be {what} by the fleet: its definition, which would be taken away, belongs to its host",
        $"do it on the host: virsh start, shutdown or destroy {vm.Name}; the fleet follows",
        "adopted");

    /// <summary>Why a host cannot carry anything out; null when it can.</summary>
    public static Problem? Unreachable(FleetHost host) => host.Status is HostStatus.Up or HostStatus.Maintenance ? null : new Problem(
        EngineCode.HostState,
        $"the host {host.Name} does not answer{(host.StatusReason.Length > 0 ? $" ({host.StatusReason})" : "")}",
        $"look at its agent: systemctl status vfleet-agent; when the machine is surely off, say so: vfleet host fence {host.Name}",
        "host");

    /// <summary>That a VM does not run.</summary>
    public static Problem NotUp(Vm vm) => new(EngineCode.VmNotRunning, $"VM {vm.Name} does not run: it is {Status(vm)}", $"start it: vfleet vm start {vm.Name}", "status");
}
