namespace Vfleet.Host.Capturing;

/// <summary>Symbolic links that a capture may hold.</summary>
internal static class LinkTarget
{
    /// <summary>
    /// Where a link leads. Only relative targets count that begin with their ".." parts, as sysfs writes them, and go no higher than the root:
    /// such links cannot be chained so that together they leave it.
    /// </summary>
    /// <param name="folder">The link's folder, relative to the root.</param>
    /// <param name="target">Where it points, as written in it.</param>
    /// <returns>The path relative to the root, empty for the root itself; null for any other target.</returns>
    public static string? Resolve(string folder, string target)
    {
        if (target.Length == 0 || target[0] == '/' || target.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var rest = target.AsSpan();
        var above = folder.AsSpan();
        while (rest is ".." || rest.StartsWith("../", StringComparison.Ordinal))
        {
            if (above.IsEmpty)
            {
                return null;
            }

            above = above[..Math.Max(0, above.LastIndexOf('/'))];
            rest = rest.Length <= 3 ? [] : rest[3..];
        }

        if (!rest.IsEmpty && !IsPlain(rest))
        {
            return null;
        }

        return rest.IsEmpty ? above.ToString() : above.IsEmpty ? rest.ToString() : $"{above}/{rest}";
    }

    /// <summary>Whether a path is relative and every part of it a name.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether.</returns>
    public static bool IsPlain(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path.Contains('\0'))
        {
            return false;
        }

        foreach (var range in path.Split('/'))
        {
            if (path[range] is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The relative target with which a link in one folder leads to a path.</summary>
    /// <param name="folder">The link's folder.</param>
    /// <param name="path">Where to.</param>
    /// <returns>The target.</returns>
    public static string Between(string folder, string path) =>
        string.Concat(Enumerable.Repeat("../", folder.Length == 0 ? 0 : folder.AsSpan().Count('/') + 1)) + path;
}
