namespace Vfleet.Lab.Image;

/// <summary>Finds the Debian mirror that this machine uses.</summary>
internal static class DebianMirror
{
    private static readonly string[] s_releases =
        ["bookworm", "trixie", "forky", "duke", "sid", "stable", "testing", "unstable", "oldstable"];

    /// <summary>The mirror named by <c>VFLEET_LAB_MIRROR</c>, or else by this machine's own apt sources.</summary>
    /// <returns>The mirror's address, without a slash at the end.</returns>
    /// <exception cref="LabException">Neither names one.</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("VFLEET_LAB_MIRROR") is { Length: > 0 } given)
        {
            return given.TrimEnd('/');
        }

        var folder = new DirectoryInfo("/etc/apt/sources.list.d");
        var files = new[] { new FileInfo("/etc/apt/sources.list") }
            .Concat(folder.Exists ? folder.GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal) : []);
        foreach (var file in files.Where(file => file.Exists && file.Extension is ".list" or ".sources"))
        {
            var text = File.ReadAllText(file.FullName);
            if ((file.Extension is ".list" ? FromList(text) : FromSources(text)) is { } found)
            {
                return found;
            }
        }

        throw new LabException(
            "No Debian mirror: /etc/apt names none for the component main. Set VFLEET_LAB_MIRROR to one, as in 'deb MIRROR trixie main'.");
    }

    /// <summary>Reads the one-line format of sources.list(5).</summary>
    /// <param name="text">The file's text.</param>
    /// <returns>The first mirror of a Debian release's <c>main</c>, or <see langword="null"/>.</returns>
    internal static string? FromList(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split('#')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).ToList();
            if (words is not ["deb", ..])
            {
                continue;
            }

            if (words.Count > 1 && words[1].StartsWith('['))
            {
                var end = words.FindIndex(word => word.EndsWith(']'));
                if (end < 0)
                {
                    continue;
                }

                words.RemoveRange(1, end);
            }

            if (words.Count > 3 && IsMirror(words[1]) && IsRelease(words[2]) && words.Skip(3).Contains("main", StringComparer.Ordinal))
            {
                return words[1].TrimEnd('/');
            }
        }

        return null;
    }

    /// <summary>Reads the deb822 format of sources.list(5).</summary>
    /// <param name="text">The file's text.</param>
    /// <returns>The first mirror of a Debian release's <c>main</c>, or <see langword="null"/>.</returns>
    internal static string? FromSources(string text)
    {
        foreach (var stanza in text.ReplaceLineEndings("\n").Split("\n\n"))
        {
            var fields = Fields(stanza);
            if (fields.GetValueOrDefault("types", []).Contains("deb", StringComparer.Ordinal)
                && fields.GetValueOrDefault("components", []).Contains("main", StringComparer.Ordinal)
                && fields.GetValueOrDefault("suites", []).Any(IsRelease)
                && !fields.GetValueOrDefault("enabled", []).Contains("no", StringComparer.OrdinalIgnoreCase)
                && fields.GetValueOrDefault("uris", []).FirstOrDefault(IsMirror) is { } found)
            {
                return found.TrimEnd('/');
            }
        }

        return null;
    }

    private static Dictionary<string, string[]> Fields(string stanza)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        var current = "";
        foreach (var line in stanza.Split('\n').Where(line => !line.StartsWith('#')))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var continues = line.StartsWith(' ') || line.StartsWith('\t');
            if (!continues && colon < 0)
            {
                continue;
            }

            current = continues ? current : line[..colon].Trim();
            var words = (continues ? line : line[(colon + 1)..]).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            fields[current] = [.. fields.GetValueOrDefault(current, []), .. words];
        }

        return fields;
    }

    // Other vendors' archives and Debian's own security archive do not carry a whole release under such a name.
    private static bool IsRelease(string suite) => s_releases.Contains(suite, StringComparer.Ordinal);

    private static bool IsMirror(string uri) => uri.StartsWith("http://", StringComparison.Ordinal)
        || uri.StartsWith("https://", StringComparison.Ordinal)
        || uri.StartsWith("file:/", StringComparison.Ordinal);
}
