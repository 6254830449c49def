using Vfleet.Linux.Netlink.Core;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <content>Forwarding entries, as of <c>bridge fdb</c>.</content>
public sealed partial class RouteClient
{
    /// <summary>Lists the forwarding entries of a link: its own, and those of its bridge that point to it.</summary>
    /// <param name="linkIndex">Interface index.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="NetlinkException">There is no such link, or the kernel refused.</exception>
    public IReadOnlyList<ForwardingEntry> GetForwarding(int linkIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(linkIndex);
        return _forwarding.Of(linkIndex);
    }

    /// <summary>
    /// Adds a permanent entry to a link's own table (<c>bridge fdb add MAC dev LINK self</c>). On a PF it lets VFs reach that address,
    /// for example that of a VM on a bridge over the PF.
    /// </summary>
    /// <param name="linkIndex">Interface index.</param>
    /// <param name="mac">The address.</param>
    /// <param name="vlanId">VLAN 1-4094, where the driver keeps entries per VLAN; most refuse one (EINVAL).</param>
    /// <returns>What became of it; EEXIST is a refusal.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public NetlinkOutcome AddForwarding(int linkIndex, MacAddress mac, ushort? vlanId = null) =>
        ChangeForwarding(add: true, linkIndex, mac, vlanId);

    /// <summary>Removes an entry from a link's own table.</summary>
    /// <param name="linkIndex">Interface index.</param>
    /// <param name="mac">The address.</param>
    /// <param name="vlanId">VLAN 1-4094, or null.</param>
    /// <returns>What became of it; ENOENT is a refusal.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public NetlinkOutcome RemoveForwarding(int linkIndex, MacAddress mac, ushort? vlanId = null) =>
        ChangeForwarding(add: false, linkIndex, mac, vlanId);

    private NetlinkOutcome ChangeForwarding(bool add, int linkIndex, MacAddress mac, ushort? vlanId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(linkIndex);
        if (vlanId is 0 or > VlanTag.MaxId)
        {
            throw new ArgumentOutOfRangeException(nameof(vlanId), vlanId, $"a VLAN of a forwarding entry is 1-{VlanTag.MaxId}");
        }

        return _forwarding.Change(add, linkIndex, mac, vlanId);
    }
}
