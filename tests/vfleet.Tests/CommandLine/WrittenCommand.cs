using System.Collections.Immutable;
using Vfleet.Cli.CommandLine;
using Vfleet.Domain.Problems;

namespace Vfleet.Cli.Tests.CommandLine;

/// <summary>Command lines of ours as they are written for people: in help pages, remedies and documents.</summary>
internal static class WrittenCommand
{
    /// <summary>Reads one as the program does.</summary>
    /// <param name="line">The line from <c>vfleet</c> on; what the shell does with the output is passed over, as are comments.</param>
    /// <returns>Why it cannot be understood; empty when it can.</returns>
    public static ImmutableArray<Problem> ProblemsOf(string line) =>
        ParseProblems.Of(new CommandTree().Parse(line.Split([" | ", " > ", " # "], StringSplitOptions.None)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]));
}
