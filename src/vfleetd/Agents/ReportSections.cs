using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vfleet.Api.Agents;

namespace Vfleet.Server.Agents;

/// <summary>The hashes of what a host's report consists of, and what of it changed.</summary>
/// <param name="Root">The hash of the whole, hexadecimal.</param>
/// <param name="Hashes">Each section's, by name.</param>
internal sealed record ReportSections(string Root, ImmutableSortedDictionary<string, string> Hashes)
{
    private const int Most = 1024;

    /// <summary>Nothing was ever reported.</summary>
    public static ReportSections None { get; } = Of(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Takes a report over.</summary>
    /// <param name="known">What is known of the host; null for nothing.</param>
    /// <param name="report">The report.</param>
    /// <returns>What is known then; null when the report is a change of something else, or its hash is not that of what it holds.</returns>
    public static ReportSections? Take(ReportSections? known, HostReport report)
    {
        if (report.Base is { } from && known?.Root != from)
        {
            return null;
        }

        var sections = report.Sections ?? ImmutableDictionary<string, JsonElement?>.Empty;
        if (sections.Count > Most)
        {
            return null;
        }

        if (sections.Count == 0 && report.Base is not null)
        {
            return report.Hash == known!.Root ? known : null;
        }

        var hashes = (report.Base is null ? None : known!).Hashes.ToBuilder();
        foreach (var (name, json) in sections)
        {
            if (json is { ValueKind: not JsonValueKind.Null } some)
            {
                hashes[name] = Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(some)));
            }
            else
            {
                hashes.Remove(name);
            }
        }

        var after = Of(hashes.ToImmutable());
        return after.Root == report.Hash ? after : null;
    }

    private static ReportSections Of(ImmutableSortedDictionary<string, string> hashes)
    {
        var lines = new StringBuilder();
        foreach (var (name, hash) in hashes)
        {
            lines.Append(name).Append(' ').Append(hash).Append('\n');
        }

        return new ReportSections(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString()))), hashes);
    }
}
