using System.Net;
using System.Net.Sockets;
using Vfleet.Domain.Observed;
using Vfleet.Host.Answers;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Reading;

/// <summary>The netdevs of a machine as its kernel tells them over netlink, now or when it was recorded.</summary>
internal sealed class LivePicture : INetworkPicture
{
    private readonly Dictionary<string, Link> _byName;
    private readonly Dictionary<int, Link> _byIndex;
    private readonly ILookup<int, Link> _uppers;
    private readonly ILookup<int, LinkIpAddress> _addresses;
    private readonly List<(ManagementUseKind Kind, int Link, string Detail)> _management = [];

    private readonly SysfsRoot _root;

    private LivePicture(SysfsRoot root, IReadOnlyList<Link> links, IReadOnlyList<LinkIpAddress> addresses)
    {
        _root = root;
        _byName = links.ToDictionary(link => link.Name, StringComparer.Ordinal);
        _byIndex = links.ToDictionary(link => link.Index);
        _uppers = links
            .Where(link => link is { LowerLink: not null, LowerLinkNamespace: null } && link.LowerLink != link.Index)
            .ToLookup(link => link.LowerLink!.Value);
        _addresses = addresses.ToLookup(address => address.LinkIndex);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>Makes the kernel's picture.</summary>
    /// <param name="root">Sysfs, for the speed, which rtnetlink does not tell.</param>
    /// <param name="answers">What the kernel says, or said.</param>
    /// <param name="withUse">Also addresses and routes.</param>
    /// <returns>The picture.</returns>
    public static LivePicture Read(SysfsRoot root, IHostAnswers answers, bool withUse)
    {
        var picture = new LivePicture(root, answers.Links(), withUse ? answers.Addresses() : []);
        if (withUse)
        {
            foreach (var found in answers.DefaultRoutes().SelectMany(found => found.LinkIndices, (found, link) => (Link: link, found.Gateway)))
            {
                picture._management.Add((ManagementUseKind.DefaultRoute, found.Link, found.Gateway?.ToString() ?? "none"));
            }

            if (answers.Caller() is { } caller)
            {
                picture._management.Add((ManagementUseKind.CallerConnection, caller.LinkIndex, caller.Address.ToString()));
            }
        }

        return picture;
    }

    /// <inheritdoc/>
    public ObservedNetdev Netdev(string name) => !_byName.TryGetValue(name, out var link)
        ? new ObservedNetdev(name)
        : new ObservedNetdev(name)
        {
            Index = link.Index,
            AlternativeNames = link.AlternativeNames,
            Mac = link.Mac,
            PermanentMac = link.PermanentAddress?.Mac,
            IsUp = link.IsUp,
            HasCarrier = link.IsUp ? link.HasCarrier : null,
            Mtu = link.Mtu,
            Speed = link is { IsUp: true, HasCarrier: true } ? Speed(name) : null,
            Uses = [.. Uses(link)],
        };

    /// <inheritdoc/>
    public IEnumerable<ManagementUse> Management(string name)
    {
        if (!_byName.TryGetValue(name, out var link))
        {
            return [];
        }

        var above = Above(link.Index);
        return _management
            .Where(use => above.Contains(use.Link))
            .Select(use => new ManagementUse(use.Kind, _byIndex[use.Link].Name, use.Detail))
            .Distinct();
    }

    // -1 stands for unknown; a driver that cannot say answers EINVAL (Documentation/ABI/testing/sysfs-class-net).
    private int? Speed(string name) =>
        _root.TryReadText($"sys/class/net/{name}/speed", out var text) == Errno.None && int.TryParse(text, out var speed) && speed > 0 ? speed : null;

    private IEnumerable<NetdevUse> Uses(Link link)
    {
        if (link.Master is { } master && _byIndex.TryGetValue(master, out var owner))
        {
            var kind = owner.Kind switch
            {
                "bridge" => NetdevUseKind.BridgePort,
                "bond" => NetdevUseKind.BondSlave,
                _ => NetdevUseKind.OtherMaster,
            };
            yield return new NetdevUse(kind, owner.Name);
        }

        foreach (var upper in _uppers[link.Index])
        {
            var kind = upper.Kind switch
            {
                "vlan" => NetdevUseKind.Vlan,
                "macvtap" or "macvlan" => NetdevUseKind.Macvtap,
                _ => NetdevUseKind.OtherUpper,
            };
            yield return new NetdevUse(kind, upper.Name);
        }

        // Every interface that is up has a link-local IPv6 address: that is no use.
        foreach (var address in _addresses[link.Index].Where(address => !IsLinkLocal(address.Address)))
        {
            yield return new NetdevUse(NetdevUseKind.IpAddress, $"{address.Address}/{address.PrefixLength}");
        }
    }

    private static bool IsLinkLocal(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv6LinkLocal;

    // The link, its masters (bond, bridge) and the devices on it (VLAN, macvlan), as far up as they go.
    private HashSet<int> Above(int index)
    {
        var seen = new HashSet<int>();
        var waiting = new Queue<int>([index]);
        while (waiting.TryDequeue(out var next))
        {
            if (!seen.Add(next) || !_byIndex.TryGetValue(next, out var link))
            {
                continue;
            }

            if (link.Master is { } master)
            {
                waiting.Enqueue(master);
            }

            foreach (var upper in _uppers[next])
            {
                waiting.Enqueue(upper.Index);
            }
        }

        return seen;
    }
}
