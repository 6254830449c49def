using Vfleet.Domain.Problems;

namespace Vfleet.Domain.Fleet.Rules;

/// <summary>Why a host cannot carry anything out now.</summary>
internal static class HostState
{
    public static Problem Problem(FleetHost host, string path)
    {
        var (state, remedy) = host.Status switch
        {
            HostStatus.Joining => ("has not reported yet", "wait for its first report"),
            HostStatus.Revoked => ("may not connect: its certificate is revoked", "let it join again"),
            _ => ("does not answer", "look at its agent: systemctl status vfleet-agent"),
        };
        var reason = host.StatusReason.Length == 0 ? "" : $" ({host.StatusReason})";
        return new Problem(FleetCode.HostNotReachable, $"the host {host.Name} {state}{reason}", remedy, path);
    }
}
