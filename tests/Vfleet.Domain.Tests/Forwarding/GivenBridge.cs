using Vfleet.Domain.Observed;
using Vfleet.Primitives;
using Vfleet.TestKit.Observed;

namespace Vfleet.Domain.Tests.Forwarding;

/// <summary>Hosts whose PF leads to a bridge.</summary>
internal static class GivenBridge
{
    public static readonly MacAddress BridgeMac = MacAddress.Parse("02:00:00:00:0b:01");

    /// <summary>A PF in bridge br0 with VFs, the first of which guest off1 has.</summary>
    public static ObservedHost Host(int vfs = 2) => Given
        .Host(Given.Pf(vfs: vfs).WithNetdev(netdev => netdev.With(NetdevUseKind.BridgePort, "br0")))
        .WithOthers(Given.Netdev("br0") with { Mac = BridgeMac })
        .WithGuests(Given.Guest("off1"))
        .Giving("enp1s0f0/0", "off1");

    public static ObservedHost WithOthers(this ObservedHost host, params ReadOnlySpan<ObservedNetdev> netdevs) =>
        host with { OtherNetdevs = [.. host.OtherNetdevs, .. netdevs] };

    /// <summary>The netdev with one more use.</summary>
    public static ObservedNetdev With(this ObservedNetdev netdev, NetdevUseKind kind, string with) =>
        netdev with { Uses = [.. netdev.Uses, new NetdevUse(kind, with)] };

    /// <summary>The host with one more guest that has an emulated interface.</summary>
    public static ObservedHost WithBridged(
        this ObservedHost host, string guest, string mac, string? bridge = "br0", string? tap = null, string kind = "bridge", bool live = true) =>
        host with
        {
            Guests =
            [
                .. host.Guests,
                Given.Guest(guest) with
                {
                    Devices = [new ObservedGuestDevice(kind, "net0", MacAddress.Parse(mac), null, bridge, null, live, Config: true) { Tap = tap }],
                },
            ],
        };
}
