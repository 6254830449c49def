using Vfleet.Lab.Processes;

namespace Vfleet.Lab.Network;

/// <summary>
/// The switch that all PFs of a lab are plugged into, and the host-to-host network beside it: two Linux bridges in a network namespace
/// of their own. The bridge learns MAC addresses and passes VLAN tags as they are.
/// </summary>
public sealed class LabSwitch
{
    internal const string SwitchBridge = "switch";
    internal const string FabricBridge = "fabric";

    private readonly string _lab;

    internal LabSwitch(string lab)
    {
        _lab = lab;
    }

    /// <summary>Name of its network namespace, for <c>ip netns exec</c>.</summary>
    public string Namespace => $"vfleet-lab-{_lab}";

    internal bool Exists => File.Exists($"/run/netns/{Namespace}");

    internal async Task CreateAsync(CancellationToken cancellationToken)
    {
        await IpAsync(["netns", "add", Namespace], cancellationToken);

        // Nothing but the hosts and the endpoints may speak here, so that a capture shows them alone.
        await InsideAsync(["sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1"], cancellationToken);
        foreach (var bridge in (string[])[SwitchBridge, FabricBridge])
        {
            await IpAsync(["-n", Namespace, "link", "add", bridge, "type", "bridge", "mcast_snooping", "0"], cancellationToken);
            await IpAsync(["-n", Namespace, "link", "set", bridge, "up"], cancellationToken);
        }
    }

    /// <summary>Takes a tap of the machine's own namespace, which QEMU or an endpoint holds open, and plugs it in. It vanishes with its holder.</summary>
    internal async Task PlugAsync(string tap, string bridge, CancellationToken cancellationToken)
    {
        await IpAsync(["link", "set", tap, "netns", Namespace], cancellationToken);
        await IpAsync(["-n", Namespace, "link", "set", tap, "master", bridge, "up"], cancellationToken);
    }

    internal async Task DeleteAsync(CancellationToken cancellationToken)
    {
        if (Exists)
        {
            await IpAsync(["netns", "del", Namespace], cancellationToken);
        }
    }

    private static async Task IpAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        (await Command.RunAsync("ip", arguments, cancellationToken: cancellationToken)).OrThrow();

    private async Task InsideAsync(IEnumerable<string> command, CancellationToken cancellationToken) =>
        await IpAsync(["netns", "exec", Namespace, .. command], cancellationToken);
}
