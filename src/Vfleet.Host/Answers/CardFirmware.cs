using System.Collections.Immutable;
using Vfleet.Domain.Doctor.Facts;

namespace Vfleet.Host.Answers;

/// <summary>Settings in the memory of NVIDIA cards, as the maker's program mstconfig shows them: no file and no netlink family of the kernel does.</summary>
internal static class CardFirmware
{
    /// <summary>The program; one of the package mstflint.</summary>
    public const string Program = "mstconfig";

    // Those that rules know. A card has some hundred more, and the capture shall not hold what nobody asks for.
    private static readonly ImmutableArray<string> Wanted =
        ["SRIOV_EN", "NUM_OF_VFS", "LINK_TYPE_P1", "LINK_TYPE_P2", "INTERNAL_CPU_MODEL", "INTERNAL_CPU_OFFLOAD_ENGINE"];

    /// <summary>What it is asked with: a query with default, current and next value of each setting.</summary>
    /// <param name="function">The card.</param>
    /// <returns>The arguments.</returns>
    public static IReadOnlyList<string> Arguments(Primitives.PciAddress function) => ["-e", "-d", function.ToString(), "q"];

    /// <summary>The settings in its output: lines of name, default, current and next value, with a '*' before those that differ.</summary>
    /// <param name="output">The output.</param>
    /// <returns>Those that rules know.</returns>
    public static ImmutableArray<FirmwareSetting> Parse(string output) =>
    [
        .. output.Split('\n')
            .Select(line => line.TrimStart('*', ' ', '\t').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length == 4 && Wanted.Contains(words[0], StringComparer.Ordinal))
            .Select(words => new FirmwareSetting(words[0], words[2], words[3]))
            .DistinctBy(setting => setting.Name, StringComparer.Ordinal),
    ];
}
