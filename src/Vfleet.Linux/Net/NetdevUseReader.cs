using System.Collections.Immutable;
using System.Globalization;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Net;

/// <summary>Finds out what interfaces are used for, from the links between them in sysfs and from <c>/proc/net</c>.</summary>
public sealed class NetdevUseReader
{
    private const string UpperPrefix = "upper_";
    private const string LowerPrefix = "lower_";

    private readonly SysfsRoot _root;
    private readonly RouteTable _routes;
    private readonly AddressTable _addresses;

    /// <summary>Reads the host's tables once, for any number of interfaces.</summary>
    /// <param name="root">The host.</param>
    public NetdevUseReader(SysfsRoot root)
    {
        _root = root;
        _routes = RouteTable.Read(root);
        _addresses = AddressTable.Read(root, _routes);
    }

    /// <summary>Interfaces that a default route goes through.</summary>
    public ImmutableArray<string> DefaultRouteNetdevs => _routes.DefaultNetdevs;

    /// <summary>Reads the use of one interface.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The use; nothing when there is no such interface.</returns>
    public NetdevUse Read(string name)
    {
        if (!Netdev.IsName(name))
        {
            return new NetdevUse(null, [], [], [], HasDefaultRoute: false);
        }

        var directory = $"{Netdev.ClassPath}/{name}";
        var entries = _root.List(directory);
        var master = _root.TryReadLink($"{directory}/master", out var target) == Errno.None ? target[(target.LastIndexOf('/') + 1)..] : null;
        return new NetdevUse(
            master is null ? null : Upper(master),
            [.. Named(entries, UpperPrefix).Where(upper => upper != master).Select(Upper)],
            [.. Named(entries, LowerPrefix)],
            _addresses.Of(name),
            _routes.DefaultNetdevs.Contains(name, StringComparer.Ordinal));
    }

    /// <summary>Whether a default route goes through an interface or through anything above it, such as its bridge or a VLAN on its
    /// bond.</summary>
    /// <param name="name">The interface.</param>
    /// <returns>The interface that the route names, or null.</returns>
    public string? DefaultRouteAbove(string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([name]);
        while (waiting.TryDequeue(out var next))
        {
            if (!seen.Add(next) || !Netdev.IsName(next))
            {
                continue;
            }

            if (_routes.DefaultNetdevs.Contains(next, StringComparer.Ordinal))
            {
                return next;
            }

            foreach (var upper in Named(_root.List($"{Netdev.ClassPath}/{next}"), UpperPrefix))
            {
                waiting.Enqueue(upper);
            }
        }

        return null;
    }

    private static IEnumerable<string> Named(IEnumerable<string> entries, string prefix) =>
        entries.Where(entry => entry.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => entry[prefix.Length..]);

    private UpperNetdev Upper(string name)
    {
        var directory = $"{Netdev.ClassPath}/{name}";
        var type = (_root.TryReadText($"{directory}/uevent", out var text) == Errno.None ? text : "").Split('\n')
            .FirstOrDefault(line => line.StartsWith("DEVTYPE=", StringComparison.Ordinal))?["DEVTYPE=".Length..];
        var kind = type switch
        {
            "bridge" => UpperKind.Bridge,
            "bond" => UpperKind.Bond,
            "vlan" => UpperKind.Vlan,
            "macvlan" => UpperKind.Macvlan,
            "macvtap" => UpperKind.Macvtap,
            "ipvlan" or "ipvtap" => UpperKind.Ipvlan,
            "team" => UpperKind.Team,
            "vrf" => UpperKind.Vrf,
            _ => ByFiles(name, directory),
        };
        return new UpperNetdev(name, kind, kind == UpperKind.Vlan ? VlanId(name) : null);
    }

    // Not every kind tells its type in uevent; these show it in other files.
    private UpperKind ByFiles(string name, string directory)
    {
        if (name == "ovs-system")
        {
            return UpperKind.OpenVSwitch;
        }

        if (_root.Exists($"{directory}/bridge"))
        {
            return UpperKind.Bridge;
        }

        if (_root.Exists($"{directory}/bonding"))
        {
            return UpperKind.Bond;
        }

        if (_root.Exists($"{directory}/macvtap"))
        {
            return UpperKind.Macvtap;
        }

        return _root.Exists($"proc/net/vlan/{name}") ? UpperKind.Vlan : UpperKind.Other;
    }

    // "red  VID: 100	 REORDER_HDR: 1 ..." (net/8021q/vlanproc.c)
    private int? VlanId(string name)
    {
        if (_root.TryReadText($"proc/net/vlan/{name}", out var text) != Errno.None)
        {
            return null;
        }

        var words = text.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 3 && words[1] == "VID:" && int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}
