using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Vfleet.Linux.Sysfs;

namespace Vfleet.Linux.Net;

/// <summary>A directly connected IPv4 network.</summary>
internal sealed record ConnectedNetwork(string Netdev, uint Network, uint Mask);

/// <summary>The main routing table's default routes and connected networks, from <c>/proc/net/route</c> and
/// <c>/proc/net/ipv6_route</c>.</summary>
/// <remarks>Formats: net/ipv4/fib_trie.c (fib_route_seq_show) and net/ipv6/route.c (rt6_info_route). Malformed lines are passed
/// over.</remarks>
internal sealed record RouteTable(ImmutableArray<string> DefaultNetdevs, ImmutableArray<ConnectedNetwork> Connected)
{
    private const uint RouteUp = 0x1;
    private const uint RouteGateway = 0x2;
    private const uint RouteReject = 0x200;

    public static RouteTable Read(SysfsRoot root)
    {
        var defaults = new SortedSet<string>(StringComparer.Ordinal);
        var connected = ImmutableArray.CreateBuilder<ConnectedNetwork>();
        foreach (var words in Lines(root, "proc/net/route").Where(words => words.Length >= 8))
        {
            if (!TryHex(words[1], out var network) || !TryHex(words[3], out var flags) || !TryHex(words[7], out var mask)
                || (flags & RouteUp) == 0 || (flags & RouteReject) != 0)
            {
                continue;
            }

            if (network == 0 && mask == 0)
            {
                _ = defaults.Add(words[0]);
            }
            else if ((flags & RouteGateway) == 0)
            {
                connected.Add(new ConnectedNetwork(words[0], HostOrder(network), HostOrder(mask)));
            }
        }

        // An unreachable default on lo is always there.
        foreach (var words in Lines(root, "proc/net/ipv6_route").Where(words => words.Length >= 10 && words[9] != "lo"))
        {
            if (words[0].Length == 32 && words[0].All(c => c == '0') && words[1] == "00"
                && TryHex(words[8], out var flags) && (flags & RouteUp) != 0 && (flags & RouteReject) == 0)
            {
                _ = defaults.Add(words[9]);
            }
        }

        return new RouteTable([.. defaults], connected.ToImmutable());
    }

    internal static IEnumerable<string[]> Lines(SysfsRoot root, string path) =>
        root.TryReadText(path, out var text) == Errno.None
            ? text.Split('\n').Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : [];

    internal static bool TryHex(string text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    // The file prints the kernel's big-endian words as numbers of the machine.
    private static uint HostOrder(uint value) => (uint)IPAddress.NetworkToHostOrder((int)value);
}
