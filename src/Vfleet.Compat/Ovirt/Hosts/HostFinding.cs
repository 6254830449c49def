using System.Diagnostics.CodeAnalysis;
using Vfleet.Compat.Ovirt.Calling;
using Vfleet.Domain.Fleet.Rules;
using Vfleet.Domain.Problems;
using Vfleet.Engine;
using Vfleet.Engine.Access;
using Vfleet.Engine.Documents;

namespace Vfleet.Compat.Ovirt.Hosts;

/// <summary>Finds the host and the NIC that a path names. What a caller does not see is not there for them.</summary>
internal static class HostFinding
{
    /// <summary>The host.</summary>
    /// <param name="call">The request.</param>
    /// <param name="host">It.</param>
    /// <param name="refusal">That there is none.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryHost(this OvirtCall call, [NotNullWhen(true)] out HostView? host, [NotNullWhen(false)] out OvirtAnswer? refusal)
    {
        host = call.Id("host") is { } id ? HostView.Of(call.State, id) : null;
        if (host is not null && !call.Caller.MaySee(FleetKinds.Hosts.Place(host.Host.Value, call.State), call.State))
        {
            host = null;
        }

        refusal = host is null ? OvirtAnswer.NotFound() : null;
        return host is not null;
    }

    /// <summary>The NIC of a host, for those who read it.</summary>
    /// <param name="call">The request.</param>
    /// <param name="host">The host.</param>
    /// <param name="nic">The NIC.</param>
    /// <param name="refusal">That there is none.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryNic(
        this OvirtCall call, [NotNullWhen(true)] out HostView? host, [NotNullWhen(true)] out HostNic? nic, [NotNullWhen(false)] out OvirtAnswer? refusal)
    {
        nic = null;
        if (!call.TryHost(out host, out refusal))
        {
            return false;
        }

        nic = HostNic.Find(host.Inventory?.Value, call.Id("nic"));
        refusal = nic is null ? OvirtAnswer.NotFound() : null;
        return nic is not null;
    }

    /// <summary>The PF of a host whose VFs shall be changed: the command's own checks come first (ovirt-engine, VfsConfigValidator).</summary>
    /// <param name="call">The request.</param>
    /// <param name="host">The host.</param>
    /// <param name="nic">The PF.</param>
    /// <param name="refusal">Why there is none.</param>
    /// <returns>Whether there is one that the caller may change.</returns>
    public static bool TryPf(
        this OvirtCall call, [NotNullWhen(true)] out HostView? host, [NotNullWhen(true)] out HostNic? nic, [NotNullWhen(false)] out OvirtAnswer? refusal)
    {
        nic = null;
        if (!call.TryHost(out host, out refusal) || (refusal = call.Forbidden(host)) is not null)
        {
            return false;
        }

        nic = HostNic.Find(host.Inventory?.Value, call.Id("nic"));
        refusal = nic switch
        {
            null => Refusals.Of(new Problem(
                FleetCode.PfNotOnHost, $"the host {host.Host.Value.Name} has no NIC {Shown(call.Part("nic"))}", $"see which it has: GET {OvirtRoute.Root}/hosts/{FleetKinds.Text(host.Host.Value.Id)}/nics")),
            { IsSriov: false } => Refusals.Of(new Problem(
                FleetCode.PfWithoutSriov, $"{host.Host.Value.Name}/{nic.Name} can have no VFs of its own", "name a PF: it has virtual_functions_configuration when all_content is asked for")) with
            {
                Status = 400,
            },
            _ => null,
        };
        return refusal is null && nic is not null;
    }

    /// <summary>That a caller may not change a host's PFs.</summary>
    /// <param name="call">The request.</param>
    /// <param name="host">The host.</param>
    /// <returns>The refusal; null when they may.</returns>
    public static OvirtAnswer? Forbidden(this OvirtCall call, HostView host) => call.Caller.May(AccessRole.Admin, FleetKinds.Hosts.Place(host.Host.Value, call.State))
        ? null
        : Refusals.Of(new Problem(EngineCode.Forbidden, $"{call.Caller.Name} may not change the host {host.Host.Value.Name}", "ask an administrator for the role admin there"));

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
