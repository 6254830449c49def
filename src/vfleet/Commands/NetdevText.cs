using Vfleet.Domain.Observed;

namespace Vfleet.Cli.Commands;

/// <summary>Texts about netdevs.</summary>
internal static class NetdevText
{
    /// <summary>What the host does with a netdev.</summary>
    /// <param name="use">The use.</param>
    /// <returns>For example <c>port of bridge br0</c>.</returns>
    public static string Use(NetdevUse use) => use.Kind switch
    {
        NetdevUseKind.BridgePort => $"port of bridge {use.With}",
        NetdevUseKind.BondSlave => $"slave of bond {use.With}",
        NetdevUseKind.OtherMaster => $"belongs to {use.With}",
        NetdevUseKind.Vlan => $"VLAN device {use.With}",
        NetdevUseKind.Macvtap => $"macvtap {use.With}",
        NetdevUseKind.IpAddress => $"address {use.With}",
        _ => use.With,
    };
}
