using System.Net;
using Vfleet.Lab.Interop;
using Vfleet.Lab.Processes;
using Vfleet.Primitives;

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
    private readonly string _imageRoot;

    internal LabSwitch(string lab, string imageRoot)
    {
        _lab = lab;
        _imageRoot = imageRoot;
    }

    /// <summary>Name of its network namespace, for <c>ip netns exec</c>.</summary>
    public string Namespace => NamespaceOf(_lab);

    /// <summary>Plugs a station in: it answers ARP and ping, pings hosts and guests, and keeps the frames that reach it.</summary>
    /// <param name="address">Its IPv4 address.</param>
    /// <param name="vlan">The VLAN it is on; untagged when absent.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The station; disposing unplugs it.</returns>
    /// <exception cref="LabException">The tap cannot be made, or the lab does not run.</exception>
    public async Task<SwitchEndpoint> AddEndpointAsync(
        IPAddress address, VlanTag? vlan = null, CancellationToken cancellationToken = default)
    {
        // Several programs may plug stations in; the kernel refuses a name that is taken only within one namespace.
        var number = Random.Shared.Next(0x10000);
        var tap = $"{_lab}e{number:x4}";
        var handle = TunDevice.CreateTap(tap);
        try
        {
            await PlugAsync(tap, SwitchBridge, cancellationToken);
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        return new SwitchEndpoint(handle, new MacAddress([0x52, 0x54, 0x00, 0x0e, (byte)(number >> 8), (byte)number]), address, vlan);
    }

    /// <summary>Records all frames that pass a switch port, in both directions, from now on.</summary>
    /// <param name="port">The port, e.g. <see cref="Hosts.LabPf.Port"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The capture, which records until <see cref="FrameCapture.StopAsync"/>.</returns>
    /// <exception cref="LabException">There is no such port.</exception>
    public Task<FrameCapture> CaptureAsync(string port, CancellationToken cancellationToken = default) =>
        FrameCapture.StartAsync(Namespace, port, _imageRoot, cancellationToken);

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

    /// <summary>
    /// Takes a tap of the machine's own namespace, which QEMU or an endpoint holds open, and plugs it in. It vanishes with its holder.
    /// </summary>
    internal async Task PlugAsync(string tap, string bridge, CancellationToken cancellationToken)
    {
        await IpAsync(["link", "set", tap, "netns", Namespace], cancellationToken);
        await IpAsync(["-n", Namespace, "link", "set", tap, "master", bridge, "up"], cancellationToken);
    }

    internal static async Task DeleteAsync(string lab, CancellationToken cancellationToken)
    {
        if (File.Exists($"/run/netns/{NamespaceOf(lab)}"))
        {
            await IpAsync(["netns", "del", NamespaceOf(lab)], cancellationToken);
        }
    }

    private static string NamespaceOf(string lab) => $"vfleet-lab-{lab}";

    private static async Task IpAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        (await Command.RunAsync("ip", arguments, cancellationToken: cancellationToken)).OrThrow();

    private async Task InsideAsync(IEnumerable<string> command, CancellationToken cancellationToken) =>
        await IpAsync(["netns", "exec", Namespace, .. command], cancellationToken);
}
