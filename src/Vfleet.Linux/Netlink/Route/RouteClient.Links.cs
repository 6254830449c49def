using Vfleet.Linux.Netlink.Core;
using Vfleet.Primitives;

namespace Vfleet.Linux.Netlink.Route;

/// <content>Links.</content>
public sealed partial class RouteClient
{
    /// <summary>Lists every link of the network namespace, without VF details and counters, in the order of the index.</summary>
    /// <returns>The links.</returns>
    /// <exception cref="NetlinkException">The kernel refused, or the list never held still (EINTR).</exception>
    /// <exception cref="MalformedNetlinkException">The answer contradicts itself.</exception>
    public IReadOnlyList<Link> GetLinks() => _links.All();

    /// <summary>Reads one link.</summary>
    /// <param name="index">Interface index, from 1.</param>
    /// <returns>The link, or <see langword="null"/> when there is none.</returns>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    /// <exception cref="MalformedNetlinkException">The answer contradicts itself.</exception>
    public Link? GetLink(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        return _links.ByIndex(index);
    }

    /// <summary>Reads one link by its name or one of its alternative names.</summary>
    /// <param name="name">The name, 1-127 bytes.</param>
    /// <returns>The link, or <see langword="null"/> when there is none.</returns>
    /// <exception cref="NetlinkException">The kernel refused, for example a name that is too long (ERANGE).</exception>
    /// <exception cref="MalformedNetlinkException">The answer contradicts itself.</exception>
    public Link? GetLink(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _links.ByName(name);
    }

    /// <summary>Sets a link up or down.</summary>
    /// <param name="index">Interface index.</param>
    /// <param name="up">Whether it shall be up.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public NetlinkOutcome SetUp(int index, bool up)
    {
        var flag = (uint)LinkFlags.Up;
        return Change(new LinkHeader { Index = index, Flags = up ? flag : 0, Change = flag }, 0, []);
    }

    /// <summary>Sets the MTU of a link.</summary>
    /// <param name="index">Interface index.</param>
    /// <param name="mtu">Bytes, within the link's <see cref="Link.MinMtu"/> and <see cref="Link.MaxMtu"/>.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public NetlinkOutcome SetMtu(int index, int mtu)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mtu);
        return Change(new LinkHeader { Index = index }, LinkAttribute.Mtu, BitConverter.GetBytes(mtu));
    }

    /// <summary>Sets the MAC address of a link. Some drivers want the link down first (EBUSY).</summary>
    /// <param name="index">Interface index.</param>
    /// <param name="mac">The address, neither zero nor multicast.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    public NetlinkOutcome SetMac(int index, MacAddress mac)
    {
        if (!mac.IsUnicast)
        {
            throw new ArgumentException($"{mac} cannot be the address of a link", nameof(mac));
        }

        var octets = new byte[MacAddress.Length];
        mac.WriteTo(octets);
        return Change(new LinkHeader { Index = index }, LinkAttribute.Address, octets);
    }

    /// <summary>Sends RTM_SETLINK with at most one attribute.</summary>
    private NetlinkOutcome Change(LinkHeader header, ushort attribute, ReadOnlySpan<byte> value)
    {
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(RouteMessage.SetLink, MessageFlags.Request | MessageFlags.Ack);
            writer.Header(header);
            if (!value.IsEmpty)
            {
                writer.Attribute(attribute, value);
            }

            writer.EndMessage();
            var answer = _connection.Exchange(ref writer)[0];
            return NetlinkOutcome.Of(answer.Errno, answer.KernelMessage, LinkRefusalHints.For(answer.Errno));
        }
        finally
        {
            writer.Dispose();
        }
    }
}
