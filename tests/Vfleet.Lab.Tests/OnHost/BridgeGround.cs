using Vfleet.Lab.Hosts;

namespace Vfleet.Lab.Tests.OnHost;

/// <summary>
/// A host's first PF in a bridge, and its first VF in a network namespace of its own, which stands for a guest with a VF. Disposing takes
/// all of it away.
/// </summary>
internal sealed class BridgeGround : IAsyncDisposable
{
    public const string Bridge = "br0";

    /// <summary>Namespace with the VF.</summary>
    public const string Vf = "vf";

    /// <summary>Namespace that a test may put on the bridge.</summary>
    public const string Web = "web";

    /// <summary>The address that whoever is on the bridge must have.</summary>
    public const string BridgedAddress = "10.10.200.2";

    private readonly LabHost _host;
    private readonly string _pf;

    private BridgeGround(LabHost host, string pf)
    {
        _host = host;
        _pf = pf;
    }

    /// <summary>Makes two VFs, and lays the ground.</summary>
    public static async Task<BridgeGround> LayAsync(LabHost host, VfleetProgram vfleet)
    {
        var ground = new BridgeGround(host, vfleet.Pf);
        await ground.DisposeAsync();
        await vfleet.DoAsync($"pf set {vfleet.Pf} --vfs 2 --driver host --up");
        await host.DoAsync(
            $"udevadm settle; netdev=$(ls /sys/class/net/{vfleet.Pf}/device/virtfn0/net) && ip netns add {Vf} && ip link set $netdev netns {Vf} "
            + $"&& ip -n {Vf} addr add 10.10.200.1/24 dev $netdev && ip -n {Vf} link set $netdev up "
            + $"&& ip link add {Bridge} type bridge && ip link set {Bridge} up && ip link set {vfleet.Pf} master {Bridge} "
            + $"&& for i in $(seq 300); do ip -n {Vf} link show $netdev | grep -q LOWER_UP && exit 0; sleep 0.1; done; exit 1");
        return ground;
    }

    /// <summary>Whether the VF's side reaches the address on the bridge; it is tried some ten times.</summary>
    public async Task<bool> PingAsync() => (await _host.TryAsync($"ip netns exec {Vf} ping -c 10 -i 0.3 -W 1 {BridgedAddress}")).Succeeded;

    /// <summary>The entries in the PF's own table, as the kernel's own tool shows them.</summary>
    public async Task<string> OwnEntriesAsync() => (await _host.DoAsync($"bridge fdb show dev {_pf} | grep self")).Output;

    public async ValueTask DisposeAsync()
    {
        // Entries of addresses outlive the bridge, and what Vfleet wrote down of them need not.
        await _host.TryAsync(
            $"ip netns del {Web}; ip netns del {Vf}; ip link set {_pf} nomaster; ip link del {Bridge}; "
            + $"for mac in $(bridge fdb show dev {_pf} | grep self | grep -vE '^(33:33|01:00:5e)' | cut -d' ' -f1); do bridge fdb del $mac dev {_pf} self; done");
        await _host.ClearVfsAsync();
    }
}
