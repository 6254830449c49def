using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Vfleet.Domain.Doctor.Facts;
using Vfleet.Linux.Sysfs;
using Vfleet.Primitives;

namespace Vfleet.Host.Examining;

/// <summary>Finds the lines of other programs' files that create or change VFs.</summary>
internal static partial class ConfiguratorReading
{
    private const int MostBytes = 1 << 20;

    // A line that is longer is none of these; with it no pattern comes near its time limit.
    private const int MostCharacters = 4096;
    private const int MatchMilliseconds = 1000;

    public static IEnumerable<Configurator> Read(SysfsRoot root) =>
        from file in Files(root)
        from line in root.TryReadBytes(file.Path, out var content, MostBytes) == Errno.None ? Lines(file.Path, file.Kind, Encoding.UTF8.GetString(content)) : []
        select line;

    /// <summary>The files that are looked into.</summary>
    /// <param name="root">The host.</param>
    /// <returns>Paths relative to the root, and whose they are.</returns>
    public static IEnumerable<(string Path, ConfiguratorKind Kind)> Files(SysfsRoot root) =>
        from place in ConfiguratorPlaces.All
        from path in place.Files(root)
        select (path, place.Kind);

    /// <summary>The lines of one file that create or change VFs.</summary>
    /// <param name="path">The file, relative to the root.</param>
    /// <param name="kind">Whose it is.</param>
    /// <param name="text">Its text.</param>
    /// <returns>The lines with what they name.</returns>
    public static IEnumerable<Configurator> Lines(string path, ConfiguratorKind kind, string text)
    {
        string? netdev = null;
        PciAddress? pf = PciAddress.TryParse(path.AsSpan(path.LastIndexOf('/') + 1), out var named) ? named : null;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            var words = line.TrimStart();
            if (words.Length is 0 or > MostCharacters || words[0] is '#' or ';')
            {
                continue;
            }

            netdev = Name().Match(words) is { Success: true } match ? match.Groups["name"].Value : netdev;
            if (kind == ConfiguratorKind.Modprobe)
            {
                if (Option().Match(words) is { Success: true } option)
                {
                    yield return new Configurator($"/{path}", kind, words) { Module = option.Groups["module"].Value.Replace('-', '_'), Vfs = Number(option) };
                }
            }
            else if (Count().Match(words) is { Success: true } count)
            {
                yield return new Configurator($"/{path}", kind, words)
                {
                    Netdev = InPath(words) ?? netdev,
                    Pf = AddressIn(words) ?? pf,
                    Vfs = Number(count),
                };
            }
        }
    }

    /// <summary>Options of modules on the kernel's command line: <c>ixgbe.max_vfs=4</c>.</summary>
    /// <param name="line">The command line.</param>
    /// <returns>The options that make VFs.</returns>
    public static IEnumerable<Configurator> OfCommandLine(BootLine? line)
    {
        foreach (var argument in line?.Arguments ?? [])
        {
            if (argument.Name.Split('.') is [var module, "max_vfs" or "num_vfs"])
            {
                yield return new Configurator(line!.Path, ConfiguratorKind.Modprobe, argument.ToString())
                {
                    Module = module.Replace('-', '_'),
                    Vfs = int.TryParse(argument.Value?.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var vfs) ? vfs : null,
                };
            }
        }
    }

    private static int? Number(Match match) =>
        int.TryParse(match.Groups["vfs"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var vfs) ? vfs : null;

    private static string? InPath(string line) => NetdevInPath().Match(line) is { Success: true } match ? match.Groups["name"].Value : null;

    private static PciAddress? AddressIn(string line) =>
        AddressInPath().Match(line) is { Success: true } match && PciAddress.TryParse(match.Value, out var address) ? address : null;

    // Of whom the following lines speak: "enp1s0:" (netplan), "interface-name=" (NetworkManager), "OriginalName=" and "Name=" (systemd),
    // "- name:" (os-net-config), "iface enp1s0" (ifupdown).
    [GeneratedRegex(
        @"^((?<name>[a-zA-Z][\w.-]{0,14}):|(interface-name|OriginalName|Name)\s*=\s*(?<name>[\w.*-]+)|-?\s*name:\s*(?<name>[\w.-]+)|iface\s+(?<name>[\w.-]+).*)\s*$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: MatchMilliseconds)]
    private static partial Regex Name();

    // sriov_numvfs in sysfs paths and rules, virtual-function-count (netplan), total-vfs (NetworkManager), SR-IOVVirtualFunctions and
    // VirtualFunction (systemd.link(5), systemd.network(5)), numvfs (os-net-config, vdsm, the operator).
    [GeneratedRegex(
        @"(sriov_numvfs|virtual-function-count|embedded-switch-mode|total-vfs|SR-IOVVirtualFunctions|VirtualFunction|num_?[vV]fs)\W*([=:]\W*)?(?<vfs>\d+)?",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: MatchMilliseconds)]
    private static partial Regex Count();

    [GeneratedRegex(@"^options\s+(?<module>[\w-]+)\s(.*\s)?(max_vfs|num_vfs)=(?<vfs>\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: MatchMilliseconds)]
    private static partial Regex Option();

    [GeneratedRegex(@"class/net/(?<name>[\w.-]+)/device", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: MatchMilliseconds)]
    private static partial Regex NetdevInPath();

    [GeneratedRegex(@"[0-9a-fA-F]{4,8}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: MatchMilliseconds)]
    private static partial Regex AddressInPath();
}
