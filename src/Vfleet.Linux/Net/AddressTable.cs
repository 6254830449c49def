using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Net;

/// <summary>IP addresses of interfaces from <c>/proc/net/if_inet6</c> and <c>/proc/net/fib_trie</c>.</summary>
/// <remarks>
/// fib_trie names local IPv4 addresses but not their interfaces; the connected network that an address lies in tells those. Good enough for
/// a recorded tree; a running host is asked over netlink.
/// </remarks>
internal sealed record AddressTable(ImmutableDictionary<string, ImmutableArray<string>> ByNetdev)
{
    public static AddressTable Read(SysfsRoot root, RouteTable routes)
    {
        var found = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var (address, prefix, netdev) in Version4(root, routes).Concat(Version6(root)))
        {
            if (!found.TryGetValue(netdev, out var addresses))
            {
                found.Add(netdev, addresses = new SortedSet<string>(StringComparer.Ordinal));
            }

            _ = addresses.Add($"{address}/{prefix.ToString(CultureInfo.InvariantCulture)}");
        }

        return new AddressTable(found.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ToImmutableArray(), StringComparer.Ordinal));
    }

    public ImmutableArray<string> Of(string netdev) => ByNetdev.GetValueOrDefault(netdev, []);

    // "|-- 192.168.1.5" and below it "/32 host LOCAL".
    private static IEnumerable<(IPAddress Address, int Prefix, string Netdev)> Version4(SysfsRoot root, RouteTable routes)
    {
        string? last = null;
        foreach (var words in RouteTable.Lines(root, "proc/net/fib_trie"))
        {
            if (words is ["|--", var address, ..])
            {
                last = address;
            }
            else if (words is ["/32", "host", "LOCAL", ..]
                && IPAddress.TryParse(last, out var local)
                && local.GetAddressBytes() is { Length: 4 } bytes)
            {
                var number = (uint)((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]);
                foreach (var network in routes.Connected.Where(network => (number & network.Mask) == network.Network))
                {
                    yield return (local, BitOperations.PopCount(network.Mask), network.Netdev);
                }
            }
        }
    }

    // "fe80...0001 02 40 20 80 eth0": address, index, prefix length, scope, flags, interface (net/ipv6/addrconf.c, if6_seq_show).
    // Link-local addresses are no use: every interface that is up has one.
    private static IEnumerable<(IPAddress Address, int Prefix, string Netdev)> Version6(SysfsRoot root)
    {
        const uint ScopeLink = 0x20;
        foreach (var words in RouteTable.Lines(root, "proc/net/if_inet6").Where(words => words.Length >= 6 && words[0].Length == 32))
        {
            if (RouteTable.TryHex(words[2], out var prefix) && prefix <= 128
                && RouteTable.TryHex(words[3], out var scope) && scope != ScopeLink
                && TryBytes(words[0], out var bytes))
            {
                yield return (new IPAddress(bytes), (int)prefix, words[5]);
            }
        }
    }

    private static bool TryBytes(string hexadecimal, out byte[] bytes)
    {
        bytes = new byte[hexadecimal.Length / 2];
        return Convert.FromHexString(hexadecimal, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length;
    }
}
