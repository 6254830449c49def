namespace Vfleet.Compat.Ovirt.Calling;

/// <summary>Finds what answers a path: for requests, and for links that are followed within one.</summary>
internal sealed class RouteTable
{
    private readonly Node _root = new();

    /// <summary>Makes it.</summary>
    /// <param name="routes">Everything that is answered; patterns as <c>/hosts/{id}</c>.</param>
    public RouteTable(IEnumerable<OvirtRoute> routes)
    {
        foreach (var route in routes)
        {
            var node = _root;
            foreach (var segment in Segments(route.Pattern))
            {
                node = segment[0] == '{' ? node.Any ??= new Node() : node.Named.TryGetValue(segment, out var known) ? known : node.Named[segment] = new Node();
            }

            node.Routes.Add(route.Method, route);
        }
    }

    /// <summary>Finds what answers a path.</summary>
    /// <param name="method">The method; <c>HEAD</c> is answered as <c>GET</c>.</param>
    /// <param name="path">The path below the API's root, decoded but for slashes in names.</param>
    /// <returns>What was found.</returns>
    public RouteMatch Find(string method, string path)
    {
        var segments = Segments(path);
        if (Find(_root, segments, 0) is not { } node)
        {
            return new RouteMatch(null, RouteMatch.NoParts, "");
        }

        var asked = method == "HEAD" ? "GET" : method;
        if (!node.Routes.TryGetValue(asked, out var route))
        {
            var methods = node.Routes.Keys.Append("OPTIONS").Concat(node.Routes.ContainsKey("GET") ? ["HEAD"] : []).Order(StringComparer.Ordinal);
            return new RouteMatch(null, RouteMatch.NoParts, string.Join(", ", methods));
        }

        var pattern = Segments(route.Pattern);
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at][0] == '{')
            {
                parts[pattern[at][1..^1]] = segments[at].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
            }
        }

        return new RouteMatch(route, parts, "");
    }

    private static Node? Find(Node node, string[] segments, int at)
    {
        if (at == segments.Length)
        {
            return node.Routes.Count > 0 ? node : null;
        }

        return (node.Named.TryGetValue(segments[at], out var named) ? Find(named, segments, at + 1) : null)
            ?? (node.Any is { } any ? Find(any, segments, at + 1) : null);
    }

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private sealed class Node
    {
        public Dictionary<string, Node> Named { get; } = new(StringComparer.Ordinal);

        public Node? Any { get; set; }

        public Dictionary<string, OvirtRoute> Routes { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>What answers a path.</summary>
/// <param name="Route">It; null when nothing does.</param>
/// <param name="Parts">The parts of the path that stand for something.</param>
/// <param name="Allowed">The methods that the path knows, when it does not know the one that was asked for; empty when it is not known at all.</param>
internal readonly record struct RouteMatch(OvirtRoute? Route, IReadOnlyDictionary<string, string> Parts, string Allowed)
{
    /// <summary>No parts.</summary>
    public static IReadOnlyDictionary<string, string> NoParts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
