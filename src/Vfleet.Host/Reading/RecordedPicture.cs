using Vfleet.Domain.Observed;
using Vfleet.Linux.Net;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Reading;

/// <summary>The netdevs of a recorded host, from its sysfs and proc files.</summary>
/// <param name="root">The recorded tree.</param>
internal sealed class RecordedPicture(SysfsRoot root) : INetworkPicture
{
    private readonly NetdevUseReader _uses = new(root);

    /// <inheritdoc/>
    public IEnumerable<string> Names => Linux.Net.Netdev.Names(root);

    /// <inheritdoc/>
    public ObservedNetdev Netdev(string name) => Linux.Net.Netdev.Read(root, name) is not { } netdev
        ? new ObservedNetdev(name)
        : new ObservedNetdev(name)
        {
            Index = netdev.Index ?? 0,
            Mac = netdev.Address,
            IsUp = netdev.IsUp,
            HasCarrier = netdev.IsUp ? netdev.Carrier : null,
            Mtu = netdev.Mtu,
            Speed = netdev.Speed,
            Uses = [.. Uses(_uses.Read(name))],
        };

    /// <inheritdoc/>
    public IEnumerable<ManagementUse> Management(string name) => _uses.DefaultRouteAbove(name) is { } through
        ? [new ManagementUse(ManagementUseKind.DefaultRoute, through, "as recorded")]
        : [];

    private static IEnumerable<Domain.Observed.NetdevUse> Uses(Linux.Net.NetdevUse use)
    {
        if (use.Master is { } master)
        {
            var kind = master.Kind switch
            {
                UpperKind.Bridge => NetdevUseKind.BridgePort,
                UpperKind.Bond => NetdevUseKind.BondSlave,
                _ => NetdevUseKind.OtherMaster,
            };
            yield return new Domain.Observed.NetdevUse(kind, master.Name);
        }

        foreach (var upper in use.Users)
        {
            var kind = upper.Kind switch
            {
                UpperKind.Vlan => NetdevUseKind.Vlan,
                UpperKind.Macvlan or UpperKind.Macvtap => NetdevUseKind.Macvtap,
                _ => NetdevUseKind.OtherUpper,
            };
            yield return new Domain.Observed.NetdevUse(kind, upper.Name);
        }

        foreach (var address in use.Addresses)
        {
            yield return new Domain.Observed.NetdevUse(NetdevUseKind.IpAddress, address);
        }
    }
}
