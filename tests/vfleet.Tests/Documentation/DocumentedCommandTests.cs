using System.Text.RegularExpressions;
using Vfleet.Cli.Tests.CommandLine;
using Vfleet.Domain.Problems;
using Vfleet.TestKit.Sources;

namespace Vfleet.Cli.Tests.Documentation;

/// <summary>What the documents tell people to type.</summary>
public sealed partial class DocumentedCommandTests
{
    private static readonly string[] s_typed = ["sh", "console"];

    private static IEnumerable<(string Path, string Text)> Pages => Directory
        .EnumerateFiles(Path.Join(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(SourceTree.Root, path))
        .Append("README.md")
        .Order(StringComparer.Ordinal)
        .Select(path => (path, SourceTree.Read(path)));

    [Fact]
    public void Every_command_of_ours_in_a_block_can_be_understood()
    {
        var commands = Pages
            .SelectMany(page => FencedBlock.Of(page.Text)
                .Where(block => s_typed.Contains(block.Language))
                .SelectMany(block => block.Lines.Select((line, index) => (Place: $"{page.Path}:{block.FirstLine + index}", Line: Typed(block.Language).Match(line)))))
            .Where(command => command.Line.Success)
            .Select(command => (command.Place, Text: command.Line.Groups["command"].Value))
            .ToList();

        commands.Count.ShouldBeGreaterThan(25);
        commands.Count(command => command.Place.StartsWith("README.md:", StringComparison.Ordinal)).ShouldBeGreaterThan(5);
        foreach (var (place, text) in commands)
        {
            WrittenCommand.ProblemsOf(text).ShouldBeEmpty($"{place}: {text}");
        }
    }

    [Fact]
    public void Every_command_of_ours_in_a_sentence_exists_with_its_options()
    {
        var commands = Pages
            .SelectMany(page => Quoted().Matches(page.Text).Select(match => (page.Path, Text: match.Groups["command"].Value)))
            .ToList();

        commands.Count.ShouldBeGreaterThan(60);
        foreach (var (path, text) in commands)
        {
            // A sentence may leave out what the command is about, and cut it short.
            WrittenCommand.ProblemsOf(text.Replace(" ...", "", StringComparison.Ordinal))
                .Where(problem => problem.Code == ProblemCode.Malformed)
                .ShouldBeEmpty($"{path}: {text}");
        }
    }

    [Fact]
    public void No_command_of_ours_stands_in_a_block_where_nobody_checks_it()
    {
        var unseen = Pages.SelectMany(page => FencedBlock.Of(page.Text)
            .Where(block => !s_typed.Contains(block.Language))
            .SelectMany(block => block.Lines)
            .Concat(page.Text.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)))
            .Where(line => Prompted().IsMatch(line.Trim()))
            .Select(line => $"{page.Path}: {line}"));

        unseen.ShouldBeEmpty("put it into a block of the language console, or sh without a prompt");
    }

    private static Regex Typed(string language) => language == "console" ? Prompted() : Bare();

    [GeneratedRegex("^(?:\\S*/)?(?<command>vfleet .+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bare();

    [GeneratedRegex("^\\S*[#$] (?:\\S*/)?(?<command>vfleet .+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prompted();

    [GeneratedRegex("`(?<command>vfleet [^`]+)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
