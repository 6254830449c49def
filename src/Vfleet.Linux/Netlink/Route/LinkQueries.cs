using System.Text;
using Vfleet.Linux.Netlink.Core;

namespace Vfleet.Linux.Netlink.Route;

/// <summary>Reads links without what their VFs cost (RTEXT_FILTER_VF is never set here).</summary>
internal sealed class LinkQueries(NetlinkConnection connection)
{
    /// <summary>Names up to this many bytes go into IFLA_IFNAME (IFNAMSIZ - 1); longer ones can only be alternative names.</summary>
    private const int LongestName = 15;

    public List<Link> All()
    {
        const string operation = "list the links";
        var writer = new NetlinkWriter(64);
        try
        {
            writer.BeginMessage(RouteMessage.GetLink, MessageFlags.Request | MessageFlags.Dump);
            writer.Header(default(LinkHeader));
            writer.Attribute(LinkAttribute.ExtendedMask, ExtendedMask.SkipStatistics);
            writer.EndMessage();
            var links = new List<Link>();
            connection.Dump(operation, ref writer, LinkParser.Parse, links).ThrowIfFailed(operation);
            return links;
        }
        finally
        {
            writer.Dispose();
        }
    }

    public Link? ByIndex(int index) => One($"read link {index}", index, name: null);

    public Link? ByName(string name) => One($"read link {name}", 0, name);

    private Link? One(string operation, int index, string? name)
    {
        var writer = new NetlinkWriter(256);
        try
        {
            writer.BeginMessage(RouteMessage.GetLink, MessageFlags.Request | MessageFlags.Ack);
            writer.Header(new LinkHeader { Index = index });
            if (name is not null)
            {
                // The kernel looks alternative names up under either attribute (net/core/rtnetlink.c, rtnl_dev_get).
                var attribute = Encoding.UTF8.GetByteCount(name) <= LongestName ? LinkAttribute.Name : LinkAttribute.AlternativeName;
                writer.StringAttribute(attribute, name);
            }

            writer.Attribute(LinkAttribute.ExtendedMask, ExtendedMask.SkipStatistics);
            writer.EndMessage();
            var links = new List<Link>(1);
            var answer = connection.Query(ref writer, LinkParser.Parse, links);
            if (answer.Errno == ErrorNumber.ENODEV)
            {
                return null;
            }

            answer.ThrowIfFailed(operation);
            return links.Count == 1 ? links[0] : throw new MalformedNetlinkException($"{operation}: the kernel answered with {links.Count} links");
        }
        finally
        {
            writer.Dispose();
        }
    }
}
