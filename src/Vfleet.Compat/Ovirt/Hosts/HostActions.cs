using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Compat.Ovirt.Documents;
using Vfleet.Domain.Fleet;
using Vfleet.Domain.Problems;
using Vfleet.Engine.Access;
using Vfleet.Engine.Changing;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>What is done with a host as a whole.</summary>
internal static class HostActions
{
    private const int MostNamed = 5;

    private static readonly ProblemCode s_notEmpty = new("HOST_NOT_EMPTY", ProblemKind.Refused)
    {
        OvirtKey = "VDS_CANNOT_MAINTENANCE_IT_INCLUDES_NON_MIGRATABLE_VM",
        OvirtStatus = 409,
    };

    private static readonly ProblemCode s_noPowerManagement = new("POWER_MANAGEMENT_MISSING", ProblemKind.Unsupported)
    {
        OvirtKey = "VDS_FENCE_DISABLED",
        OvirtStatus = 409,
    };

    /// <summary>The routes.</summary>
    /// <returns>They.</returns>
    public static IEnumerable<OvirtRoute> Routes() =>
    [
        Action("activate", ActivateAsync),
        Action("deactivate", DeactivateAsync),
        Action("fence", FenceAsync),

        // Hosts tell by themselves what changes, and what is set on them is kept: these have nothing left to do.
        Action("refresh", SeenAsync),
        Action("commitnetconfig", SeenAsync),
        Action("syncallnetworks", SeenAsync),
    ];

    private static OvirtRoute Action(string word, OvirtHandler handler) => new("POST", $"/hosts/{{host}}/{word}", AccessRole.Admin, handler) { IsAction = true };

    private static async Task<OvirtAnswer> ActivateAsync(OvirtCall call) => call.TryHost(out var host, out var refusal)
        ? Done(await call.Engine.Resting.WakeAsync(host.Host.Value.Id, null, call.Caller, dryRun: false, call.Token))
        : refusal;

    private static async Task<OvirtAnswer> DeactivateAsync(OvirtCall call)
    {
        if (!call.TryHost(out var host, out var refusal) || (refusal = call.Forbidden(host)) is not null)
        {
            return refusal;
        }

        // oVirt moves VMs away without their noticing. To shut them down instead is nothing that somebody asked for with this word.
        var vms = call.State.VmsOn(host.Host.Value.Id).Select(id => call.State.TryGet(id, out Vm? vm) ? vm.Name : id.ToString("D")).Order(StringComparer.Ordinal).ToList();
        return vms.Count > 0 && host.Host.Value.Status != HostStatus.Maintenance
            ? Refusals.Of(Occupied(host.Host.Value, vms))
            : Done(await call.Engine.Resting.RestAsync(host.Host.Value.Id, null, call.Caller, dryRun: false, call.Token));
    }

    private static async Task<OvirtAnswer> FenceAsync(OvirtCall call)
    {
        if (!call.TryHost(out var host, out var refusal) || (refusal = call.Forbidden(host)) is not null)
        {
            return refusal;
        }

        var reading = new ElementReading(call.Body);
        reading.Require("Action", "fence", "fence_type");
        var type = reading.Text("fence_type");
        if (reading.Fault is { } fault)
        {
            return fault;
        }

        if (!string.Equals(type, "manual", StringComparison.OrdinalIgnoreCase))
        {
            return Refusals.Of(new Problem(
                s_noPowerManagement,
                $"{host.Host.Value.Name} has no power management here",
                "switch the machine off by other means, make sure that it is off, and send fence_type manual: its VMs may be started elsewhere then",
                "fence_type"));
        }

        return Done(await call.Engine.HostWork.FenceAsync(host.Host.Value.Id, host.Host.Value.Name, call.Caller, call.Token));
    }

    private static Task<OvirtAnswer> SeenAsync(OvirtCall call) =>
        Task.FromResult(call.TryHost(out var host, out var refusal) ? call.Forbidden(host) ?? OvirtAnswer.Complete() : refusal);

    private static OvirtAnswer Done<T>(ChangeResult<T> result)
        where T : class => result is ChangeResult<T>.Done ? OvirtAnswer.Complete() : Refusals.Of(result);

    private static Problem Occupied(FleetHost host, List<string> vms)
    {
        var names = string.Join(", ", vms.Take(MostNamed)) + (vms.Count > MostNamed ? $" and {vms.Count - MostNamed} more" : "");
        return new Problem(
            s_notEmpty,
            $"{host.Name} has VMs that cannot be migrated: {names}",
            $"shut them down first; or let each be shut down and started elsewhere: vfleet host drain {host.Name}");
    }
}
