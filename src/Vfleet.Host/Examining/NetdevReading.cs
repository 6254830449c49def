using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Domain.Observed;
using Vfleet.Linux.Netlink.Route;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Host.Examining;

/// <summary>Netdevs, beyond what every command shows of them.</summary>
/// <param name="parts">The host.</param>
internal sealed class NetdevReading(HostParts parts)
{
    /// <summary>NetworkManager's state of each device, by interface index (NM's man page NetworkManager(8) calls it a run-time state file).</summary>
    public const string NetworkManagerDevices = "run/NetworkManager/devices";

    /// <summary>Leases of systemd-networkd, by interface index.</summary>
    public const string NetworkdLeases = "run/systemd/netif/leases";

    private const int PromiscuousFlag = 0x100;

    private readonly SysfsRoot _root = parts.Root;
    private readonly ImmutableHashSet<string> _managed = [.. parts.Root.List(NetworkManagerDevices)];
    private readonly ImmutableHashSet<string> _leases = [.. parts.Root.List(NetworkdLeases)];

    public ImmutableDictionary<string, NetdevFacts> Read(ObservedHost host)
    {
        var vlans = parts.Answers.BridgeVlans();
        var pfs = host.Pfs.SelectMany(pf => pf.Netdevs).Select(netdev => Read(netdev) with
        {
            FdbEntries = Filters(netdev),
            HwTcOffload = netdev.Index == 0 ? null : parts.Answers.HwTcOffload(netdev.Index),
            BridgeVlans = vlans.TryGetValue(netdev.Index, out var count) ? count : null,
        });
        var others = host.Pfs.SelectMany(pf => pf.Vfs).SelectMany(vf => vf.Netdevs).Concat(host.OtherNetdevs).Select(Read);
        var facts = ImmutableDictionary.CreateBuilder<string, NetdevFacts>(StringComparer.Ordinal);
        foreach (var netdev in pfs.Concat(others))
        {
            _ = facts.TryAdd(netdev.Name, netdev);
        }

        return facts.ToImmutable();
    }

    private NetdevFacts Read(ObservedNetdev netdev)
    {
        var path = $"sys/class/net/{netdev.Name}";
        return new NetdevFacts(netdev.Name)
        {
            IsPromiscuous = Hexadecimal.TryRead(Text($"{path}/flags"), out var flags) ? (flags & PromiscuousFlag) != 0 : null,
            MacOrigin = Text($"{path}/addr_assign_type") switch
            {
                "0" => MacOrigin.Permanent,
                "1" => MacOrigin.Random,
                "2" => MacOrigin.Stolen,
                "3" => MacOrigin.Set,
                _ => null,
            },
            BondMode = Text($"{path}/bonding/mode")?.Split(' ')[0],
            NetworkManagerManaged = Managed(netdev.Index),
            DhcpLease = Lease(netdev),
        };
    }

    // Unicast addresses in the link's own table: each takes one of the card's filters.
    private int? Filters(ObservedNetdev netdev)
    {
        try
        {
            return netdev.Index == 0 ? null : parts.Answers.Forwarding(netdev.Index)?
                .Count(entry => entry.Flags.HasFlag(ForwardingFlags.Self) && entry.Mac.IsUnicast);
        }
        catch (IOException)
        {
            // The link has just gone.
            return null;
        }
    }

    private bool? Managed(int index)
    {
        var name = index.ToString();
        return !_managed.Contains(name)
            ? null
            : Text($"{NetworkManagerDevices}/{name}")?.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith("managed=", StringComparison.Ordinal)) switch
            {
                "managed=true" => true,
                "managed=false" => false,
                _ => null,
            };
    }

    private string? Lease(ObservedNetdev netdev) => _leases.Contains(netdev.Index.ToString())
        ? $"/{NetworkdLeases}/{netdev.Index}"
        : LeaseFiles(netdev.Name).FirstOrDefault(_root.Exists) is { } file ? $"/{file}" : null;

    /// <summary>Where dhclient keeps its leases: Debian's and Fedora's places.</summary>
    /// <param name="netdev">The netdev.</param>
    /// <returns>Paths relative to the root.</returns>
    public static IEnumerable<string> LeaseFiles(string netdev) =>
        [$"var/lib/dhcp/dhclient.{netdev}.leases", $"var/lib/dhclient/dhclient--{netdev}.lease"];

    private string? Text(string path) => _root.TryReadText(path, out var text) == Errno.None && text.Length > 0 ? text : null;
}
