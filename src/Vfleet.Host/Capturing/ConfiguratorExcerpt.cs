using System.Text.RegularExpressions;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Host.Examining;

namespace Vfleet.Host.Capturing;

/// <summary>The lines of another program's file that say something of VFs, with the names that they are about. Such files hold passwords too (wireless
/// networks, VPNs), which are none of a capture's business.</summary>
internal static partial class ConfiguratorExcerpt
{
    public static string Of(string path, ConfiguratorKind kind, string text)
    {
        var said = ConfiguratorReading.Lines(path, kind, text).Select(line => line.Text).ToHashSet(StringComparer.Ordinal);
        return said.Count == 0 ? "" : string.Concat(text.Split('\n')
            .Select(line => line.TrimEnd())
            .Where(line => said.Contains(line.TrimStart()) || Frame().IsMatch(line))
            .Select(line => line + "\n"));
    }

    // Sections, keys without a value, and what names the netdev (see ConfiguratorReading).
    [GeneratedRegex(
        @"^\s*(\[[\w. -]+\]|-?\s*[\w.-]{1,32}:|(interface-name|OriginalName|Name)\s*=\s*[\w.*-]+|-?\s*name:\s*[\w.-]+|iface\s+[\w.-]+\s+\w+\s+\w+)\s*$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Frame();
}
